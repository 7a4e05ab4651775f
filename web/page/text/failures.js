// Maps error codes to sentences that say what is wrong and what to do.

import { t } from './text.js';

/** An error of the page itself, with its translated sentence. */
export class PageFailure extends Error {
  /**
   * @param {string} key of the sentence
   * @param {{ cause?: unknown, values?: Record<string, string | number> }} [more] values: for the sentence
   */
  constructor(key, { cause, values } = {}) {
    super(t(key, values), { cause });
    this.sentence = () => t(key, values);
  }
}

/** Error codes of the module that have their own sentence. */
const OF_PHOTOS = new Set([
  'invalid-image',
  'unsupported-image',
  'image-too-large',
  'out-of-memory',
  'no-answer',
]);
const OF_NETWORKS = new Set([
  'invalid-checkpoint',
  'unsupported-checkpoint',
  'download-failed',
  'checksum-mismatch',
  'invalid-option',
  'unsupported-browser',
  'out-of-memory',
]);

/**
 * @param {unknown} error
 * @param {string} name of the photo
 */
export function sentenceFor(error, name) {
  if (error instanceof PageFailure) return error.sentence();
  const code = codeOf(error);
  return t(`fail.${OF_PHOTOS.has(code) ? code : 'other'}`, { name });
}

/**
 * @param {unknown} error
 * @param {string} name of the network
 * @param {'fail.kept' | 'fail.builtin'} [instead] which network is used instead
 */
export function modelSentenceFor(error, name, instead) {
  const code = codeOf(error);
  const sentence =
    error instanceof PageFailure
      ? error.sentence()
      : t(`fail.${OF_NETWORKS.has(code) ? code : 'model'}`, { name });
  return instead ? `${sentence} ${t(instead)}` : sentence;
}

/**
 * The message of the module or the browser, in English, where the sentence does not give the reason.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function detailOf(error) {
  const code = codeOf(error);
  // The module knows why there is no answer.
  if (error instanceof PageFailure || (OF_PHOTOS.has(code) && code !== 'no-answer'))
    return undefined;
  return /** @type {{ message?: string }} */ (error).message;
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {{ code?: string }} */ (error).code ?? '';
}
