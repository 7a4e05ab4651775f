// The view of the inside: asks the network for what its parts make of the photo on the desk, and shows it.

import { addStyles } from '../styles/add-styles.js';
import { addWords, applyText, languages, milliseconds, percent, t } from '../text/text.js';
import { models } from '../../src/index.js';
import { showBlock } from './block-view.js';
import { showCam } from './cam-view.js';
import { showMaps } from './maps-view.js';
import { partName, showNetworkMap } from './network-map.js';
import { paintCrop } from './paint.js';
import { partsOf } from './parts.js';
import words from './words.js';

/** @typedef {import('./tensor.js').Feature} Feature */
/** @typedef {import('./parts.js').Part} Part */

const FRAME = `
  <div class="inside-head">
    <h2 id="inside-title" tabindex="-1" data-text="inside.title"></h2>
    <p class="inside-lead" data-text="inside.lead"></p>
    <label class="inside-skip"><input type="checkbox" role="switch" class="inside-without" />
      <span data-text="inside.skip"></span></label>
    <button type="button" class="inside-close" data-text="inside.close"></button>
  </div>
  <p class="inside-said" role="status"></p>
  <ol class="map"></ol>
  <p class="inside-total"></p>
  <div class="inside-part">
    <h3 class="inside-name"></h3>
    <p class="inside-about"></p>
    <div class="maps"></div>
    <div class="blocks"></div>
    <div class="cam"></div>
  </div>
`;

/** The part of a photo's shorter side that the network sees, where the model does not say. */
const USUAL_SHARE = 224 / 256;

/** @type {Inside | undefined} */
let inside;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../photo/desk.js').Desk} desk
 * @param {import('../notice.js').Notice} notice
 */
export function openInside(session, desk, notice) {
  inside ??= new Inside(session, desk, notice);
  inside.open();
}

