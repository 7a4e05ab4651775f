// The number of photos per result, as buttons that filter the gallery.

import { certainOf } from '../photo/certainty.js';
import { groupOf, labelOf, writeNames } from '../text/label.js';
import { number, t } from '../text/text.js';

/** @typedef {import('./card.js').Item} Item */

/** Results with fewer photos are only counted. */
const MOST = 12;

/**
 * @param {import('../photo/answer.js').Result} result
 * @returns {string} the certain name: its group, or its best label if there are no groups
 */
export function answerNameOf(result) {
  if (certainOf(result) === 'nothing') return t('answer.unsure');
  return result.group ? groupOf(result.group) : labelOf(result.predictions[0]);
}

/**
 * @param {readonly Item[]} items
 * @returns {[string, number][]} results with the number of photos, most frequent first
 */
export function tallyOf(items) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { result } of items) {
    if (!result) continue;
    const name = answerNameOf(result);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, more], [b, less]) => less - more || a.localeCompare(b));
}

/**
 * @param {HTMLElement} list
 * @param {readonly Item[]} items
 * @param {{ chosen: string, onChoose: (name: string) => void }} filter chosen: the current filter
 */
export function showTally(list, items, { chosen, onChoose }) {
  const tally = tallyOf(items);
  const focused = [...list.querySelectorAll('button')].indexOf(
    /** @type {HTMLButtonElement} */ (document.activeElement),
  );
  list.hidden = !tally.length;
  list.setAttribute('aria-label', t('gallery.tally'));
  list.replaceChildren(
    ...tally.slice(0, MOST).map(([name, count]) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'quiet';
      const pressed = name === chosen;
      button.setAttribute('aria-pressed', String(pressed));
      const label = document.createElement('span');
      writeNames(label, name);
      button.append(label, ` ${number(count)}`);
      button.addEventListener('click', () => onChoose(pressed ? '' : name));
      const entry = document.createElement('li');
      entry.append(button);
      return entry;
    }),
  );
  if (tally.length > MOST) {
    const more = document.createElement('li');
    more.textContent = t('gallery.tally.more', { count: tally.length - MOST });
    list.append(more);
  }
  if (focused >= 0) list.querySelectorAll('button')[focused]?.focus();
}
