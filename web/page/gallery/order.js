// Sorts and filters the cards of a gallery.

import { certainOf } from '../photo/certainty.js';
import { groupOf, labelOf } from '../text/label.js';
import { t } from '../text/text.js';

/** @typedef {import('./card.js').Item} Item */

const best = (/** @type {Item} */ item) => item.result?.predictions[0];

/** Items without one come last. @param {Item} item */
const label = (item) => (item.result ? labelOf(item.result.predictions[0]) : '\uffff');

/** Items without a result come last. @param {Item} item */
const sureness = (item) => best(item)?.probability ?? -1;

/** @type {Record<string, (a: Item, b: Item) => number>} */
const ORDERS = {
  order: () => 0,
  name: (a, b) => a.photo.name.localeCompare(b.photo.name, undefined, { numeric: true }),
  label: (a, b) => label(a).localeCompare(label(b)) || sureness(b) - sureness(a),
  sure: (a, b) => sureness(b) - sureness(a),
  unsure: (a, b) => (best(a) ? sureness(a) : 2) - (best(b) ? sureness(b) : 2),
};

export const orders = Object.keys(ORDERS);

/**
 * @param {Item[]} items in the order of arrival, which breaks ties
 * @param {string} order one of `orders`
 */
export function sorted(items, order) {
  return [...items].sort((a, b) => ORDERS[order](a, b) || a.number - b.number);
}

/**
 * Whether the item's best label, its group or its name contains the words.
 * @param {Item} item
 * @param {string} words
 */
export function matches(item, words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return true;
  return [item.photo.name, ...namesOf(item)].some((text) => text.toLowerCase().includes(wanted));
}

/**
 * All names of the item's result: its best label, its group if any, the displayed text, and whether it is right.
 * @param {Item} item
 * @returns {string[]}
 */
export function namesOf({ result, verdict }) {
  if (!result) return [];
  const { group, predictions } = result;
  return [
    labelOf(predictions[0]),
    ...(group ? [groupOf(group)] : []),
    ...(certainOf(result) === 'nothing' ? [t('answer.unsure')] : []),
    ...(verdict ? [t(`gallery.verdict.${verdict}`)] : []),
  ];
}
