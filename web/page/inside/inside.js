// The laboratory: one photo in one network, part by part. The map is always visible; the photo is beside the chapter.

import { Section } from '../section.js';
import { labelOf } from '../text/label.js';
import { milliseconds, number, t } from '../text/text.js';
import { leaveAddress, stateInAddress, stateToAddress } from './address.js';
import { CHAPTERS, fits } from './chapters.js';
import { make } from './drawing.js';
import { originOf, partName, short, showLegend, showMap, sizes } from './map.js';
import { Panel } from './panel.js';
import { redraw } from './redraw.js';
import { Subject } from './subject.js';
import { tools } from './tools.js';
import { usualOf } from './usual.js';

/** @typedef {import('./chapters.js').State} State */
/** @typedef {import('./chapters.js').Lab} Lab */
/** @typedef {import('./chapters.js').Drawn} Drawn */

const FRAME = `
  <div class="inside-head">
    <h2 id="inside-title" tabindex="-1" data-text="inside.title"></h2>
    <button type="button" class="inside-close" data-text="inside.close"></button>
    <p class="inside-lead" data-text="inside.lead"></p>
  </div>
  <div class="lab-top">
    <ol class="map"></ol>
    <ul class="map-legend" hidden></ul>
    <p class="map-facts" role="status"></p>
    <nav class="lab-chapters"></nav>
  </div>
  <p class="inside-running" role="status"></p>
  <div class="lab-main">
    <div class="lab-panel"></div>
    <div class="inside-part">
      <h3 class="inside-name" tabindex="-1"></h3>
      <p class="inside-said" role="status"></p>
      <div class="lab-chapter"></div>
      <div class="lab-walk">
        <button type="button" class="quiet lab-previous" data-text="lab.previous"></button>
        <button type="button" class="quiet lab-next" data-text="lab.next"></button>
      </div>
      <div class="lab-tools"></div>
    </div>
  </div>
`;

/** @type {Inside | undefined} */
let inside;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../photo/photo-controller.js').PhotoController} photos
 * @param {import('../notice.js').Notice} notice
 */
export function openInside(session, photos, notice) {
  inside ??= new Inside(session, photos, notice);
  inside.open();
}

