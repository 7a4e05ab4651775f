// The one place where the page says that something went wrong.

import { t } from './text/text.js';

export class Notice {
  #box = /** @type {HTMLElement} */ (document.getElementById('notice'));

  /** @param {string} sentence */
  say(sentence) {
    const text = document.createElement('p');
    text.textContent = sentence;
    const dismiss = document.createElement('button');
    dismiss.type = 'button';
    dismiss.className = 'quiet';
    dismiss.textContent = t('dismiss');
    dismiss.addEventListener('click', () => this.clear());
    const focused = this.#focused;
    this.#box.replaceChildren(text, dismiss);
    if (focused) dismiss.focus();
  }

  clear() {
    const focused = this.#focused;
    this.#box.replaceChildren();
    if (focused) document.getElementById('main')?.focus({ preventScroll: true });
  }

  /** Whether the focus would be lost with what is said. */
  get #focused() {
    return this.#box.contains(document.activeElement);
  }
}
