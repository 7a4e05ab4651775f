// Base of the page's sections: gallery, camera, laboratory, teaching, "How it works" and model. README.md describes how to add one.

import { addStyles } from './styles/add-styles.js';
import { applyText, languages } from './text/text.js';

/**
 * @typedef {object} Options
 * @property {string} frame its HTML. Elements with data-text get their text from the locale; the element with the id
 *   `NAME-title` is the title, which gets the focus if it has a tabindex
 * @property {URL | URL[]} styles its style sheets
 * @property {string} [opener] id of the element that gets the focus when the section closes
 * @property {() => void} [write] writes localised text that has no data-text
 */

/** Fills a `<section id="NAME">` of index.html; `open()` shows it. */
export class Section {
  #opener;
  #write;
  #open = false;
  /** Whether the language changed while the section was closed. */
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
    for (const sheet of [styles].flat()) addStyles(sheet);
    this.element.innerHTML = frame;
    this.element.setAttribute('aria-labelledby', `${name}-title`);
    applyText(this.element);
    const { signal } = this.#untilRemoved;
    languages.addEventListener('change', () => this.#change(), { signal });
  }

  /** Aborts when the section closes: for listeners and asynchronous work. */
  get signal() {
    return this.#untilClosed.signal;
  }

  /** @param {string} name of a class @returns {HTMLElement} the first element with it */
  find(name) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`.${name}`));
  }

  /**
   * Shows the section.
   * @param {{ focus?: HTMLElement | null, scroll?: boolean }} [arrival] focus: default the title
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

  /** Hides the section, returns the focus to its opener and aborts pending work. */
  close() {
    this.#open = false;
    this.#untilNext.abort();
    this.#untilClosed.abort();
    this.element.hidden = true;
    if (this.#opener) document.getElementById(this.#opener)?.focus();
  }

  /** Closes the section and removes its content; a new Section is needed to open it again. */
  remove() {
    this.#untilRemoved.abort();
    this.element.replaceChildren();
    this.close();
  }

  /**
   * Starts asynchronous work, and aborts the work that was started before.
   * @returns {AbortSignal} aborts when other work starts or the section closes
   */
  begin() {
    this.#untilNext.abort();
    this.#untilNext = new AbortController();
    return this.#untilNext.signal;
  }

  /** The language changed, or class names were loaded. */
  #change() {
    this.#stale = !this.#open;
    if (this.#stale) return;
    applyText(this.element);
    this.#write();
  }
}
