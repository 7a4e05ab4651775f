// The view of the inside: asks the network for what its parts make of the photo on the desk, and shows it.

import { addStyles } from '../styles/add-styles.js';
import { labelOf } from '../text/label.js';
import { addWords, applyText, languages, milliseconds, percent, t } from '../text/text.js';
import { showBlock } from './block-view.js';
import { showCam } from './cam-view.js';
import { showMaps } from './maps-view.js';
import { partName, showNetworkMap, sizes } from './network-map.js';
import { paintSeen } from './paint.js';
import { partsOf } from './parts.js';
import { redraw } from './redraw.js';
import { strongest } from './tensor.js';
import words from './words.js';

/** @typedef {import('./tensor.js').Feature} Feature */
/** @typedef {import('../../src/index.js').Features} Features */
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

/** @type {Inside | undefined} */
let inside;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../photo/photo-controller.js').PhotoController} desk
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
  /** Whose inside is seen. @type {import('../model/session.js').Current | undefined} */
  #network;
  /** @type {Part[]} */
  #parts = [];
  /** @type {Record<string, Feature>} */
  #features = {};
  /** @type {Features['predictions']} */
  #predictions = [];
  /** The part of the photo that the network sees. @type {Features['seen']} */
  #seen = { x: 0, y: 0, width: 1, height: 1 };
  #part = 'stem';
  /** Whether the view has been opened and not yet drawn. */
  #arriving = false;
  /** @type {number | undefined} */
  #channel;
  #block = '';
  /** @type {number | undefined} */
  #class;
  #strength = 0.8;
  /** What is said, in the language of now. */
  #said = () => '';

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {import('../photo/photo-controller.js').PhotoController} desk
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
    desk.addEventListener('shown', () => {
      if (this.#section.hidden) return;
      if (desk.shown) this.#look();
      else this.close();
    });
    languages.addEventListener('change', () => {
      if (this.#section.hidden) return;
      this.#say(this.#said);
      this.#draw();
    });
  }

  open() {
    this.#section.hidden = false;
    this.#arriving = true;
    this.#find('inside-head').querySelector('h2')?.focus({ preventScroll: true });
    this.#look();
  }

  close() {
    this.#turn++;
    this.#section.hidden = true;
    this.#features = {};
    for (const name of ['map', 'maps', 'blocks', 'cam']) this.#find(name).replaceChildren();
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
    this.#say(() => t('inside.running'));
    try {
      const [bitmap, { features, steps, predictions, seen }] = await Promise.all([
        createImageBitmap(shown.photo.blob),
        this.#ask(),
      ]);
      if (turn !== this.#turn) return bitmap.close();
      this.#bitmap?.close();
      this.#bitmap = bitmap;
      this.#network = current;
      this.#parts = partsOf(steps);
      this.#features = features;
      this.#predictions = predictions;
      this.#seen = seen;
      this.#class = predictions[0]?.index;
      this.#sayWhatChanged(shown.result?.predictions[0], predictions[0]);
      this.#draw();
      // Before, the page was too short for it.
      if (this.#arriving) this.#section.scrollIntoView({ block: 'start' });
      this.#arriving = false;
    } catch (error) {
      this.#fail(error, turn);
    }
  }

  /**
   * @param {unknown} error
   * @param {number} turn in which it was asked
   */
  #fail(error, turn) {
    // A network that was replaced meanwhile answers no more; the new one is asked on its own.
    if (turn !== this.#turn || /** @type {{ code?: string }} */ (error).code === 'closed') return;
    this.close();
    const { message: detail } = /** @type {Error} */ (error);
    this.#notice.say(() => t('inside.failed'), { detail });
  }

  /**
   * @param {string[]} [names] of values; what the parts make where they are not given
   * @returns {Promise<Features>}
   */
  #ask(names) {
    const { classifier } = /** @type {import('../model/session.js').Current} */ (
      this.#session.current
    );
    const { photo } = /** @type {import('../photo/photo-controller.js').Shown} */ (
      this.#desk.shown
    );
    const shortcuts = !this.#without.checked;
    return classifier.features(photo.blob, names ? { names, shortcuts } : { shortcuts });
  }

  /**
   * @param {{ label: string, index: number } | undefined} before undefined: the network has no classes
   * @param {{ label: string, index: number, probability: number } | undefined} after likewise
   */
  #sayWhatChanged(before, after) {
    if (!this.#without.checked || !before || !after) return this.#say(() => '');
    const key = before.label === after.label ? 'inside.skip.same' : 'inside.skip.about';
    const values = {
      before: labelOf(before),
      after: labelOf(after),
      percent: percent(after.probability),
    };
    this.#say(() => t(key, values));
  }

  /** @param {() => string} sentence in the language of now */
  #say(sentence) {
    this.#said = sentence;
    this.#find('inside-said').textContent = sentence();
  }

  #draw() {
    if (!this.#bitmap || !this.#parts.length) return;
    const photo = { name: 'photo', size: { ...this.#inputSize(), channels: 3 } };
    const rows = this.#parts.map(({ name, value, ms, blocks }) => ({
      name,
      ms,
      size: this.#features[value],
      blocks: this.#without.checked ? 0 : blocks.length,
    }));
    showNetworkMap(this.#find('map'), [photo, ...rows], this.#part, (name) => this.#choose(name));
    const total = this.#parts.reduce((sum, { ms }) => sum + ms, 0);
    this.#find('inside-total').textContent = t('inside.total', { value: milliseconds(total) });
    this.#showPart();
  }

  /** Draws the chosen part, for which the network may have to be asked again. */
  async #showPart() {
    // Another network is in use now, and its answer is on its way.
    if (this.#network !== this.#session.current) return;
    const turn = this.#turn;
    try {
      await this.#drawPart();
    } catch (error) {
      this.#fail(error, turn);
    }
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
    const classless = name === 'head' && !this.#predictions.length;
    const about = classless ? 'encoder' : /^stage[5-9]/.test(name) ? 'stage4' : name;
    const [maps, blocks, cam] = ['maps', 'blocks', 'cam'].map((box) => this.#find(box));
    const part = this.#parts.find((one) => one.name === name);
    const values = part && sizes(this.#features[part.value]);
    this.#find('inside-about').textContent = t(`inside.about.${about}`, values);
    if (name !== 'head' || classless) cam.replaceChildren();
    // Without shortcuts there is nothing to add up.
    const names = this.#without.checked ? [] : (part?.blocks ?? []);
    if (!names.length) blocks.replaceChildren();
    if (name === 'photo') {
      const canvas = document.createElement('canvas');
      canvas.className = 'maps-large';
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', t('inside.photo'));
      const input = this.#inputSize();
      const bitmap = /** @type {ImageBitmap} */ (this.#bitmap);
      paintSeen(canvas, bitmap, this.#seen, input, input.width);
      return maps.replaceChildren(canvas);
    }
    if (name === 'head') {
      maps.replaceChildren();
      if (!classless) await this.#drawCam(cam);
      return;
    }
    showMaps(maps, this.#features[name], this.#channel, (channel) => {
      this.#channel = channel;
      this.#showPart();
    });
    if (names.length) await this.#drawBlocks(blocks, names);
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
        button.addEventListener('click', () => {
          this.#block = name;
          this.#showPart();
        });
        return button;
      }),
    );
    const view = document.createElement('div');
    const [shortcut, branch, sum] = wanted.map((name) => this.#features[name]);
    // The one that is shown of the whole stage; the sum's strongest may be one that ReLU cuts off.
    const channel = this.#channel ?? strongest(this.#features[this.#part], 1)[0];
    showBlock(view, { shortcut, branch, sum }, channel);
    redraw(box, title, row, view);
  }

  /** @param {HTMLElement} box */
  async #drawCam(box) {
    const turn = this.#turn;
    const chosen = this.#class ?? this.#predictions[0].index;
    const { classifier } = /** @type {import('../model/session.js').Current} */ (
      this.#session.current
    );
    const { photo } = /** @type {import('../photo/photo-controller.js').Shown} */ (
      this.#desk.shown
    );
    const map = await classifier.explain(photo.blob, {
      label: chosen,
      shortcuts: !this.#without.checked,
    });
    if (turn !== this.#turn || this.#part !== 'head') return;
    // Another label was chosen meanwhile, whose map is on its way.
    if (chosen !== (this.#class ?? chosen)) return;
    showCam(box, {
      photo: /** @type {ImageBitmap} */ (this.#bitmap),
      seen: this.#seen,
      input: this.#inputSize(),
      predictions: this.#predictions,
      chosen,
      map,
      strength: this.#strength,
      onChoose: (index) => {
        this.#class = index;
        this.#showPart();
      },
      onStrength: (strength) => (this.#strength = strength),
    });
  }

  /** Of what the network sees, in pixels. */
  #inputSize() {
    const { inputHeight: height = 224, inputWidth: width = 224 } =
      this.#session.current?.info ?? {};
    return { height, width };
  }

  /** @param {string} name @returns {HTMLElement} */
  #find(name) {
    return /** @type {HTMLElement} */ (this.#section.querySelector(`.${name}`));
  }
}
