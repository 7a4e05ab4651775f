// How sure the network is, in words.

/** The lowest probability for each, surest first. */
const WORDS = /** @type {const} */ ([
  [0.9, 'sure.certain'],
  [0.7, 'sure.likely'],
  [0.45, 'sure.probable'],
  [0.25, 'sure.perhaps'],
  [0, 'sure.unsure'],
]);

/**
 * @param {number} probability of the best label, in [0, 1]
 * @returns {string} key of the words
 */
export function certainty(probability) {
  const found = WORDS.find(([least]) => probability >= least);
  return found ? found[1] : 'sure.unsure';
}
