// Tries what was learnt: on a photo, or on what the camera sees. An answer that is wrong can be put right, which adds the photo.

import { Bars } from '../photo/bars.js';
import { detailOf, sentenceFor } from '../text/failures.js';
import { writeNames } from '../text/label.js';
import { applyText, percent, t } from '../text/text.js';
import { CameraBox } from './camera-box.js';
import { nameOf } from './class-set.js';
import { Evidence } from './evidence.js';

/** @typedef {import('../../src/teach.js').TaughtAnswer} TaughtAnswer */

const FRAME = `
  <div class="teach-try">
    <div class="teach-try-stage">
      <p class="teach-try-empty" data-text="teach.try.empty"></p>
      <img alt="" hidden />
      <canvas hidden aria-hidden="true"></canvas>
      <video autoplay muted playsinline hidden></video>
    </div>
    <div class="teach-tools">
      <button type="button" class="teach-try-pick" data-text="teach.try.pick"></button>
      <button type="button" class="teach-try-film"></button>
      <input hidden class="teach-try-input" type="file" accept="image/*" />
    </div>
  </div>
  <div class="teach-try-answer">
    <p class="teach-try-name"></p>
    <p class="teach-try-sure"></p>
    <ol class="bars"></ol>
    <p class="visually-hidden" role="status"></p>
    <div class="teach-evidence" hidden>
      <label><span data-text="teach.evidence"></span> <select></select></label>
      <p class="teach-small" role="status"></p>
    </div>
    <p class="teach-correct" hidden>
      <label><span data-text="teach.correct"></span> <select></select></label>
      <button type="button" class="quiet" data-text="teach.correct.add"></button>
    </p>
  </div>
`;

/** An answer to the camera is said when it has stayed for so long. */
const STEADY = 1500; // milliseconds

export class Trial {
  #box;
  #session;
  #learner;
  #set;
  #actions;
  #bars;
  #camera;
  #evidence;
  #turn = 0;
  /** What is tried now. @type {{ name: string, blob: Blob, url: string } | undefined} */
  #photo;
  /** Of the photo, by the network in use. @type {Float32Array | undefined} */
  #embedding;
  /** @type {TaughtAnswer | undefined} */
  #answer;
  #steady = { name: '', since: 0, said: '' };

