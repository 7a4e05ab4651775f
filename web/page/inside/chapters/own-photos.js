// Of the body: where a channel is strongest in the photos of the visitor's gallery.

import { t } from '../../text/text.js';
import { figure, make } from '../drawing.js';
import { valueText } from '../panel.js';
import { paintPatch, search, strongestOf, unsearched } from '../patches.js';

const SHOWN = 6;
const SIDE = 96; // pixels

/**
 * @param {import('../chapters.js').Lab} lab
 * @param {number} channel
 * @returns {HTMLElement[]} nothing where there are no photos to compare
 */
export function ownPhotos({ classifier, subject, part, photos, signal, set }, channel) {
  if (photos.length < 2) return [];
  const title = make('h4', { textContent: t('lab.patches') });
  const left = unsearched(classifier, part.value, photos);
  if (left.length) {
    const button = make('button', {
      type: 'button',
      className: 'lab-patches-search',
      textContent: t('lab.patches.search', { count: photos.length }),
      onclick: async () => {
        button.disabled = true;
        await search(classifier, part.value, left, (done) => {
          button.textContent = t('lab.patches.progress', { done, count: left.length });
          return button.isConnected && !signal.aborted;
        });
        if (button.isConnected) set({ channel });
      },
    });
    return [title, button];
  }
  const { inputWidth: width, inputHeight: height } = subject.info;
  const found = strongestOf(classifier, part.value, photos, { channel, count: SHOWN });
  const figures = found.map((patch) => {
    const canvas = make('canvas', { width: SIDE, height: SIDE });
    paintPatch(canvas, patch, part.field, { width, height }).catch(() => {});
    const { name } = patch.photo;
    return figure(`${name}: ${valueText(patch.value)}`, canvas);
  });
  return [title, make('div', { className: 'lab-patches' }, ...figures)];
}
