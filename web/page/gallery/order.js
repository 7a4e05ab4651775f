// In which order a gallery's cards stand, and which of them are seen.

import { labelOf } from '../text/label.js';

/** @typedef {import('./card.js').Item} Item */

const best = (/** @type {Item} */ item) => item.result?.predictions[0];

/** What has no answer comes last. @param {Item} item */
const sureness = (item) => best(item)?.probability ?? -1;

/** @type {Record<string, (a: Item, b: Item) => number>} */
const ORDERS = {
  order: () => 0,
  name: (a, b) => a.photo.name.localeCompare(b.photo.name, undefined, { numeric: true }),
  label: (a, b) =>
    (best(a)?.label ?? '\uffff').localeCompare(best(b)?.label ?? '\uffff') ||
    sureness(b) - sureness(a),
  sure: (a, b) => sureness(b) - sureness(a),
  unsure: (a, b) => (best(a) ? sureness(a) : 2) - (best(b) ? sureness(b) : 2),
};

export const orders = Object.keys(ORDERS);

/**
 * @param {Item[]} items in the order in which they came, which ties keep
 * @param {string} order one of `orders`
 */
export function sorted(items, order) {
  return [...items].sort((a, b) => ORDERS[order](a, b) || a.number - b.number);
}

/**
 * Whether the words are in the item's best label or in its name.
 * @param {Item} item
 * @param {string} words
 */
export function matches(item, words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return true;
  const labels = item.result?.predictions.slice(0, 1).map(labelOf) ?? [];
  return [item.photo.name, ...labels].some((text) => text.toLowerCase().includes(wanted));
}
