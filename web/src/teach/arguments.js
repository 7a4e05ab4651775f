// Checks the arguments of a teacher's calls.

import { ResiduaError } from '../errors.js';
import { checked, mustBe, tagOf } from '../options.js';

/**
 * @param {unknown} label
 * @param {string} name of the argument
 */
export function checkLabel(label, name) {
  if (typeof label !== 'string' || !label.trim()) throw checked(mustBe)(name, 'a name', label);
}

/**
 * @template T
 * @param {Iterable<T>} values
 * @param {string} name of the argument
 * @returns {T[]}
 */
export function listOf(values, name) {
  return checked(() => {
    if (typeof Object(values)[Symbol.iterator] === 'function') return [...values];
    throw mustBe(name, 'an array or another iterable', values);
  })();
}

/**
 * @param {unknown} embedding
 * @param {number | undefined} expected number of numbers
 * @param {string} name of the argument
 */
export function checkEmbedding(embedding, expected, name) {
  checked(() => {
    const { length } = Object(embedding);
    if (tagOf(embedding) === 'Float32Array' && length === (expected ?? length)) return;
    throw mustBe(name, `${expected ?? 'some'} float32 numbers (Float32Array)`, embedding);
  })();
}

/**
 * @param {unknown} photos
 */
export function checkPhotos(photos) {
  const object = Object(photos);
  const iterable = Symbol.iterator in object || Symbol.asyncIterator in object;
  if (typeof photos === 'string' || !iterable) {
    throw mustBe('photos', 'an array of photos, or another iterable', photos);
  }
}

/**
 * @param {Blob} file
 * @returns {Promise<ArrayBuffer>}
 */
export async function contentOf(file) {
  if (typeof checked(() => Object(file).arrayBuffer)() !== 'function') {
    throw checked(mustBe)('file', 'a File or Blob', file);
  }
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    throw new ResiduaError(
      'download-failed',
      'The file could not be read: it was moved, changed or removed after it was chosen.',
      { cause },
    );
  }
}
