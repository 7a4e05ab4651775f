// The page's side of the thumbnail worker.

import { isFilm } from '../intake/sort-files.js';

export class Thumbnails {
  #worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url), { type: 'module' });
  #next = 0;
  #closed = false;
  /** @type {Map<number, (made: any) => void>} */
  #waiting = new Map();

  constructor() {
    this.#worker.onmessage = ({ data: { id, made } }) => {
      this.#waiting.get(id)?.(made);
      this.#waiting.delete(id);
    };
    // The worker's script cannot be loaded: cards have no thumbnails.
    this.#worker.onerror = () => this.close();
  }

  /**
   * @param {Blob | Uint8Array<ArrayBuffer>} photo bytes are handed over
   * @param {number} [side] length of the shorter side in pixels if the whole photo is wanted
   * @returns {Promise<Blob | undefined>} undefined if the browser cannot decode it
   */
  make(photo, side) {
    if (photo instanceof Blob && isFilm(photo)) return Promise.resolve(undefined);
    return this.#ask({ photo, side }, photo instanceof Blob ? [] : [photo.buffer]);
  }

  /**
   * The browser's main process gives addresses, and lets the one who asks wait: here the worker does.
   * @param {Blob} blob
   * @returns {Promise<string | undefined>} good until it is revoked, or all of this is closed
   */
  address(blob) {
    return this.#ask({ photo: blob, addressOnly: true });
  }

  /**
   * @param {{ photo: Blob | Uint8Array, side?: number, addressOnly?: boolean }} request
   * @param {ArrayBuffer[]} [transfer]
   * @returns {Promise<any>}
   */
  #ask(request, transfer = []) {
    if (this.#closed) return Promise.resolve(undefined);
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, ...request }, transfer);
    });
  }

  close() {
    this.#closed = true;
    this.#worker.terminate();
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
