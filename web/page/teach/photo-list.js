// Photos as a row of small pictures, each of which can be removed.

import { t } from '../text/text.js';

/** @typedef {import('./class-set.js').Sample} Sample */
/** @typedef {(picture: Blob) => Promise<string | undefined>} AddressOf gives a picture an address, to be revoked */

/** More are shown when they are asked for, so many at a time. */
const FEW = 18;
const MORE = 100;

/** Addresses of pictures, which live as long as a list shows them. @type {WeakMap<Element, string>} */
const addresses = new WeakMap();

export class PhotoList {
  #list;
  #more;
  #onRemove;
  #title;
  #address;
  #most = FEW;
  /** @type {Map<string, HTMLLIElement>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} list a <ul>
   * @param {HTMLButtonElement} more shows the rest
   * @param {{ onRemove: (sample: Sample) => void, title: () => string, address: AddressOf }} options title: what the photos are
   *   of, for who does not see them
   */
  constructor(list, more, { onRemove, title, address }) {
    this.#list = list;
    this.#more = more;
    this.#onRemove = onRemove;
    this.#title = title;
    this.#address = address;
    more.addEventListener('click', () => {
      this.#most += MORE;
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
    const shown = samples.slice(-this.#most).reverse();
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
    this.#write();
    // The row with the focus was removed: the next one has it.
    if (focused >= 0 && this.#focused < 0) {
      const next = this.#list.children[Math.min(focused, rows.length - 1)];
      next?.querySelector('button')?.focus();
    }
  }

  /** In the language of now. */
  write() {
    for (const row of this.#rows.values()) delete row.dataset.words;
    this.#write();
  }

  /** What is not written yet. */
  #write() {
    const hidden = this.#samples.length - this.#list.children.length;
    this.#more.hidden = hidden <= 0;
    this.#more.textContent = t('teach.photos.more', { count: Math.min(hidden, MORE) });
    const of = this.#title();
    /** @type {HTMLElement[]} */ ([...this.#list.children]).forEach((row, at) => {
      const number = this.#samples.length - at;
      const words = `${number} ${of}`;
      if (row.dataset.words === words) return;
      row.dataset.words = words;
      const image = /** @type {HTMLImageElement} */ (row.querySelector('img'));
      const blank = row.classList.contains('teach-blank');
      image.alt = t(blank ? 'teach.photo.blank' : 'teach.photo', { number, of });
      const remove = t('teach.photo.remove', { number, of });
      row.querySelector('button')?.setAttribute('aria-label', remove);
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
    const { picture } = sample;
    const row = document.createElement('li');
    const image = new Image();
    image.decoding = 'async';
    image.draggable = false;
    row.classList.toggle('teach-blank', !picture);
    if (picture)
      this.#address(picture).then((address = '') => {
        if (!row.isConnected) return URL.revokeObjectURL(address);
        image.src = address;
        addresses.set(row, address);
      });
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
