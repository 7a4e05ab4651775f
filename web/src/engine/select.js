// Selects the requested answers from all classes.

import { ResiduaError } from '../errors.js';

/** @typedef {import('./wasm-module.js').Prediction} Prediction */

/**
 * @typedef {object} Selection
 * @property {number} topK maximum number
 * @property {number} minProbability minimum probability
 * @property {readonly (string | number)[]} [allow] only these classes, by label or index
 * @property {readonly (string | number)[]} [deny] not these classes
 */

/**
 * The number of predictions needed to make the selection from.
 * @param {Selection} selection
 * @returns {number}
 */
export function neededOf({ topK, allow, deny }) {
  // Values above the number of classes mean all classes.
  return allow || deny ? 0x7fffffff : topK;
}

/**
 * @param {Prediction[]} predictions most probable first; all classes if `allow` or `deny` is given
 * @param {Selection} selection
 * @returns {Prediction[]} most probable first
 * @throws {ResiduaError} `invalid-option` for a class that the network does not have
 */
export function select(predictions, { topK, minProbability, allow, deny }) {
  const allowed = allow && indexes('allow', allow, predictions);
  const denied = deny && indexes('deny', deny, predictions);
  return predictions
    .filter(
      ({ index, probability }) =>
        probability >= minProbability && (!allowed || allowed.has(index)) && !denied?.has(index),
    )
    .slice(0, topK);
}

/**
 * @param {string} option
 * @param {readonly (string | number)[]} classes
 * @param {Prediction[]} predictions
 * @returns {Set<number>}
 */
function indexes(option, classes, predictions) {
  /** @type {Set<number>} */
  const found = new Set();
  for (const wanted of classes) {
    // Different classes may have the same name: ImageNet has two cranes.
    const matching = predictions.filter(({ index, label }) => index === wanted || label === wanted);
    if (!matching.length) {
      throw new ResiduaError(
        'invalid-option',
        `${option}: there is no class ${typeof wanted === 'number' ? 'with index' : 'named'} ${JSON.stringify(wanted)} among ` +
          `the network's ${predictions.length} classes.`,
      );
    }
    for (const { index } of matching) found.add(index);
  }
  return found;
}
