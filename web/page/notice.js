// Shows error messages and questions to the visitor.

import { languages, t } from './text/text.js';

/**
 * @typedef {object} More
 * @property {string} [detail] the message of the module or the browser, in English
 * @property {{ label: string, run: () => void }} [action] a way to resolve it; label: key of its text
 * @property {() => void} [onDismiss]
 */

export class Notice {
  #box;
  /** Rewrites the message in the current language. */
  #write = () => {};

  /** @param {string} id of the element for the message */
  constructor(id) {
    this.#box = /** @type {HTMLElement} */ (document.getElementById(id));
    languages.addEventListener('change', () => this.#write());
  }

  /**
   * @param {() => string} sentence in the current language
   * @param {More} [more]
   */
  say(sentence, { detail, action, onDismiss = () => {} } = {}) {
    const text = document.createElement('p');
    const words = document.createElement('div');
    words.append(text);
    if (detail) words.append(detailed(detail));
    const dismiss = this.#button('quiet', onDismiss);
    const act = action && this.#button('primary', action.run);
    this.#write = () => {
      text.textContent = sentence();
      dismiss.textContent = t('dismiss');
      if (act) act.textContent = t(action.label);
    };
    this.#write();
    const focused = this.#focused;
    const buttons = document.createElement('div');
    buttons.className = 'notice-buttons';
    buttons.append(...(act ? [act] : []), dismiss);
    this.#box.replaceChildren(words, buttons);
    this.#leaveRoom();
    if (focused) dismiss.focus();
  }

  clear() {
    const focused = this.#focused;
    this.#write = () => {};
    this.#box.replaceChildren();
    this.#leaveRoom();
    if (focused) document.getElementById('main')?.focus({ preventScroll: true });
  }

  /**
   * @param {string} className
   * @param {() => void} run called after the message is removed
   */
  #button(className, run) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = className;
    button.addEventListener('click', () => {
      this.clear();
      run();
    });
    return button;
  }

  /** Allows scrolling the end of the page out from behind the message. */
  #leaveRoom() {
    const said = document.querySelector('.notice:not(:empty)') !== null;
    document.documentElement.classList.toggle('noticed', said);
  }

  /** Whether the focus would be lost with the message. */
  get #focused() {
    return this.#box.contains(document.activeElement);
  }
}

/**
 * Marks text that exists only in English as such.
 * @param {string} text
 */
export function detailed(text) {
  const detail = document.createElement('small');
  detail.className = 'detail';
  detail.lang = 'en';
  detail.textContent = text;
  return detail;
}
