// Where the photo is seen. The stage owns the address of what it shows and gives it back.

import { languages, t } from '../text/text.js';

export class PhotoView {
  #box = /** @type {HTMLElement} */ (document.getElementById('stage'));
  #image = /** @type {HTMLImageElement} */ (document.getElementById('stage-photo'));
  #over = /** @type {HTMLElement} */ (document.getElementById('stage-over'));
  #url = '';
  #turn = 0;
  /** Of the photo that is seen. */
  #name = '';

  constructor() {
    languages.addEventListener('change', () => this.#label());
  }

  /**
   * Shows the photo as soon as the browser has it decoded; what was shown before stays until then, and
   * stays where the browser cannot.
   * @param {{ name: string, blob: Blob } | undefined} photo undefined empties the stage
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

  /** Scrolls to the photo, which a visitor who opens one may have scrolled far from. */
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
