// The times of the three parts of an answer, as a bar and in milliseconds.

import { milliseconds, t } from '../text/text.js';

const PARTS = /** @type {const} */ (['decode', 'preprocess', 'network']);

/** @typedef {{ decode: number, preprocess: number, network: number }} Milliseconds */

/**
 * @param {HTMLElement} box
 * @param {Milliseconds | undefined} ms undefined to clear the box
 */
export function showTimes(box, ms) {
  box.replaceChildren();
  if (!ms) return;
  const bar = document.createElement('div');
  bar.className = 'times-bar';
  bar.setAttribute('aria-hidden', 'true');
  const list = document.createElement('dl');
  list.className = 'times-list';
  for (const part of PARTS) {
    const segment = document.createElement('div');
    segment.className = `time-${part}`;
    segment.style.flexGrow = String(ms[part]);
    bar.append(segment);
    const name = document.createElement('dt');
    name.className = `of-${part}`;
    name.textContent = t(`time.${part}`);
    const value = document.createElement('dd');
    value.textContent = milliseconds(ms[part]);
    value.dataset.ms = part;
    const pair = document.createElement('div');
    pair.append(name, value);
    list.append(pair);
  }
  box.append(bar, list);
}
