// One photo at a time: shows it, has it classified, shows the answer. The last photo that came wins; one
// that fails gives way to the one before. Says `seen` (its `detail` is the photo) when another one is seen, `shown`
// when an answer is, or no longer.

import { answerOf, encodingOf } from '../model/session.js';
import { detailOf, sentenceFor } from '../text/failures.js';

/** @typedef {{ name: string, blob: Blob, sample?: string }} Photo */
/** @typedef {import('./answer.js').Result} Result */
/** @typedef {import('../model/session.js').Current} Current */
/**
 * @typedef {object} Shown
 * @property {Photo} photo
 * @property {Result} [result] absent of a network without classes
 * @property {number} numbers how many such a network makes of the photo
 * @property {Current} [by] the network whose answer it is
 */

export class PhotoController extends EventTarget {
  #session;
  #stage;
  #answer;
  #notice;
  #turn = 0;
  #fetching = new AbortController();
  /** The turn of a photo that has yet to come. */
  #coming = 0;
  /** @type {Shown | undefined} */
  #shown;
  /** @type {Photo | undefined} */
  #waiting;
  /** What the network in use had no answer for, which another one, or other settings, may have. @type {Photo | undefined} */
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
   * Says that a photo is on its way, which takes its turn now and not when it is there.
   * @param {string} name of it, or its address
   * @param {(signal: AbortSignal) => Promise<Photo>} fetchPhoto given up when another one takes its turn
   * @param {{ forNetwork?: boolean }} [options] forNetwork: the photo is here, and waits for the network it came with
   * @returns {Promise<Photo | undefined>} undefined where another one was opened meanwhile, or it failed, which has
   *   been said then
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
   * @returns {Promise<void>} when the answer stands, or what went wrong has been said
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
      // The network was replaced meanwhile: `ready` asks the new one.
      const { code } = /** @type {{ code?: string }} */ (error);
      if (turn !== this.#turn || code === 'closed') return;
      this.#waiting = undefined;
      if (code === 'no-answer') this.#unanswered = photo;
      this.#notice.say(() => sentenceFor(error, photo.name), { detail: detailOf(error) });
      this.#goBack();
    }
  }

  /**
   * Shows an answer that is known already.
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

  /** Of what the visitor has opened the answer is seen; who looks inside sees the new photo there. */
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

  /** To what was shown before, unless it is the answer of a network that is no longer in use. */
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

  /** @param {Photo | undefined} photo undefined: none, any more */
  #see(photo) {
    this.#stage.show(photo);
    if (photo) this.dispatchEvent(new CustomEvent('seen', { detail: photo }));
  }
}
