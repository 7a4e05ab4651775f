// The page's side of the worker that makes small pictures.

import { isFilm } from '../intake/sort-files.js';

export class Thumbnails {
  #worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url), { type: 'module' });
  #next = 0;
  #closed = false;
  /** @type {Map<number, (small: Blob | undefined) => void>} */
  #waiting = new Map();

  constructor() {
    this.#worker.onmessage = ({ data: { id, small } }) => {
      this.#waiting.get(id)?.(small);
      this.#waiting.delete(id);
    };
    // Its script cannot be loaded: the cards do without pictures.
    this.#worker.onerror = () => this.close();
  }

  /**
   * @param {Blob} blob
   * @param {number} [side] for the whole photo instead of its middle: the length of its shorter side, pixels
   * @returns {Promise<Blob | undefined>} undefined where the browser cannot decode it
   */
  make(blob, side) {
    if (this.#closed || isFilm(blob)) return Promise.resolve(undefined);
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, blob, side });
    });
  }

  close() {
    this.#closed = true;
    this.#worker.terminate();
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
