// The card beside the photo: its name, the answer in words, the bars, the times.

import { labelOf, writeNames } from '../text/label.js';
import { languages, number, percent, t } from '../text/text.js';
import { Bars } from './bars.js';
import { answerIn } from './certainty.js';
import { showTimes } from './times.js';

/**
 * @typedef {{ predictions: import('./bars.js').Prediction[], sure: boolean, several?: true, novel?: boolean,
 *   group?: import('../../src/engine/wasm-module.js').Group, ms: import('./times.js').Milliseconds }} Result several: each label is
 *   judged by itself
 */

export class AnswerCard {
  #notice;
  #card = element('answer');
  #file = element('answer-file');
  #name = element('answer-name');
  #sure = element('answer-sure');
  #said = element('answer-said');
  #times = element('times');
  #copy = /** @type {HTMLButtonElement} */ (element('copy'));
  #bars = new Bars(element('bars'));
  /** @type {() => void} */
  #again = () => this.clear();
  /** @type {{ name: string, result: Result } | undefined} */
  #shown;

  /** @param {import('../notice.js').Notice} notice */
  constructor(notice) {
    this.#notice = notice;
    languages.addEventListener('change', () => this.#again());
    this.#copy.addEventListener('click', () => this.#copyText());
  }

  /** Whether the card can be read without scrolling. */
  get inView() {
    const { top } = this.#file.getBoundingClientRect();
    return top >= 0 && this.#sure.getBoundingClientRect().bottom <= innerHeight;
  }

  clear() {
    this.#say('', 'answer.none');
    // On a phone it would cover the buttons that open a photo.
    this.#card.classList.add('unasked');
  }

  /** @param {string} name of the photo */
  think(name) {
    this.#say(name, 'answer.thinking');
  }

  /**
   * The photo is still being fetched.
   * @param {string} name of it, or its address
   */
  load(name) {
    this.#say(name, 'answer.loading');
  }

  /**
   * The network is still loading, or there is none.
   * @param {string} name of the photo
   * @param {boolean} missing
   */
  wait(name, missing) {
    this.#say(name, missing ? 'answer.needs' : 'answer.waiting');
  }

  /**
   * The network has no classes.
   * @param {string} name of the photo
   * @param {number} count of the embedding's numbers
   */
  showEncoding(name, count) {
    const about = () => t('answer.encoder.about', { count: number(count) });
    this.#say(name, 'answer.encoder', about);
    if (this.#said.textContent !== about()) this.#said.textContent = about();
  }

  /**
   * @param {string} name of the photo
   * @param {Result} result
   * @param {{ aloud?: boolean }} [options] aloud: also announce it to screen readers
   */
  show(name, result, { aloud = true } = {}) {
    this.#again = () => this.show(name, result, { aloud: false });
    this.#card.classList.remove('unasked');
    this.#shown = { name, result };
    const answer = answerIn(result);
    this.#file.textContent = name;
    this.#name.removeAttribute('data-text');
    writeNames(this.#name, answer.name);
    this.#sure.textContent = answer.sure;
    this.#bars.show(result.predictions);
    showTimes(this.#times, result.ms);
    this.#copy.disabled = false;
    if (aloud) {
      const values = {
        name,
        label: answer.name,
        percent: percent(answer.probability),
        sure: answer.sure,
      };
      this.#said.textContent = t('answer.said', values);
    }
  }

  /**
   * @param {string} name
   * @param {string} key
   * @param {() => string} more in the current language
   */
  #say(name, key, more = () => '') {
    this.#again = () => this.#say(name, key, more);
    this.#card.classList.remove('unasked');
    this.#shown = undefined;
    this.#file.textContent = name;
    this.#name.removeAttribute('data-text');
    this.#name.textContent = t(key);
    this.#sure.textContent = more();
    this.#name.removeAttribute('lang');
    // If there will be no bars, no space is reserved for them.
    if (more()) this.#bars.show([]);
    else this.#bars.clear();
    showTimes(this.#times, undefined);
    this.#copy.disabled = true;
  }

  async #copyText() {
    if (!this.#shown) return;
    const { name, result } = this.#shown;
    const lines = result.predictions.map(
      (prediction) => `${percent(prediction.probability)}\t${labelOf(prediction)}`,
    );
    try {
      // There is no clipboard on plain http.
      await navigator.clipboard.writeText([name, ...lines].join('\n'));
    } catch {
      return this.#notice.say(() => t('fail.copy'));
    }
    this.#copy.textContent = this.#said.textContent = t('copied');
    setTimeout(() => (this.#copy.textContent = t('copy')), 1500);
  }
}

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
