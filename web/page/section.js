// What the sections of the page have in common: the gallery, the camera, the inside, teaching, "How it works" and the network.
// README.md tells how one is made.

import { addStyles } from './styles/add-styles.js';
import { applyText, languages } from './text/text.js';

/**
 * @typedef {object} Options
 * @property {string} frame its HTML. Elements that name their words with data-text need no more; one with the id `NAME-title` is
 *   its title, which can take the focus where it has a tabindex
 * @property {URL} styles of its style sheet
 * @property {string} [opener] id of the element that has the focus after it is closed
 * @property {() => void} [write] writes what depends on the language and has no data-text
 */

/** One `<section id="NAME">` of index.html, which is filled now and shown when it is opened. */
export class Section {
  #opener;
  #write;
  #open = false;
  /** Whether the language was changed while it was closed. */
  #stale = false;
  #untilClosed = new AbortController();
  #untilNext = new AbortController();
  #untilRemoved = new AbortController();

  /**
   * @param {string} name
   * @param {Options} options
   */
  constructor(name, { frame, styles, opener, write = () => {} }) {
    this.element = /** @type {HTMLElement} */ (document.getElementById(name));
    this.#opener = opener;
    this.#write = write;
    addStyles(styles);
    this.element.innerHTML = frame;
    this.element.setAttribute('aria-labelledby', `${name}-title`);
    applyText(this.element);
    const { signal } = this.#untilRemoved;
    languages.addEventListener('change', () => this.#change(), { signal });
  }

  /** Aborted when it is closed: for listeners, and for what takes longer than one turn. */
  get signal() {
    return this.#untilClosed.signal;
  }

  /** @param {string} name @returns {HTMLElement} the first element of this class */
  find(name) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`.${name}`));
  }

  /**
   * Shows it.
   * @param {{ focus?: HTMLElement | null, scroll?: boolean }} [arrival] focus: its title by default
   */
  open({ focus = this.element.querySelector('h2'), scroll = true } = {}) {
    this.#open = true;
    if (this.signal.aborted) this.#untilClosed = new AbortController();
    this.element.hidden = false;
    if (this.#stale) this.#change();
    if (scroll) this.scroll();
    focus?.focus({ preventScroll: true });
  }

  scroll() {
    this.element.scrollIntoView({ block: 'start' });
  }

  /** Hides it and gives the focus back. What it has begun is not waited for any more. */
  close() {
    this.#open = false;
    this.#untilNext.abort();
    this.#untilClosed.abort();
    this.element.hidden = true;
    if (this.#opener) document.getElementById(this.#opener)?.focus();
  }

  /** Closes it for good: it is made anew when it is opened again. */
  remove() {
    this.#untilRemoved.abort();
    this.element.replaceChildren();
    this.close();
  }

  /**
   * Begins something that takes time, in the place of what was begun before.
   * @returns {AbortSignal} aborted as soon as its result is not wanted any more: when something else is begun, or it is closed
   */
  begin() {
    this.#untilNext.abort();
    this.#untilNext = new AbortController();
    return this.#untilNext.signal;
  }

  /** The language is another one, or names of classes have come. */
  #change() {
    this.#stale = !this.#open;
    if (this.#stale) return;
    applyText(this.element);
    this.#write();
  }
}
