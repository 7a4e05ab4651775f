// Two printed pages on which students note what they see, guess, measure and explain, for the current photo and network.

import { number, t } from '../text/text.js';
import { make } from './drawing.js';
import { partName, sizes } from './map.js';

/** @param {import('./tools.js').View} view */
export async function printWorksheet({ lab, panel, network, photo }) {
  const { subject } = lab;
  const sheet = make('section', { className: 'worksheet', lang: document.documentElement.lang });
  const copy = make('img', { alt: '', src: panel.canvases.photo.toDataURL('image/jpeg', 0.9) });
  const lines = (/** @type {number} */ count) =>
    make('div', { className: 'sheet-lines' }, ...Array.from({ length: count }, () => make('p')));
  const question = (/** @type {string} */ key, count = 2) =>
    make('li', {}, make('p', { textContent: t(`lab.sheet.${key}`) }), lines(count));
  const blocks = subject.parts.filter(({ block }) => block);
  const some = blocks.length <= 8 ? blocks : blocks.filter((_, i) => i % 2 === 0);
  const table = (/** @type {string[]} */ heads, /** @type {string[][]} */ rows) =>
    make(
      'table',
      {},
      make('tr', {}, ...heads.map((textContent) => make('th', { textContent }))),
      ...rows.map((cells) =>
        make('tr', {}, ...cells.map((textContent) => make('td', { textContent }))),
      ),
    );
  const named = make('p', { className: 'sheet-name', textContent: t('lab.sheet.name') });
  const facts = t('lab.sheet.facts', {
    network,
    photo,
    classes: number(subject.info.classes),
    parameters: number(subject.info.parameters),
  });
  const stages = subject.parts.filter(
    ({ block, stage }, i) => block && subject.parts[i + 1]?.stage !== stage,
  );
  sheet.append(
    make(
      'div',
      { className: 'sheet-page' },
      make('h1', { textContent: t('lab.sheet.title') }),
      named,
      make('div', { className: 'sheet-top' }, copy, make('p', { textContent: facts })),
      make('h2', { textContent: t('lab.sheet.first') }),
      make('ol', {}, question('stem'), question('guess', 1)),
      table(
        [t('lab.sheet.part'), t('lab.sheet.size'), t('lab.sheet.sees'), t('lab.sheet.found')],
        [subject.parts[1], ...stages].map((part) => [
          part.stage ? t('inside.stage', { n: part.stage }) : partName(part),
          t('inside.size', sizes(part.size)),
          '',
          '',
        ]),
      ),
      make('ol', { start: 3 }, question('trade'), question('block', 3)),
    ),
    make(
      'div',
      { className: 'sheet-page' },
      make('h2', { textContent: t('lab.sheet.second') }),
      make('ol', { start: 5 }, question('lesion', 1)),
      table(
        [t('lab.sheet.without'), t('lab.sheet.answer'), t('lab.sheet.percent')],
        [
          [t('lab.sheet.whole'), '', ''],
          ...some.map((part) => [partName(part), '', '']),
          [t('lab.sheet.all'), '', ''],
        ],
      ),
      make(
        'ol',
        { start: 6 },
        question('why', 3),
        question('bottleneck'),
        question('head'),
        question('training', 3),
      ),
      make('p', { className: 'sheet-link', textContent: location.href }),
    ),
  );
  document.body.append(sheet);
  await copy.decode().catch(() => {});
  const done = () => sheet.remove();
  addEventListener('afterprint', done, { once: true });
  print();
}
