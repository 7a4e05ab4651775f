// How sure the network is, in words.

import { labelOf } from '../text/label.js';
import { t } from '../text/text.js';

/** The lowest probability for each, surest first: what is probable is so in more than half of all cases. */
const WORDS = /** @type {const} */ ([
  [0.9, 'sure.certain'],
  [0.7, 'sure.likely'],
  [0.5, 'sure.probable'],
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

/**
 * An answer in words: a name for it, and how sure that is.
 * @param {{ predictions: { label: string, index: number, probability: number }[], sure: boolean }} result
 * @returns {{ name: string, sure: string }}
 */
export function answerIn({ predictions: [best], sure }) {
  return sure
    ? { name: labelOf(best), sure: t(certainty(best.probability)) }
    : { name: t('answer.unsure'), sure: t('answer.guess', { label: labelOf(best) }) };
}
