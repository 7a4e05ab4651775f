// Photos as a row of small pictures, each of which can be removed.

import { t } from '../text/text.js';

/** @typedef {import('./class-set.js').Sample} Sample */

/** More are shown when they are asked for. */
const FEW = 18;

/** Addresses of pictures, which live as long as a list shows them. @type {WeakMap<Element, string>} */
const addresses = new WeakMap();

export class PhotoList {
  #list;
  #more;
  #onRemove;
  #title;
  #all = false;
  /** @type {Map<string, HTMLLIElement>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} list a <ul>
   * @param {HTMLButtonElement} more shows the rest
   * @param {{ onRemove: (sample: Sample) => void, title: () => string }} options title: what the photos are of, for who does
   *   not see them
   */
  constructor(list, more, { onRemove, title }) {
    this.#list = list;
    this.#more = more;
    this.#onRemove = onRemove;
    this.#title = title;
    more.addEventListener('click', () => {
      this.#all = true;
      const first = this.#list.children.length;
      this.show(this.#samples);
      this.#list.children[first]?.querySelector('button')?.focus();
    });
  }

  /** @type {Sample[]} */
  #samples = [];

  /** @param {Sample[]} samples the newest are shown first */
  show(samples) {
    this.#samples = samples;
    const newest = samples.toReversed();
    const shown = this.#all ? newest : newest.slice(0, FEW);
    const focused = this.#focused;
    const keys = new Set(shown.map(({ key }) => key));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      release(row);
      this.#rows.delete(key);
    }
    const rows = shown.map((sample) => this.#rows.get(sample.key) ?? this.#row(sample));
    rows.forEach((row, at) => {
      if (this.#list.children[at] !== row) this.#list.insertBefore(row, this.#list.children[at]);
    });
    this.write();
    // The row with the focus was removed: the next one has it.
    if (focused >= 0 && this.#focused < 0) {
      const next = this.#list.children[Math.min(focused, rows.length - 1)];
      next?.querySelector('button')?.focus();
    }
  }

  /** In the language of now. */
  write() {
    const hidden = this.#samples.length - this.#list.children.length;
    this.#more.hidden = hidden <= 0;
    this.#more.textContent = t('teach.photos.more', { count: hidden });
    [...this.#list.children].forEach((row, at) => {
      const values = { number: this.#samples.length - at, of: this.#title() };
      const image = /** @type {HTMLImageElement} */ (row.querySelector('img'));
      image.alt = t('teach.photo', values);
      row.querySelector('button')?.setAttribute('aria-label', t('teach.photo.remove', values));
    });
  }

  close() {
    for (const row of this.#rows.values()) release(row);
    this.#rows.clear();
    this.#samples = [];
  }

  get #focused() {
    return [...this.#list.children].findIndex((row) => row.contains(document.activeElement));
  }

  /** @param {Sample} sample */
  #row(sample) {
    const row = document.createElement('li');
    const image = new Image();
    image.decoding = 'async';
    image.draggable = false;
    const address = URL.createObjectURL(sample.picture);
    image.src = address;
    addresses.set(row, address);
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.textContent = '×';
    remove.addEventListener('click', () => this.#onRemove(sample));
    row.append(image, remove);
    this.#rows.set(sample.key, row);
    return row;
  }
}

/** @param {HTMLLIElement} row */
function release(row) {
  URL.revokeObjectURL(addresses.get(row) ?? '');
  row.remove();
}
