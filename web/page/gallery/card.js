// One photo of a gallery.

import { detailed } from '../notice.js';
import { detailOf, sentenceFor } from '../text/failures.js';
import { answerIn, certainOf } from '../photo/certainty.js';
import { groupOf, labelOf } from '../text/label.js';
import { percent, t } from '../text/text.js';

/**
 * @typedef {object} Item
 * @property {number} number order of arrival
 * @property {import('../photo/photo-controller.js').Photo} photo
 * @property {import('../photo/answer.js').Result} [result]
 * @property {{ code: string, message: string }} [error]
 * @property {'right' | 'wrong'} [verdict] by the name of the photo's folder
 * @property {Card} card
 */

export class Card {
  #item;
  #url = '';
  #picture = document.createElement('span');
  #label = document.createElement('span');
  #value = document.createElement('span');
  /** Why there is no result. */
  #reason = document.createElement('p');
  #button = document.createElement('button');
  #verdict = document.createElement('span');
  element = document.createElement('li');

  /**
   * @param {Omit<Item, 'card'>} item
   * @param {() => void} onOpen
   */
  constructor(item, onOpen) {
    this.#item = item;
    this.element.className = 'card';
    this.#button.type = 'button';
    this.#picture.className = 'card-picture';
    this.#label.className = 'card-label';
    this.#value.className = 'card-value';
    this.#reason.className = 'card-reason';
    this.#verdict.className = 'card-verdict';
    this.#verdict.setAttribute('role', 'img');
    const name = document.createElement('span');
    name.className = 'card-name';
    name.textContent = name.title = item.photo.name;
    this.#button.append(this.#picture, this.#label, this.#value, name);
    this.#button.addEventListener('click', onOpen);
    this.element.append(this.#button);
    this.show();
  }

  /** Updates the card from its item. */
  show() {
    const { result, error, photo, verdict } = this.#item;
    const best = result?.predictions[0];
    this.element.dataset.state = best ? 'done' : error ? 'failed' : 'waiting';
    // A card that waits for its result keeps the focus.
    this.#button.disabled = error !== undefined;
    this.#button.setAttribute('aria-disabled', String(!best));
    this.#label.textContent = result
      ? wordsFor(result)
      : t(error ? 'gallery.failed' : 'gallery.waiting');
    // Long labels are truncated.
    this.#label.title = this.#label.textContent;
    this.#value.textContent = result ? percent(answerIn(result).probability) : '';
    this.#verdict.remove();
    if (verdict) {
      this.#verdict.dataset.verdict = verdict;
      this.#verdict.textContent = verdict === 'right' ? '✓' : '✗';
      this.#verdict.title = t(`gallery.verdict.${verdict}`);
      this.#verdict.setAttribute('aria-label', this.#verdict.title);
      this.#button.append(this.#verdict);
    }
    this.#reason.remove();
    if (error) {
      const detail = detailOf(error);
      this.#reason.replaceChildren(
        sentenceFor(error, photo.name),
        ...(detail ? [detailed(detail)] : []),
      );
      this.element.append(this.#reason);
    }
  }

  /** @param {boolean} opened whether this is the card that was opened last */
  mark(opened) {
    if (opened) this.#button.setAttribute('aria-current', 'true');
    else this.#button.removeAttribute('aria-current');
  }

  /** @param {Blob | undefined} small */
  showPicture(small) {
    if (!small || !this.element.isConnected) return;
    this.#url = URL.createObjectURL(small);
    const image = new Image();
    image.alt = '';
    image.decoding = 'async';
    image.src = this.#url;
    this.#picture.replaceChildren(image);
  }

  close() {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.element.remove();
  }
}

/**
 * A short form of the result for the card.
 * @param {import('../photo/answer.js').Result} result
 */
function wordsFor(result) {
  const { group, predictions } = result;
  switch (certainOf(result)) {
    case 'class':
      return labelOf(predictions[0]);
    case 'group':
      return group ? t('gallery.group', { group: groupOf(group), label: labelOf(group.best) }) : '';
    default:
      return t('gallery.guess', { label: labelOf(predictions[0]) });
  }
}
