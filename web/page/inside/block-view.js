// A residual block: what the shortcut carries, what the block adds, and the sum of both, one channel of
// each, drawn on one scale.

import { percent, t } from '../text/text.js';
import { signed } from './colors.js';
import { paintPlane } from './paint.js';
import { peak, plane, strengths } from './tensor.js';

/** @typedef {import('./tensor.js').Feature} Feature */

/**
 * @param {HTMLElement} box
 * @param {{ shortcut: Feature, branch: Feature, sum: Feature }} values
 * @param {number} channel
 */
export function showBlock(box, values, channel) {
  const planes = {
    shortcut: plane(values.shortcut, channel),
    branch: plane(values.branch, channel),
    sum: plane(values.sum, channel),
  };
  const scale = Math.max(...Object.values(planes).map(peak));
  const row = document.createElement('div');
  row.className = 'block-row';
  row.dataset.channel = String(channel);
  for (const [name, sign] of /** @type {const} */ ([
    ['shortcut', ''],
    ['branch', '+'],
    ['sum', '='],
  ])) {
    const { width, height } = values[name];
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', t(`inside.${name}`));
    paintPlane(canvas, { values: planes[name], width, height }, signed, scale);
    const caption = document.createElement('figcaption');
    caption.textContent = t(`inside.${name}`);
    const figure = document.createElement('figure');
    figure.dataset.value = name;
    figure.append(canvas, caption);
    if (sign) {
      const mark = document.createElement('span');
      mark.className = 'block-sign';
      mark.textContent = sign;
      row.append(mark);
    }
    row.append(figure);
  }
  const about = document.createElement('p');
  about.textContent = t('inside.block.about');
  const share = document.createElement('p');
  share.className = 'block-share';
  share.textContent = t('inside.share', { value: percent(branchShare(values)) });
  box.replaceChildren(row, about, share);
}

/**
 * The mean size of what the block adds, over that of both sides.
 * @param {{ shortcut: Feature, branch: Feature }} values
 */
export function branchShare({ shortcut, branch }) {
  const size = (/** @type {Feature} */ feature) =>
    strengths(feature).reduce((sum, value) => sum + value, 0);
  const added = size(branch);
  return added / Math.max(1e-12, added + size(shortcut));
}
