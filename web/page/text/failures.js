// From an error's code to a sentence that says what is wrong and what to do.

import { t } from './text.js';

/** A failure of the page itself, which knows its sentence in both languages. */
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

const SENTENCES = new Set([
  'invalid-image',
  'unsupported-image',
  'image-too-large',
  'download-failed',
  'out-of-memory',
]);

/**
 * @param {unknown} error
 * @param {string} name of the photo
 */
export function sentenceFor(error, name) {
  if (error instanceof PageFailure) return error.sentence();
  const { code = '', message = '' } = /** @type {{ code?: string, message?: string }} */ (error);
  return t(`fail.${SENTENCES.has(code) ? code : 'other'}`, { name, detail: message });
}

/**
 * @param {unknown} error
 * @param {string} name of the network
 * @param {'fail.kept' | 'fail.builtin'} [instead] which network answers in its place
 */
export function modelSentenceFor(error, name, instead) {
  const { code, message = '' } = /** @type {{ code?: string, message?: string }} */ (error);
  const known = code === 'out-of-memory' || code === 'download-failed';
  const sentence = t(`fail.${known ? code : 'model'}`, { name, detail: message });
  return instead ? `${sentence} ${t(instead)}` : sentence;
}
