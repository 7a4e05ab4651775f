// Handles one photo at a time: shows it, classifies it, shows the answer. The last photo wins; if one fails, the previous one
// is shown again. Fires `seen` (`detail` is the photo) when another photo is shown, and `shown` when an answer appears or
// disappears.

import { answerOf, encodingOf } from '../model/session.js';
import { detailOf, sentenceFor } from '../text/failures.js';

/** @typedef {{ name: string, blob: Blob, sample?: string }} Photo */
/** @typedef {import('./answer.js').Result} Result */
/** @typedef {import('../model/session.js').Current} Current */
/**
 * @typedef {object} Shown
 * @property {Photo} photo
 * @property {Result} [result] undefined for a network without classes
 * @property {number} numbers length of the embedding for such a network
 * @property {Current} [by] the network that gave the answer
 */

export class PhotoController extends EventTarget {
  #session;
  #stage;
  #answer;
  #notice;
  #turn = 0;
  #fetching = new AbortController();
  /** The turn of a photo that is being fetched. */
  #coming = 0;
  /** @type {Shown | undefined} */
  #shown;
  /** @type {Photo | undefined} */
  #waiting;
  /**
   * The photo that the network in use could not answer, for which another one, or other settings, may work. @type {Photo |
   * undefined}
   */
  #unanswered;

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {import('./photo-view.js').PhotoView} stage
   * @param {import('./answer.js').AnswerCard} answer
   * @param {import('../notice.js').Notice} notice
   */
  constructor(session, stage, answer, notice) {
    super();
    this.#session = session;
    this.#stage = stage;
    this.#answer = answer;
    this.#notice = notice;
    session.addEventListener('ready', () => {
      if (this.#coming && this.#coming === this.#turn) return;
      const photo = this.#waiting ?? this.#unanswered ?? this.#shown?.photo;
      if (photo) this.#ask(photo);
    });
    for (const type of ['progress', 'missing']) {
      session.addEventListener(type, () => {
        if (this.#waiting && !session.current)
          this.#answer.wait(this.#waiting.name, session.missing);
      });
    }
  }

  /** The photos of the gallery, which sets this when it opens. @type {() => Photo[]} */
  gallery = () => [];

  /** The current photo with its answer; undefined while there is none. */
  get shown() {
    return this.#shown;
  }

  /**
   * Announces a photo that is being fetched: its turn begins now, not when it arrives.
   * @param {string} name of the photo, or its address
   * @param {(signal: AbortSignal) => Promise<Photo>} fetchPhoto aborted when another photo takes its turn
   * @param {{ forNetwork?: boolean }} [options] forNetwork: the photo is available and waits for the network that came with it
   * @returns {Promise<Photo | undefined>} undefined if another photo was opened or this one failed, which has been reported
   */
  async expect(name, fetchPhoto, { forNetwork = false } = {}) {
    const turn = this.#nextTurn();
    const { current } = this.#session;
    const waiting = this.#waiting;
    this.#coming = turn;
    this.#waiting = undefined;
    this.#notice.clear();
    if (forNetwork) this.#answer.wait(name, false);
    else this.#answer.load(name);
    this.#comeIntoView();
    try {
      const photo = await fetchPhoto(this.#fetching.signal);
      return turn === this.#turn ? photo : undefined;
    } catch (error) {
      if (turn !== this.#turn) return undefined;
      this.#coming = 0;
      this.#notice.say(() => sentenceFor(error, name), { detail: detailOf(error) });
      const replaced = current !== this.#session.current;
      const unanswered = waiting ?? (replaced ? this.#shown?.photo : undefined);
      if (unanswered) this.#ask(unanswered);
      else this.#goBack();
      return undefined;
    }
  }

  /**
   * @param {Photo} photo
   * @returns {Promise<void>} resolves when the answer is shown or an error has been reported
   */
  open(photo) {
    const answered = this.#ask(photo);
    this.#comeIntoView();
    return answered;
  }

  /** @param {Photo} photo */
  async #ask(photo) {
    const turn = this.#nextTurn();
    this.#waiting = photo;
    this.#see(photo);
    const { current } = this.#session;
    if (!current) return this.#answer.wait(photo.name, this.#session.missing);
    this.#answer.think(photo.name);
    try {
      if (current.info.classes === 0) {
        const numbers = await encodingOf(current, photo.blob);
        if (turn === this.#turn) this.#show({ photo, numbers, by: current });
      } else {
        const result = await answerOf(current, photo.blob);
        if (turn === this.#turn) this.present(photo, result);
      }
    } catch (error) {
      // The network was replaced: `ready` triggers the new one.
      const { code } = /** @type {{ code?: string }} */ (error);
      if (turn !== this.#turn || code === 'closed') return;
      this.#waiting = undefined;
      if (code === 'no-answer') this.#unanswered = photo;
      this.#notice.say(() => sentenceFor(error, photo.name), { detail: detailOf(error) });
      this.#goBack();
    }
  }

  /**
   * Shows a known answer.
   * @param {Photo} photo
   * @param {Result} result
   */
  present(photo, result) {
    if (this.#waiting !== photo) {
      this.#nextTurn();
      this.#see(photo);
    }
    this.#show({ photo, result, numbers: 0, by: this.#session.current });
  }

  /** @param {Shown} shown */
  #show(shown) {
    this.#waiting = undefined;
    this.#shown = shown;
    this.#write(shown);
    this.dispatchEvent(new Event('shown'));
  }

  /**
   * @param {Shown} shown
   * @param {{ aloud?: boolean }} [options]
   */
  #write({ photo, result, numbers }, options) {
    if (result) this.#answer.show(photo.name, result, options);
    else this.#answer.showEncoding(photo.name, numbers);
  }

  /** Scrolls to the answer for photos that the visitor opened; in the laboratory, the new photo is shown there. */
  #comeIntoView() {
    const inside = document.getElementById('inside');
    if (inside?.hidden && !this.#answer.inView) this.#stage.comeIntoView();
  }

  #nextTurn() {
    this.#fetching.abort();
    this.#fetching = new AbortController();
    this.#unanswered = undefined;
    return ++this.#turn;
  }

  /** Returns to the previous photo, unless its answer is from a replaced network. */
  #goBack() {
    if (this.#shown && this.#shown.by !== this.#session.current) {
      this.#shown = undefined;
      this.dispatchEvent(new Event('shown'));
    }
    this.#see(this.#shown?.photo);
    if (this.#shown) {
      this.#write(this.#shown, { aloud: false });
    } else {
      this.#answer.clear();
    }
  }

  /** @param {Photo | undefined} photo undefined to remove the photo */
  #see(photo) {
    this.#stage.show(photo);
    if (photo) this.dispatchEvent(new CustomEvent('seen', { detail: photo }));
  }
}
