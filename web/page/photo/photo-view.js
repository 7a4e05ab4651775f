// Displays the photo. Owns and revokes the object URL of the displayed photo.

import { languages, t } from '../text/text.js';

export class PhotoView {
  #box = /** @type {HTMLElement} */ (document.getElementById('stage'));
  #image = /** @type {HTMLImageElement} */ (document.getElementById('stage-photo'));
  #over = /** @type {HTMLElement} */ (document.getElementById('stage-over'));
  #url = '';
  #turn = 0;
  /** The object URL of the displayed photo. */
  #name = '';

  constructor() {
    languages.addEventListener('change', () => this.#label());
  }

  /**
   * Displays the photo once the browser has decoded it; until then, and if decoding fails, the previous one stays.
   * @param {{ name: string, blob: Blob } | undefined} photo undefined to clear the view
   */
  async show(photo) {
    const turn = ++this.#turn;
    this.#over.replaceChildren();
    if (!photo) {
      this.#take('');
      this.#image.hidden = true;
      this.#box.setAttribute('data-empty', '');
      return;
    }
    const url = URL.createObjectURL(photo.blob);
    const probe = new Image();
    probe.src = url;
    try {
      await probe.decode();
    } catch {
      return URL.revokeObjectURL(url);
    }
    if (turn !== this.#turn) return URL.revokeObjectURL(url);
    this.#take(url);
    this.#image.src = url;
    this.#name = photo.name;
    this.#label();
    this.#image.hidden = false;
    this.#box.removeAttribute('data-empty');
  }

  /** Scrolls to the photo, which may be far from the button that opened it. */
  comeIntoView() {
    this.#box.scrollIntoView({ block: 'start' });
  }

  #label() {
    if (this.#name) this.#image.alt = t('photo.alt', { name: this.#name });
  }

  /** @param {string} url */
  #take(url) {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = url;
  }
}
