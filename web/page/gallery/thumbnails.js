// The page's side of the worker that makes small pictures.

export class Thumbnails {
  #worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url), { type: 'module' });
  #next = 0;
  /** @type {Map<number, (small: Blob | undefined) => void>} */
  #waiting = new Map();

  constructor() {
    this.#worker.onmessage = ({ data: { id, small } }) => {
      this.#waiting.get(id)?.(small);
      this.#waiting.delete(id);
    };
  }

  /**
   * @param {Blob} blob
   * @returns {Promise<Blob | undefined>} undefined where the browser cannot decode it
   */
  make(blob) {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, blob });
    });
  }

  close() {
    this.#worker.terminate();
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
