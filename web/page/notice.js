// The one place where the page says that something went wrong.

import { languages, t } from './text/text.js';

export class Notice {
  #box = /** @type {HTMLElement} */ (document.getElementById('notice'));
  /** Writes what is said in the language of now. */
  #write = () => {};

  constructor() {
    languages.addEventListener('change', () => this.#write());
  }

  /** @param {() => string} sentence in the language of now */
  say(sentence) {
    const text = document.createElement('p');
    const dismiss = document.createElement('button');
    dismiss.type = 'button';
    dismiss.className = 'quiet';
    dismiss.addEventListener('click', () => this.clear());
    this.#write = () => {
      text.textContent = sentence();
      dismiss.textContent = t('dismiss');
    };
    this.#write();
    const focused = this.#focused;
    this.#box.replaceChildren(text, dismiss);
    if (focused) dismiss.focus();
  }

  clear() {
    const focused = this.#focused;
    this.#write = () => {};
    this.#box.replaceChildren();
    if (focused) document.getElementById('main')?.focus({ preventScroll: true });
  }

  /** Whether the focus would be lost with what is said. */
  get #focused() {
    return this.#box.contains(document.activeElement);
  }
}