class Inside {
  #section = /** @type {HTMLElement} */ (document.getElementById('inside'));
  #session;
  #desk;
  #notice;
  #turn = 0;
  /** @type {ImageBitmap | undefined} */
  #bitmap;
  /** @type {Part[]} */
  #parts = [];
  /** @type {Record<string, Feature>} */
  #features = {};
  /** @type {{ label: string, index: number, probability: number }[]} */
  #predictions = [];
  #part = 'stem';
  /** @type {number | undefined} */
  #channel;
  #block = '';
  /** @type {number | undefined} */
  #class;
  #strength = 0.8;

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {import('../photo/desk.js').Desk} desk
   * @param {import('../notice.js').Notice} notice
   */
  constructor(session, desk, notice) {
    this.#session = session;
    this.#desk = desk;
    this.#notice = notice;
    addWords(words);
    addStyles(new URL('../styles/inside.css', import.meta.url));
    this.#section.innerHTML = FRAME;
    this.#section.setAttribute('aria-labelledby', 'inside-title');
    applyText(this.#section);
    this.#find('inside-close').addEventListener('click', () => this.close());
    this.#without.addEventListener('change', () => this.#look());
    desk.addEventListener('shown', () => !this.#section.hidden && this.#look());
    languages.addEventListener('change', () => !this.#section.hidden && this.#draw());
  }

  open() {
    this.#section.hidden = false;
    this.#section.scrollIntoView({ block: 'start' });
    this.#find('inside-head').querySelector('h2')?.focus({ preventScroll: true });
    this.#look();
  }

  close() {
    this.#turn++;
    this.#section.hidden = true;
    this.#features = {};
    this.#bitmap?.close();
    this.#bitmap = undefined;
    document.getElementById('open-inside')?.focus();
  }

  get #without() {
    return /** @type {HTMLInputElement} */ (this.#find('inside-without'));
  }

  /** Runs the network on the photo on the desk, keeping what every part makes. */
  async #look() {
    const { shown } = this.#desk;
    const { current } = this.#session;
    if (!shown || !current) return;
    const turn = ++this.#turn;
    this.#find('inside-said').textContent = t('inside.running');
    try {
      const [bitmap, first] = await Promise.all([
        createImageBitmap(shown.photo.blob),
        this.#ask(['stem']),
      ]);
      const parts = partsOf(first.parts);
      const { features, predictions } = await this.#ask(parts.map(({ value }) => value));
      if (turn !== this.#turn) return bitmap.close();
      this.#bitmap?.close();
      this.#bitmap = bitmap;
      this.#parts = parts;
      this.#features = features;
      this.#predictions = predictions;
      this.#class = predictions[0].index;
      this.#sayWhatChanged(shown.result.predictions[0], predictions[0]);
      this.#draw();
    } catch (error) {
      if (turn !== this.#turn || /** @type {{ code?: string }} */ (error).code === 'closed') return;
      this.close();
      this.#notice.say(t('inside.failed', { detail: /** @type {Error} */ (error).message }));
    }
  }

  /**
   * @param {string[]} names of values
   * @returns {Promise<{ features: Record<string, Feature>, parts: { name: string, ms: number }[],
   *   predictions: { label: string, index: number, probability: number }[] }>}
   */
  #ask(names) {
    const { classifier } = /** @type {import('../model/session.js').Current} */ (
      this.#session.current
    );
    const { photo } = /** @type {import('../photo/desk.js').Shown} */ (this.#desk.shown);
    return classifier.features(photo.blob, { names, shortcuts: !this.#without.checked });
  }

  /**
   * @param {{ label: string }} before
   * @param {{ label: string, probability: number }} after
   */
  #sayWhatChanged(before, after) {
    const said = this.#find('inside-said');
    if (!this.#without.checked) return (said.textContent = '');
    const key = before.label === after.label ? 'inside.skip.same' : 'inside.skip.about';
    const values = {
      before: before.label,
      after: after.label,
      percent: percent(after.probability),
    };
    said.textContent = t(key, values);
  }

  #draw() {
    if (!this.#bitmap || !this.#parts.length) return;
    const { inputHeight, inputWidth } = this.#session.current?.info ?? {
      inputHeight: 224,
      inputWidth: 224,
    };
    const photo = { name: 'photo', size: { height: inputHeight, width: inputWidth, channels: 3 } };
    const rows = this.#parts.map(({ name, value, ms, blocks }) => ({
      name,
      ms,
      size: this.#features[value],
      blocks: this.#without.checked ? 0 : blocks.length,
    }));
    showNetworkMap(this.#find('map'), [photo, ...rows], this.#part, (name) => this.#choose(name));
    const total = this.#parts.reduce((sum, { ms }) => sum + ms, 0);
    this.#find('inside-total').textContent = t('inside.total', { value: milliseconds(total) });
    this.#drawPart();
  }

  /** @param {string} name of a part */
  #choose(name) {
    this.#part = name;
    this.#channel = undefined;
    this.#block = '';
    this.#draw();
  }

  async #drawPart() {
    const name = this.#part;
    this.#find('inside-name').textContent = partName(name);
    const about = /^stage[5-9]/.test(name) ? 'stage4' : name;
    this.#find('inside-about').textContent = t(`inside.about.${about}`);
    const [maps, blocks, cam] = ['maps', 'blocks', 'cam'].map((box) => this.#find(box));
    const part = this.#parts.find((one) => one.name === name);
    if (name !== 'head') cam.replaceChildren();
    if (!part?.blocks.length) blocks.replaceChildren();
    if (name === 'photo') {
      const canvas = document.createElement('canvas');
      canvas.className = 'maps-large';
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', t('inside.photo'));
      paintCrop(canvas, /** @type {ImageBitmap} */ (this.#bitmap), this.#share());
      return maps.replaceChildren(canvas);
    }
    if (name === 'head') {
      maps.replaceChildren();
      return this.#drawCam(cam);
    }
    showMaps(maps, this.#features[name], this.#channel, (channel) => {
      this.#channel = channel;
      this.#drawPart();
    });
    if (part?.blocks.length) await this.#drawBlocks(blocks, part.blocks);
  }

  /**
   * @param {HTMLElement} box
   * @param {string[]} names of the part's blocks
   */
  async #drawBlocks(box, names) {
    if (!names.includes(this.#block)) this.#block = names[names.length - 1];
    const block = this.#block;
    const turn = this.#turn;
    const wanted = ['shortcut', 'branch', 'sum'].map((value) => `${block}.${value}`);
    if (wanted.some((name) => !this.#features[name])) {
      const { features } = await this.#ask(wanted);
      if (turn !== this.#turn || block !== this.#block) return;
      Object.assign(this.#features, features);
    }
    const title = document.createElement('h4');
    title.textContent = t('inside.blocks');
    const row = document.createElement('div');
    row.className = 'block-choice';
    row.append(
      ...names.map((name, i) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'quiet';
        button.textContent = t('inside.block', { n: i + 1 });
        button.setAttribute('aria-pressed', String(name === block));
        button.addEventListener('click', async () => {
          this.#block = name;
          await this.#drawBlocks(box, names);
          /** @type {HTMLElement} */ (box.querySelector('[aria-pressed=true]'))?.focus();
        });
        return button;
      }),
    );
    const view = document.createElement('div');
    const [shortcut, branch, sum] = wanted.map((name) => this.#features[name]);
    showBlock(view, { shortcut, branch, sum }, this.#channel);
    box.replaceChildren(title, row, view);
  }

  /** @param {HTMLElement} box */
  async #drawCam(box) {
    const turn = this.#turn;
    const chosen = this.#class ?? this.#predictions[0].index;
    const { classifier } = /** @type {import('../model/session.js').Current} */ (
      this.#session.current
    );
    const { photo } = /** @type {import('../photo/desk.js').Shown} */ (this.#desk.shown);
    const { map, height, width } = await classifier.explain(photo.blob, { index: chosen });
    if (turn !== this.#turn || this.#part !== 'head') return;
    showCam(box, {
      photo: /** @type {ImageBitmap} */ (this.#bitmap),
      share: this.#share(),
      predictions: this.#predictions,
      chosen,
      map: { data: map, height, width },
      strength: this.#strength,
      onChoose: (index) => {
        this.#class = index;
        this.#drawCam(box);
      },
      onStrength: (strength) => (this.#strength = strength),
    });
  }

  /** Side of the square that the network sees, over the photo's shorter side. */
  #share() {
    const { name } = this.#session.current ?? {};
    const preprocessing = models.find((model) => model.name === name)?.preprocessing;
    if (!preprocessing) return USUAL_SHARE;
    return preprocessing.cropSize / preprocessing.resizeShortSide;
  }

  /** @param {string} name @returns {HTMLElement} */
  #find(name) {
    return /** @type {HTMLElement} */ (this.#section.querySelector(`.${name}`));
  }
}
