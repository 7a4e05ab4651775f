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
    this.#box.replaceChildren(text, dismiss);
  }

  clear() {
    this.#box.replaceChildren();
  }
}
