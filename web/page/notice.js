// Where the page says that something went wrong, or asks the visitor something.

import { languages, t } from './text/text.js';

/**
 * @typedef {object} More
 * @property {string} [detail] what the module or the browser says of it, in English
 * @property {{ label: string, run: () => void }} [action] what can be done about it; label: the key of its words
 * @property {() => void} [onDismiss]
 */

export class Notice {
  #box;
  /** Writes what is said in the language of now. */
  #write = () => {};

  /** @param {string} id of the element in which it is said */
  constructor(id) {
    this.#box = /** @type {HTMLElement} */ (document.getElementById(id));
    languages.addEventListener('change', () => this.#write());
  }

  /**
   * @param {() => string} sentence in the language of now
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
   * @param {() => void} run after what is said has gone
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

  /** What lies at the end of the page can be scrolled out from behind what is said there. */
  #leaveRoom() {
    const said = document.querySelector('.notice:not(:empty)') !== null;
    document.documentElement.classList.toggle('noticed', said);
  }

  /** Whether the focus would be lost with what is said. */
  get #focused() {
    return this.#box.contains(document.activeElement);
  }
}

/**
 * What is only there in English, as a foreign part of the page.
 * @param {string} text
 */
export function detailed(text) {
  const detail = document.createElement('small');
  detail.className = 'detail';
  detail.lang = 'en';
  detail.textContent = text;
  return detail;
}