class Inside {
  #section = new Section('inside', {
    frame: FRAME,
    styles: [
      new URL('../styles/inside.css', import.meta.url),
      new URL('../styles/inside-chapters.css', import.meta.url),
      new URL('../styles/inside-charts.css', import.meta.url),
      new URL('../styles/inside-worksheet.css', import.meta.url),
    ],
    opener: 'open-inside',
    write: () => this.#draw(),
  });
  #session;
  #photos;
  #notice;
  #panel;
  /** @type {ImageBitmap | undefined} */
  #bitmap;
  /** @type {Subject | undefined} */
  #subject;
  /** The network shown. @type {import('../model/session.js').Current | undefined} */
  #network;
  /** @type {State} */
  #state = {
    chapter: 'stem',
    part: 'stem',
    channel: -1,
    label: -1,
    order: 'usual',
    cuts: [],
    hide: [],
  };
  /** Whether the part was chosen by the visitor or a link, not by a chapter. */
  #partIsChosen = false;
  /** Whether the view has been opened but not drawn yet. */
  #arriving = false;
  /** @type {Drawn} */
  #drawn = {};

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {import('../photo/photo-controller.js').PhotoController} photos
   * @param {import('../notice.js').Notice} notice
   */
  constructor(session, photos, notice) {
    this.#session = session;
    this.#photos = photos;
    this.#notice = notice;
    this.#panel = new Panel(this.#find('lab-panel'), (place) => this.#drawn.onPlace?.(place));
    this.#find('inside-close').addEventListener('click', () => this.close());
    this.#find('lab-previous').addEventListener('click', () => this.#walk(-1));
    this.#find('lab-next').addEventListener('click', () => this.#walk(1));
    this.#section.element.addEventListener('keydown', (event) => this.#onKey(event));
    photos.addEventListener('shown', () => {
      if (this.#section.element.hidden) return;
      if (photos.shown) this.#look();
      else this.close();
    });
  }

  open() {
    const linked = stateInAddress();
    Object.assign(this.#state, linked);
    if (linked.part) this.#partIsChosen = true;
    this.#arriving = true;
    this.#section.open({ scroll: false });
    this.#look();
  }

  close() {
    this.#subject = undefined;
    for (const name of ['map', 'map-legend', 'lab-chapter']) this.#find(name).replaceChildren();
    this.#bitmap?.close();
    this.#bitmap = undefined;
    leaveAddress();
    this.#section.close();
  }

  /** Runs the network on the current photo. */
  async #look() {
    const { shown } = this.#photos;
    const { current } = this.#session;
    if (!shown || !current) return;
    const turn = this.#section.begin();
    this.#find('inside-running').textContent = t('inside.running');
    try {
      const subject = new Subject(current, shown.photo.blob);
      // Only taught networks report whether a photo shows none of their classes.
      subject.taught = shown.result?.novel !== undefined;
      const [bitmap] = await Promise.all([createImageBitmap(shown.photo.blob), subject.look()]);
      if (turn.aborted) return bitmap.close();
      this.#bitmap?.close();
      this.#bitmap = bitmap;
      if (this.#network && this.#network !== current)
        Object.assign(this.#state, { channel: -1, cuts: [], label: -1 });
      this.#network = current;
      this.#subject = subject;
      const { inputHeight: height, inputWidth: width } = subject.info;
      this.#panel.setPhoto(bitmap, subject.seen, { height, width });
      this.#find('inside-running').textContent = '';
      await this.#draw();
      // Before, the page was too short to scroll there.
      if (this.#arriving) this.#section.scroll();
      this.#arriving = false;
    } catch (error) {
      this.#fail(error, turn);
    }
  }

  /**
   * @param {unknown} error
   * @param {AbortSignal} turn of this request
   */
  #fail(error, turn) {
    // Ignores the failure of a replaced network; the new one runs separately.
    if (turn.aborted || /** @type {{ code?: string }} */ (error).code === 'closed') return;
    this.close();
    const { message: detail } = /** @type {Error} */ (error);
    this.#notice.say(() => t('inside.failed'), { detail });
  }

  /** @param {Partial<State>} patch */
  #set(patch) {
    Object.assign(this.#state, patch);
    this.#draw();
  }

  async #draw() {
    const subject = this.#subject;
    if (!subject || this.#network !== this.#session.current) return;
    const turn = this.#section.begin();
    const { parts } = subject;
    const shown = this.#chapters();
    if (!shown.some(({ name }) => name === this.#state.chapter))
      this.#state.chapter = shown[0].name;
    this.#fitPart(subject);
    const state = this.#state;
    const part = /** @type {import('./network.js').Part} */ (
      parts.find(({ name }) => name === state.part)
    );
    // A link may name blocks of another network.
    state.cuts = state.cuts.filter((cut) =>
      parts.some(
        ({ block, name }) => block && [`${name}.branch`, `${name}.shortcut`].includes(cut),
      ),
    );
    stateToAddress(state);
    showMap(this.#find('map'), parts, {
      chosen: part.name,
      cuts: new Set(state.cuts),
      taught: subject.taught,
      onChoose: (name) => this.#choose(name),
    });
    showLegend(this.#find('map-legend'), subject.taught);
    this.#find('map-facts').textContent = factsOf(part, subject);
    this.#drawChapters(shown);
    this.#find('inside-name').textContent = t(`lab.${state.chapter}`);
    try {
      const box = make('div', { className: 'lab-chapter' });
      const lab = this.#lab(subject, part);
      const waiting = setTimeout(() => {
        this.#find('inside-running').textContent = t('inside.running');
      }, 300);
      const drawn = await shownAt(shown, state.chapter)(box, lab).finally(() =>
        clearTimeout(waiting),
      );
      if (turn.aborted) return;
      this.#find('inside-running').textContent = '';
      this.#drawn = drawn;
      this.#find('inside-said').textContent = drawn.said ?? '';
      redraw(this.#find('lab-chapter'), .../** @type {HTMLElement[]} */ ([...box.children]));
      this.#find('lab-chapter').dataset.name = state.chapter;
      this.#panel.show(
        part.name === 'photo' && state.chapter === 'stem' ? undefined : drawn.overlay,
      );
      drawn.onPlace?.(this.#panel.place);
      redraw(this.#find('lab-tools'), ...tools(this.#view(lab, drawn)));
    } catch (error) {
      this.#fail(error, turn);
    }
  }

  /** @param {Lab} lab @param {Drawn} drawn */
  #view(lab, drawn) {
    const { shown } = this.#photos;
    return {
      lab,
      drawn,
      panel: this.#panel,
      chapter: this.#find('lab-chapter'),
      map: this.#find('map'),
      title: `${t(`lab.${this.#state.chapter}`)} · ${partName(lab.part)}`,
      network: this.#session.current?.title ?? lab.subject.info.architecture,
      photo: shown?.photo.name ?? '',
      notice: this.#notice,
    };
  }

  /** @param {Subject} subject @param {import('./network.js').Part} part @returns {Lab} */
  #lab(subject, part) {
    const nameOf = (/** @type {number} */ index) => {
      const label = subject.labelOf(index);
      return label ? labelOf(label) : t('model.class', { index });
    };
    const classIndex =
      this.#state.label >= 0 ? this.#state.label : (subject.predictions[0]?.index ?? -1);
    const values = subject.parts.slice(1, -1).map(({ value }) => value);
    return {
      subject,
      part,
      state: this.#state,
      classIndex: classIndex < subject.info.classes ? classIndex : -1,
      className: classIndex >= 0 ? nameOf(classIndex) : '',
      nameOf,
      set: (patch) => this.#set(patch),
      usual: () => usualOf(/** @type {any} */ (this.#network), values),
      classifier: /** @type {any} */ (this.#network).classifier,
      photos: this.#photos.gallery(),
      signal: this.#section.signal,
      point: (place) => this.#panel.point(place),
    };
  }

  /** The chapters that are not hidden by a lesson. */
  #chapters() {
    // Networks without classes have no answer to compare.
    const { classes = 0 } = this.#subject?.info ?? {};
    const all = CHAPTERS.filter(({ name }) => classes > 0 || name !== 'skips');
    const shown = all.filter(({ name }) => !this.#state.hide.includes(name));
    return shown.length ? shown : all;
  }

  /** @param {typeof CHAPTERS} chapters */
  #drawChapters(chapters) {
    const nav = this.#find('lab-chapters');
    nav.setAttribute('aria-label', t('lab.chapters'));
    redraw(
      nav,
      ...chapters.map(({ name }, i) =>
        make('button', {
          type: 'button',
          className: 'quiet',
          textContent: `${i + 1} ${t(`lab.${name}`)}`,
          data: { chapter: name },
          attributes: { 'aria-pressed': name === this.#state.chapter },
          onclick: () => this.#set({ chapter: name, channel: -1 }),
        }),
      ),
    );
    const at = chapters.findIndex(({ name }) => name === this.#state.chapter);
    /** @type {HTMLButtonElement} */ (this.#find('lab-previous')).disabled = at === 0;
    /** @type {HTMLButtonElement} */ (this.#find('lab-next')).disabled = at === chapters.length - 1;
  }

  /** The part that the chapter shows if the chosen one does not belong to it. @param {Subject} subject */
  #fitPart({ parts }) {
    const { about, prefersIdentity } = /** @type {(typeof CHAPTERS)[number]} */ (
      CHAPTERS.find(({ name }) => name === this.#state.chapter)
    );
    const chosen = parts.find(({ name }) => name === this.#state.part);
    if (chosen && fits(about, chosen) && this.#partIsChosen) return;
    this.#partIsChosen = false;
    const fitting = parts.filter((part) => part.name !== 'photo' && fits(about, part));
    const plain = fitting.filter(({ block }) => block?.shortcut === 'identity');
    const suitable = prefersIdentity && plain.length ? plain : fitting;
    // The last block, whose features are easiest to interpret.
    this.#state.part = suitable[suitable.length - 1].name;
  }

  /** @param {string} name of a part */
  #choose(name) {
    const part = this.#subject?.parts.find((one) => one.name === name);
    if (!part) return;
    const about = CHAPTERS.find((one) => one.name === this.#state.chapter)?.about ?? 'none';
    const fitting = this.#chapters().find((one) => one.about !== 'none' && fits(one.about, part));
    const stays = about !== 'none' && fits(about, part);
    const next = stays ? this.#state.chapter : (fitting?.name ?? this.#state.chapter);
    this.#partIsChosen = true;
    this.#set({ part: name, chapter: next, channel: -1 });
  }

  /** Opens the next or previous chapter. @param {number} step */
  #walk(step) {
    const chapters = this.#chapters();
    const at = chapters.findIndex(({ name }) => name === this.#state.chapter);
    const next = chapters[at + step];
    if (!next) return;
    this.#set({ chapter: next.name, channel: -1 });
    const name = this.#find('inside-name');
    name.focus({ preventScroll: true });
    const top = this.#find('lab-main').getBoundingClientRect().top;
    const covered = this.#find('lab-top').getBoundingClientRect().height;
    if (top < covered) window.scrollBy({ top: top - covered - 8 });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (key === 'Escape') return this.close();
    const typing = /** @type {HTMLElement} */ (target).matches('input, select, textarea');
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step || typing || ctrlKey || altKey || metaKey || !this.#subject) return;
    event.preventDefault();
    const { parts } = this.#subject;
    const at = parts.findIndex(({ name }) => name === this.#state.part);
    const next = parts[at + step];
    if (next) this.#choose(next.name);
  }

  /** @param {string} name @returns {HTMLElement} */
  #find(name) {
    return this.#section.find(name);
  }
}

/** @param {typeof CHAPTERS} chapters @param {string} wanted */
function shownAt(chapters, wanted) {
  return (chapters.find(({ name }) => name === wanted) ?? chapters[0]).show;
}

/** @param {import('./network.js').Part} part @param {Subject} subject */
function factsOf(part, subject) {
  const { size, field, parameters, multiplications, name, block } = part;
  const facts = [partName(part), t('inside.size', sizes(size))];
  const origin = subject.taught ? originOf(part) : undefined;
  if (origin) facts.push(t(`inside.${origin}`));
  if (block) facts.push(t(`lab.type.${block.type}`), t(`lab.arc.${block.shortcut}`));
  if (name === 'photo') return facts.join(' · ');
  if (name !== 'head') facts.push(t('lab.sees', { size: number(field.size) }));
  facts.push(
    t('lab.parameters', { value: short(parameters) }),
    t('lab.multiplications', { value: short(multiplications) }),
    milliseconds(subject.times[name] ?? 0),
  );
  return facts.join(' · ');
}