  /**
   * @param {HTMLElement} box
   * @param {{ session: import('../model/session.js').ModelSession, learner: import('./learner.js').Learner,
   *   set: import('./class-set.js').ClassSet,
   *   onCorrect: (classKey: string, photo: File) => void, onRefused: (refusal: { key: string, detail?: string }) => void,
   *   onFailed: (sentence: () => string, detail?: string) => void }} surroundings
   */
  constructor(box, { session, learner, set, ...actions }) {
    this.#box = box;
    this.#session = session;
    this.#learner = learner;
    this.#set = set;
    this.#actions = actions;
    box.innerHTML = FRAME;
    // These classes are not those of the network in use, whatever their numbers.
    this.#bars = new Bars(this.#find('.bars'), (element, { label }) => writeNames(element, label));
    this.#camera = new CameraBox(this.#video, (refusal) => {
      this.#video.hidden = true;
      this.#answer = undefined;
      this.write();
      if (refusal) actions.onRefused(refusal);
    });
    this.#evidence = new Evidence(
      this.#find('.teach-evidence'),
      /** @type {HTMLCanvasElement} */ (this.#find('canvas')),
      learner,
      (error) =>
        actions.onFailed(() => sentenceFor(error, this.#photo?.name ?? ''), detailOf(error)),
    );
    const input = /** @type {HTMLInputElement} */ (this.#find('.teach-try-input'));
    this.#find('.teach-try-pick').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      input.value = '';
      if (file) this.open(file);
    });
    this.#find('.teach-try-film').addEventListener('click', () => this.#toggleCamera());
    this.#find('.teach-correct button').addEventListener('click', () => this.#correct());
    learner.addEventListener('learnt', () => this.#again());
    this.write();
  }

  /** @param {File} file */
  async open(file) {
    this.#camera.close();
    const turn = ++this.#turn;
    const url = URL.createObjectURL(file);
    if (this.#photo) URL.revokeObjectURL(this.#photo.url);
    this.#photo = { name: file.name, blob: file, url };
    this.#embedding = undefined;
    this.#answer = undefined;
    this.#image.src = url;
    this.write();
    await this.#look(turn);
  }

  /** A network that replaced another one makes its own embedding of the photo. */
  renew() {
    this.#embedding = undefined;
    this.#answer = undefined;
    this.write();
    this.#look(++this.#turn);
  }

  /** In the language of now. */
  write() {
    applyText(this.#box);
    const live = this.#camera.opened;
    this.#image.hidden = live || !this.#photo;
    this.#image.alt = this.#photo ? t('photo.alt', { name: this.#photo.name }) : '';
    this.#video.hidden = !live;
    this.#video.setAttribute('aria-label', t('camera.video'));
    this.#find('.teach-try-empty').hidden = live || this.#photo !== undefined;
    this.#find('.teach-try-film').textContent = t(live ? 'teach.camera.close' : 'teach.try.camera');
    this.#writeAnswer();
    this.#writeClasses();
    const seen = !live && this.#photo && this.#answer;
    this.#evidence.show(
      seen ? { image: this.#image, blob: /** @type {Blob} */ (this.#photo?.blob) } : undefined,
    );
  }

  close() {
    this.#turn++;
    this.#camera.close();
    if (this.#photo) URL.revokeObjectURL(this.#photo.url);
    this.#photo = undefined;
    this.#embedding = undefined;
  }

  #writeAnswer() {
    const answer = this.#answer;
    const tried = this.#photo !== undefined || this.#camera.opened;
    if (!answer) {
      this.#bars.clear();
      this.#bars.show([]);
      const waiting = this.#learner.learnt ? 'answer.thinking' : 'teach.try.needs';
      this.#find('.teach-try-name').textContent = tried ? t(waiting) : '';
      this.#find('.teach-try-sure').textContent = '';
      return;
    }
    const [best] = answer.predictions;
    const { name, sure } = wordsOf(answer);
    this.#find('.teach-try-name').textContent = name;
    this.#find('.teach-try-sure').textContent = sure;
    this.#bars.show(answer.predictions);
    if (!this.#camera.opened) return this.#say(`${name}, ${percent(best.probability)}`);
    const now = performance.now();
    if (name !== this.#steady.name) this.#steady = { ...this.#steady, name, since: now };
    else if (name !== this.#steady.said && now - this.#steady.since > STEADY) {
      this.#steady.said = name;
      this.#say(name);
    }
  }

  #writeClasses() {
    const row = this.#find('.teach-correct');
    row.hidden = !this.#photo || !this.#answer || this.#camera.opened;
    const select = /** @type {HTMLSelectElement} */ (this.#find('.teach-correct select'));
    const chosen = select.value;
    select.replaceChildren(...this.#set.classes.map((one) => new Option(nameOf(one), one.key)));
    if (this.#set.find(chosen)) select.value = chosen;
  }

  /** @param {string} words */
  #say(words) {
    const status = this.#find('.visually-hidden');
    if (status.textContent !== words) status.textContent = words;
  }

  /** What is learnt has changed. */
  #again() {
    this.#answer = undefined;
    this.write();
    if (!this.#camera.opened) this.#look(this.#turn);
  }

  /** @param {number} turn */
  async #look(turn) {
    const photo = this.#photo;
    if (!photo || this.#camera.opened) return;
    try {
      if (!this.#embedding) {
        const current = await this.#session.whenReady();
        const embedding = await current.classifier.embed(photo.blob);
        if (turn !== this.#turn || current !== this.#session.current) return;
        this.#embedding = embedding;
      }
      const answer = await this.#learner.classify(this.#embedding);
      if (turn !== this.#turn || !answer) return;
      this.#answer = answer;
      this.write();
    } catch (error) {
      // A network that was replaced meanwhile answers no more; the new one is asked on its own.
      if (turn !== this.#turn || /** @type {{ code?: string }} */ (error).code === 'closed') return;
      this.close();
      this.write();
      this.#actions.onFailed(() => sentenceFor(error, photo.name), detailOf(error));
    }
  }

  async #toggleCamera() {
    if (this.#camera.opened) {
      this.#camera.close();
      return this.#look(++this.#turn);
    }
    if (!(await this.#camera.open())) return;
    this.#answer = undefined;
    this.write();
    this.#watch(++this.#turn);
  }

  /** @param {number} turn */
  async #watch(turn) {
    while (turn === this.#turn && this.#camera.opened) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const { current } = this.#session;
      if (document.hidden || !this.#video.videoWidth || !current || !this.#learner.learnt) continue;
      try {
        const embedding = await current.classifier.embed(this.#video);
        const answer = await this.#learner.classify(embedding);
        if (turn !== this.#turn || !this.#camera.opened) return;
        if (answer) this.#answer = answer;
        this.#writeAnswer();
      } catch {
        // The network was replaced, or the stream had no picture yet: the next frame is another chance.
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  #correct() {
    const photo = this.#photo;
    const select = /** @type {HTMLSelectElement} */ (this.#find('.teach-correct select'));
    if (!photo || !select.value) return;
    this.#actions.onCorrect(
      select.value,
      new File([photo.blob], photo.name, { type: photo.blob.type }),
    );
  }

  get #image() {
    return /** @type {HTMLImageElement} */ (this.#find('img'));
  }

  get #video() {
    return /** @type {HTMLVideoElement} */ (this.#find('video'));
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.#box.querySelector(selector));
  }
}

/** @param {TaughtAnswer} answer */
function wordsOf({ predictions: [best], novel }) {
  if (!novel) return { name: best.label, sure: '' };
  return { name: t('teach.novel'), sure: t('teach.novel.about', { label: best.label }) };
}
