// The options of a classification, checked and with their defaults.

import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkSignal,
  describe,
  invalidOption,
} from './options.js';

/** @typedef {import('./classifier.js').ClassifyOptions} ClassifyOptions */

/** @type {import('./engine/engine.js').Decoder[]} */
const DECODERS = ['auto', 'stb', 'browser'];

/**
 * @param {ClassifyOptions} options
 * @param {string} call the name of the function, for messages
 * @returns {import('./engine/engine.js').ClassifyRequest & { signal?: AbortSignal }}
 */
export function checkClassifyOptions(options, call) {
  checkOptions(options, ['topK', 'threshold', 'allow', 'deny', 'decoder', 'signal'], call);
  const { topK = 5, threshold = 0, allow, deny, decoder = 'auto', signal } = options;
  checkInteger('topK', topK, 1);
  checkNumber('threshold', threshold, 0, 1);
  checkOneOf('decoder', decoder, DECODERS);
  checkSignal(signal);
  return {
    topK,
    threshold,
    decoder,
    ...(allow === undefined ? {} : { allow: checkClasses('allow', allow) }),
    ...(deny === undefined ? {} : { deny: checkClasses('deny', deny) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/**
 * @param {string} option
 * @param {unknown} classes
 * @returns {readonly (string | number)[]}
 */
function checkClasses(option, classes) {
  const right =
    Array.isArray(classes) &&
    classes.every((one) => typeof one === 'string' || (Number.isInteger(one) && one >= 0));
  if (!right) {
    throw invalidOption(
      `${option} must be an array of labels or indexes of classes, not ${describe(classes)}.`,
    );
  }
  return classes;
}
