// One class: its name, its photos, and the ways to more of them.

import { applyText, t } from '../text/text.js';
import { CameraBox } from './camera-box.js';
import { nameOf } from './class-set.js';
import { whileHeld } from './hold.js';
import { PhotoList } from './photo-list.js';

/** @typedef {import('./class-set.js').OwnClass} OwnClass */
/** @typedef {import('./class-set.js').Sample} Sample */

const CARD = `
  <div class="teach-card-head">
    <input class="teach-name" maxlength="60" autocomplete="off" spellcheck="false" enterkeyhint="done" />
    <span class="teach-count"></span>
  </div>
  <p class="teach-about"></p>
  <ul class="teach-photos"></ul>
  <button type="button" class="quiet teach-more" hidden></button>
  <div class="teach-camera" hidden>
    <video autoplay muted playsinline></video>
    <button type="button" class="primary teach-hold" data-text="teach.hold"></button>
  </div>
  <div class="teach-tools">
    <button type="button" class="teach-pick" data-text="teach.pick"></button>
    <button type="button" class="teach-film"></button>
    <span class="teach-arrange">
      <button type="button" class="quiet teach-earlier">↑</button>
      <button type="button" class="quiet teach-later">↓</button>
      <button type="button" class="quiet teach-remove" data-text="teach.class.remove"></button>
    </span>
  </div>
  <input hidden class="teach-input" type="file" accept="image/*" multiple />
`;

/** Photos taken while the button is held are at least so far apart. */
const BETWEEN = 100; // milliseconds

/**
 * @typedef {object} CardActions
 * @property {(files: File[]) => Promise<void>} add settles when the photos have been looked at
 * @property {import('./photo-list.js').AddressOf} address
 * @property {(sample: Sample) => void} removePhoto
 * @property {(name: string, options: { aloud: boolean }) => boolean} rename whether the name is free; aloud: it is said where
 *   it is not
 * @property {(by: -1 | 1) => void} move
 * @property {() => void} remove
 * @property {(refusal: { key: string, detail?: string }) => void} refused by the camera
 */

export class ClassCard {
  #actions;
  #photos;
  #box;
  #entry;
  element = document.createElement('div');

  /**
   * @param {OwnClass} entry
   * @param {CardActions} actions
   */
  constructor(entry, actions) {
    this.#entry = entry;
    this.#actions = actions;
    const { element } = this;
    element.className = 'teach-card';
    element.dataset.class = entry.key;
    element.classList.toggle('teach-card-none', Boolean(entry.none));
    element.setAttribute('role', 'group');
    element.innerHTML = CARD;
    this.#photos = new PhotoList(this.#find('teach-photos'), this.#button('teach-more'), {
      onRemove: actions.removePhoto,
      address: actions.address,
      title: () => nameOf(entry),
    });
    this.#box = new CameraBox(
      /** @type {HTMLVideoElement} */ (element.querySelector('video')),
      (refusal) => {
        this.#find('teach-camera').hidden = true;
        this.write();
        if (refusal) actions.refused(refusal);
      },
    );
    this.#connect();
    this.write();
  }

  /**
   * @param {Sample[]} samples
   * @param {{ first: boolean, last: boolean }} place among the classes that can be moved
   */
  show(samples, { first, last }) {
    this.#photos.show(samples);
    this.#button('teach-earlier').disabled = first;
    this.#button('teach-later').disabled = last;
    this.#count = samples.length;
    // A folder may have given it its name.
    if (this.element.getAttribute('aria-label') !== nameOf(this.#entry)) this.write();
    else this.#writeCount();
  }

  #count = 0;

  /** In the language of now. */
  write() {
    const { element } = this;
    const entry = this.#entry;
    const name = nameOf(entry);
    applyText(element);
    element.setAttribute('aria-label', name);
    const input = this.#input;
    if (document.activeElement !== input) input.value = entry.name;
    input.placeholder = placeholderOf(entry);
    input.setAttribute('aria-label', t('teach.name', { name }));
    const about = this.#find('teach-about');
    const fingers = matchMedia('(hover: none) and (pointer: coarse)').matches;
    about.textContent = entry.none
      ? t('teach.none.about')
      : t(fingers ? 'teach.class.empty.touch' : 'teach.class.empty');
    this.#writeCount();
    this.#button('teach-film').textContent = t(
      this.#box.opened ? 'teach.camera.close' : 'teach.camera',
    );
    for (const [button, key] of [
      ['teach-earlier', 'teach.class.earlier'],
      ['teach-later', 'teach.class.later'],
    ])
      this.#button(button).setAttribute('aria-label', t(key, { name }));
    this.#button('teach-remove').setAttribute('aria-label', t('teach.class.remove.of', { name }));
    this.#find('teach-camera')
      .querySelector('video')
      ?.setAttribute('aria-label', t('camera.video'));
    this.#photos.write();
  }

  #writeCount() {
    this.#find('teach-count').textContent = t('teach.count', { count: this.#count });
    this.#find('teach-about').hidden = this.#count > 0 && !this.#entry.none;
  }

  focusName() {
    this.#input.focus();
  }

  close() {
    this.#box.close();
    this.#photos.close();
    this.element.remove();
  }

  #connect() {
    const actions = this.#actions;
    const input = this.#input;
    // At once: photos may be dropped next while the field still has the focus.
    input.addEventListener('input', () => actions.rename(input.value, { aloud: false }));
    input.addEventListener('change', () => {
      if (!actions.rename(input.value, { aloud: true })) input.value = this.#entry.name;
      this.write();
    });
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) input.blur();
    });
    const files = /** @type {HTMLInputElement} */ (this.#find('teach-input'));
    this.#button('teach-pick').addEventListener('click', () => files.click());
    files.addEventListener('change', () => {
      const chosen = [...(files.files ?? [])];
      files.value = '';
      if (chosen.length) actions.add(chosen);
    });
    this.#button('teach-film').addEventListener('click', () => this.#toggleCamera());
    const take = async () => {
      const frame = await this.#box.take();
      if (frame) await actions.add([frame]);
    };
    whileHeld(this.#button('teach-hold'), take, BETWEEN);
    this.#button('teach-earlier').addEventListener('click', () => actions.move(-1));
    this.#button('teach-later').addEventListener('click', () => actions.move(1));
    this.#button('teach-remove').addEventListener('click', () => actions.remove());
  }

  async #toggleCamera() {
    if (this.#box.opened) return this.#box.close();
    if (!(await this.#box.open())) return;
    this.#find('teach-camera').hidden = false;
    this.write();
    this.#button('teach-hold').focus();
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.#find('teach-name'));
  }

  /** @param {string} name */
  #button(name) {
    return /** @type {HTMLButtonElement} */ (this.#find(name));
  }

  /** @param {string} name @returns {HTMLElement} */
  #find(name) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`.${name}`));
  }
}

/**
 * The first two show what a name may be like.
 * @param {OwnClass} entry
 */
function placeholderOf(entry) {
  const { number, none } = entry;
  const example = !none && number <= 2 ? t(`teach.example.${number}`) : undefined;
  return example ? t('teach.name.hint', { name: nameOf(entry), example }) : nameOf(entry);
}
