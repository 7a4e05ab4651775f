// The network in use. A new one replaces the old one only when it is ready, so a failure changes nothing.

import { isFilm } from '../intake/sort-files.js';
import { PageFailure } from '../text/failures.js';

/** @typedef {import('../../src/index.js').Classifier} Classifier */
/** @typedef {import('../../src/index.js').CreateOptions} CreateOptions */
/** @typedef {import('../../src/index.js').Progress} Progress */

/**
 * @typedef {object} Choice
 * @property {string} title displayed name
 * @property {string} [name] in the list of models
 * @property {CreateOptions} options
 */

/** @typedef {Choice & { classifier: Classifier, info: ReturnType<Classifier['info']> }} Current */

/**
 * Fires `progress` while a network loads, then `ready`, `failed` (`detail` has the error and the choice) or `cancelled` (the
 * choice), and `missing` if there is no network and none is being loaded.
 */
export class ModelSession extends EventTarget {
  /** @type {Current | undefined} */
  #current;
  /** @type {{ choice: Choice, controller: AbortController, progress: Progress | undefined } | undefined} */
  #loading;

  /** The network in use. */
  get current() {
    return this.#current;
  }

  /** The network being loaded, with its progress. */
  get loading() {
    return this.#loading;
  }

  get missing() {
    return !this.#current && !this.#loading;
  }

  /**
   * Loads a network; cancels one that is still loading.
   * @param {Choice} choice
   * @returns {Promise<boolean>} whether it is in use now
   */
  async open(choice) {
    this.#loading?.controller.abort();
    const controller = new AbortController();
    const { signal } = controller;
    this.#loading = { choice, controller, progress: undefined };
    this.#say('progress');
    try {
      const { createClassifier } = await importModule();
      const onProgress = (/** @type {Progress} */ progress) => {
        if (this.#loading?.controller !== controller) return;
        this.#loading.progress = progress;
        this.#say('progress');
      };
      const classifier = await createClassifier({ ...choice.options, onProgress, signal });
      if (signal.aborted) {
        classifier.close();
        return false;
      }
      const previous = this.#current;
      this.#current = { ...choice, classifier, info: classifier.info() };
      this.#loading = undefined;
      previous?.classifier.close();
      this.#say('ready');
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      this.#loading = undefined;
      this.dispatchEvent(new CustomEvent('failed', { detail: { error, choice } }));
      if (this.missing) this.#say('missing');
      return false;
    }
  }

  /** Cancels loading; the network in use stays. */
  cancel() {
    if (!this.#loading) return;
    const { choice, controller } = this.#loading;
    controller.abort();
    this.#loading = undefined;
    this.dispatchEvent(new CustomEvent('cancelled', { detail: { choice } }));
    if (this.missing) this.#say('missing');
  }

  /** @returns {Promise<Current>} immediately, or when the first network is ready */
  whenReady() {
    if (this.#current) return Promise.resolve(this.#current);
    return new Promise((resolve) => {
      const ready = () => resolve(/** @type {Current} */ (this.#current));
      this.addEventListener('ready', ready, { once: true });
    });
  }

  /** @param {string} type */
  #say(type) {
    this.dispatchEvent(new Event(type));
  }
}

/**
 * @param {Current} current
 * @param {Parameters<Classifier['classifyDetailed']>[0]} photo
 * @param {Parameters<Classifier['classifyDetailed']>[1]} [options]
 * @returns {Promise<import('../photo/answer.js').Result>}
 */
export async function answerOf({ classifier, info }, photo, options) {
  refuseFilm(photo);
  const result = await classifier.classifyDetailed(photo, options);
  return info.output === 'sigmoid' ? { ...result, several: true } : result;
}

/**
 * Another copy of the network, in its own worker and with one thread.
 * @param {Current} current
 * @param {AbortSignal} signal
 * @returns {Promise<Current>} `classifier` must be closed by the caller
 */
export async function copyOf(current, signal) {
  const { createClassifier } = await importModule();
  const classifier = await createClassifier({ ...current.options, threads: 1, signal });
  return { ...current, classifier };
}

/**
 * For a network without classes.
 * @param {Current} current
 * @param {Blob} photo
 * @returns {Promise<number>} length of the photo's embedding
 */
export async function encodingOf({ classifier }, photo) {
  refuseFilm(photo);
  return (await classifier.embed(photo)).length;
}

/**
 * Otherwise a whole video would be read to find out that it is not an image.
 * @param {unknown} photo
 */
function refuseFilm(photo) {
  if (photo instanceof Blob && isFilm(photo)) {
    throw Object.assign(new Error('It is no picture.'), { code: 'invalid-image' });
  }
}

async function importModule() {
  try {
    return await import('../../src/index.js');
  } catch (cause) {
    throw new PageFailure('fail.part', { cause });
  }
}
