// Buttons for the previous and next photo of the gallery, over the open photo.

import { languages, t } from '../text/text.js';

export class Neighbours {
  #box = document.createElement('div');
  #previous = button('‹', () => this.#onStep(-1));
  #next = button('›', () => this.#onStep(1));
  #place = document.createElement('span');
  #onStep;
  /** The position of the open photo among the shown ones, from 1. */
  #where = { place: 0, total: 0 };

  /** @param {(by: 1 | -1) => void} onStep */
  constructor(onStep) {
    this.#onStep = onStep;
    this.#box.className = 'neighbours';
    this.#box.setAttribute('role', 'group');
    this.#box.append(this.#previous, this.#place, this.#next);
    this.#box.addEventListener('keydown', ({ key }) => {
      if (key === 'ArrowLeft' && this.#where.place > 1) onStep(-1);
      if (key === 'ArrowRight' && this.#where.place < this.#where.total) onStep(1);
    });
    languages.addEventListener('change', () => this.#label());
    this.hide();
    document.getElementById('stage')?.append(this.#box);
  }

  /**
   * @param {number} place of the open photo, from 1
   * @param {number} total
   */
  show(place, total) {
    this.#where = { place, total };
    this.#label();
    this.#previous.disabled = place <= 1;
    this.#next.disabled = place >= total;
    // A button that becomes disabled loses the focus.
    if (this.#box.contains(document.activeElement)) {
      if (this.#next.disabled) this.#previous.focus();
      else if (this.#previous.disabled) this.#next.focus();
    }
    this.#box.hidden = total < 2;
  }

  hide() {
    this.#box.hidden = true;
  }

  #label() {
    this.#box.setAttribute('aria-label', t('gallery.title'));
    this.#previous.setAttribute('aria-label', t('gallery.previous'));
    this.#next.setAttribute('aria-label', t('gallery.next'));
    this.#place.textContent = t('gallery.place', this.#where);
  }
}

/**
 * @param {string} sign
 * @param {() => void} onClick
 */
function button(sign, onClick) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = sign;
  made.addEventListener('click', onClick);
  return made;
}
