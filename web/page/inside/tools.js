// Exports: a link to the exact view or to a lesson, an image with a caption, the numbers, a worksheet.

import { t } from '../text/text.js';
import { CHAPTERS } from './chapters.js';
import { make } from './drawing.js';
import { planeCsv, saveAs, tensorNpy } from './numbers.js';
import { pictureOf } from './picture.js';
import { printWorksheet } from './worksheet.js';

/**
 * @typedef {object} View
 * @property {import('./chapters.js').Lab} lab
 * @property {import('./chapters.js').Drawn} drawn
 * @property {import('./panel.js').Panel} panel
 * @property {HTMLElement} chapter
 * @property {HTMLElement} map
 * @property {string} title
 * @property {string} network
 * @property {string} photo
 * @property {import('../notice.js').Notice} notice
 */

/** @param {View} view @returns {HTMLElement[]} */
export function tools(view) {
  const { drawn, lab, title, network, photo } = view;
  const caption = t('lab.caption', { title, network, photo });
  const file = `residua-${lab.state.chapter}-${lab.part.name}`;
  const said = make('p', { className: 'lab-note', attributes: { role: 'status' } });
  const button = (/** @type {string} */ key, /** @type {() => unknown} */ run) =>
    make('button', {
      type: 'button',
      className: 'quiet',
      textContent: t(key),
      data: { tool: key.replace('lab.tool.', '') },
      onclick: async () => {
        try {
          await run();
        } catch (error) {
          const { message: detail } = /** @type {Error} */ (error);
          view.notice.say(() => t('lab.tool.failed'), { detail });
        }
      },
    });
  const copy = async (/** @type {string} */ address, /** @type {string} */ done) => {
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = t(done);
    } catch {
      // Without access to the clipboard, the address can be copied by hand.
      said.textContent = address;
    }
  };
  const row = make(
    'div',
    { className: 'lab-tool-row' },
    button('lab.tool.link', () => copy(location.href, 'lab.tool.copied')),
    button('lab.tool.png', async () => saveAs(`${file}.png`, await pictureOf(view, caption))),
  );
  const { data } = drawn;
  if (data) {
    row.append(
      button('lab.tool.csv', () =>
        saveAs(`${file}-channel${data.channel + 1}.csv`, planeCsv(data, caption)),
      ),
      button('lab.tool.npy', () => saveAs(`${data.name}.npy`, tensorNpy(data.feature))),
    );
  }
  row.append(button('lab.tool.worksheet', () => printWorksheet(view)));
  return [row, lesson(view, copy), said];
}

/**
 * A link that opens this chapter, without the chapters that a teacher hides.
 * @param {View} view
 * @param {(address: string, done: string) => Promise<void>} copy
 */
function lesson({ lab }, copy) {
  const boxes = CHAPTERS.map(({ name }) =>
    make('input', {
      type: 'checkbox',
      checked: !lab.state.hide.includes(name) || name === lab.state.chapter,
      disabled: name === lab.state.chapter,
      data: { lesson: name },
    }),
  );
  const note = make('p', {
    className: 'lab-note',
    textContent: new URL(location.href).searchParams.get('sample') ? '' : t('lab.lesson.own'),
  });
  return make(
    'details',
    { className: 'lab-lesson' },
    make('summary', { textContent: t('lab.lesson') }),
    make('p', { textContent: t('lab.lesson.about') }),
    make(
      'div',
      { className: 'lab-tool-row' },
      ...CHAPTERS.map(({ name }, i) =>
        make('label', { className: 'lab-switch' }, boxes[i], t(`lab.${name}`)),
      ),
    ),
    make('button', {
      type: 'button',
      className: 'quiet',
      textContent: t('lab.lesson.copy'),
      data: { tool: 'lesson' },
      onclick: () => {
        const url = new URL(location.href);
        const hidden = CHAPTERS.filter((_, i) => !boxes[i].checked).map(({ name }) => name);
        if (hidden.length) url.searchParams.set('hide', hidden.join());
        else url.searchParams.delete('hide');
        copy(url.href, 'lab.lesson.copied');
      },
    }),
    note,
  );
}
