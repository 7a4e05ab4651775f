// Expresses certainty in words.

import { groupOf, labelOf } from '../text/label.js';
import { conventions, t } from '../text/text.js';

/** The lowest probability for each phrase, most certain first: "probable" means more than half. */
const WORDS = /** @type {const} */ ([
  [0.9, 'sure.certain'],
  [0.7, 'sure.likely'],
  [0.5, 'sure.probable'],
  [0.25, 'sure.perhaps'],
  [0, 'sure.unsure'],
]);

/**
 * @param {number} probability of the best label, in [0, 1]
 * @returns {string} key of the phrase
 */
export function certainty(probability) {
  const found = WORDS.find(([least]) => probability >= least);
  return found ? found[1] : 'sure.unsure';
}

/**
 * The most specific certain answer for a photo; for a network without groups, its best class.
 * @param {Pick<import('./answer.js').Result, 'sure' | 'group'>} result
 * @returns {'class' | 'group' | 'nothing'}
 */
export function certainOf({ sure, group }) {
  return group?.certain ?? (sure ? 'class' : 'nothing');
}

/**
 * An answer in words: a name, how certain it is, and its probability.
 * @param {Pick<import('./answer.js').Result, 'predictions' | 'sure' | 'several' | 'group' | 'novel'>} result
 * @returns {{ name: string, sure: string, probability: number }}
 */
export function answerIn(result) {
  const { group, predictions, several, novel } = result;
  const certain = certainOf(result);
  if (several) return eachIn(predictions);
  if (certain === 'group' && group) {
    const { probability, best } = group;
    return {
      name: hedged(groupOf(group), labelOf(best)),
      sure: t('answer.kind', { sure: t(certainty(probability)) }),
      probability,
    };
  }
  const [{ probability }] = predictions;
  const label = labelOf(predictions[0]);
  // For a taught network: the photo is unlike all training photos.
  if (novel)
    return { name: t('answer.novel'), sure: t('answer.novel.about', { label }), probability };
  if (certain === 'nothing') {
    return { name: t('answer.unsure'), sure: t('answer.guess', { label }), probability };
  }
  const name = group ? both(groupOf(group), label) : label;
  return { name, sure: t(certainty(probability)), probability };
}

/**
 * @param {import('./bars.js').Prediction[]} predictions each of which may be right
 * @returns {{ name: string, sure: string, probability: number }} all that are more probable than not, or the best one
 */
function eachIn(predictions) {
  const probable = predictions.filter(({ probability }) => probability >= 0.5);
  const named = probable.length ? probable : predictions.slice(0, 1);
  const { probability } = named[named.length - 1];
  const name = capital(named.map(labelOf).join(', '));
  return { name, sure: t('answer.several', { sure: t(certainty(probability)) }), probability };
}

/**
 * @param {string} group
 * @param {string} label
 * @returns {string} "Dog: Samoyed"
 */
function both(group, label) {
  return isSame(group, label) ? capital(label) : capital(t('answer.both', { group, label }));
}

/**
 * @param {string} group
 * @param {string} label
 * @returns {string} "A dog, perhaps a Samoyed"
 */
function hedged(group, label) {
  const { indefinite: named = String } = conventions();
  if (isSame(group, label)) return capital(named(group));
  return capital(t('answer.group', { group: named(group), label: named(label) }));
}

/** @param {string} group @param {string} label */
const isSame = (group, label) => group.toLowerCase() === label.toLowerCase();

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
