// Many photos: classified sequentially or in parallel, shown as cards, sorted, filtered and exported.

import { painted } from '../appear.js';
import { answerOf } from '../model/session.js';
import { Section } from '../section.js';
import { t } from '../text/text.js';
import { Card } from './card.js';
import { Copies } from './copies.js';
import { download, toCsv, toJson } from './export.js';
import { Neighbours } from './neighbours.js';
import { matches, namesOf, sorted } from './order.js';
import { showTally } from './tally.js';
import { Thumbnails } from './thumbnails.js';
import { Verdicts } from './verdicts.js';
import { FRAME, makeView } from './view.js';

/** @typedef {import('./card.js').Item} Item */

/** Photos passed to a network ahead of time, so that it never waits for a file to be read. */
const AHEAD = 2;

/** With fewer photos, all results are there before a copy of the network is ready. */
const WORTH_COPIES = 12;

const CARDS_A_FRAME = 4;

/** @type {Gallery | undefined} */
let gallery;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../photo/photo-controller.js').PhotoController} photoController
 * @returns {Gallery} the page's one gallery
 */
export function openGallery(session, photoController) {
  gallery ??= new Gallery(session, photoController);
  return gallery;
}

class Gallery {
  #session;
  #photoController;
  #section = new Section('gallery', {
    frame: FRAME,
    styles: new URL('../styles/gallery.css', import.meta.url),
    opener: 'pick',
    write: () => this.#write(),
  });
  #view;
  /** @type {Item[]} */
  #items = [];
  /** @type {Item[]} */
  #queue = [];
  /** All photos, including those without a card yet. */
  #total = 0;
  #running = 0;
  /** @type {Thumbnails | undefined} */
  #thumbnails;
  #drawing = false;
  #copies = new Copies(() => this.#pump());
  #neighbours = new Neighbours((by) => this.#step(by));
  #verdicts = new Verdicts();
  /** The photo opened last. @type {Item | undefined} */
  #opened;

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {import('../photo/photo-controller.js').PhotoController} photoController
   */
  constructor(session, photoController) {
    this.#session = session;
    this.#photoController = photoController;
    photoController.gallery = () => this.#items.map(({ photo }) => photo);
    this.#view = makeView(this.#section.element);
    this.#view.sort.addEventListener('change', () => this.#arrange());
    this.#view.filter.addEventListener('input', () => this.#filterAnew());
    // A photo from elsewhere has no neighbours.
    photoController.addEventListener('seen', (event) => {
      if (/** @type {CustomEvent} */ (event).detail === this.#opened?.photo) return;
      this.#opened = undefined;
      this.#neighbours.hide();
    });
    this.#view.csv.addEventListener('click', () =>
      download('residua.csv', 'text/csv', toCsv(this.#rows())),
    );
    this.#view.json.addEventListener('click', () =>
      download('residua.json', 'application/json', toJson(this.#rows())),
    );
    this.#view.clear.addEventListener('click', () => this.clear());
    session.addEventListener('ready', () => this.#again());
  }

  /** @param {File[]} files */
  add(files) {
    this.#section.open({ focus: null, scroll: false });
    this.#thumbnails ??= new Thumbnails();
    this.#total += files.length;
    this.#count();
    this.#sayCount();
    this.#lay(files);
  }

  /**
   * Adds a few cards per frame: two hundred at once would block the page.
   * @param {File[]} files
   */
  async #lay(files) {
    const { signal } = this.#section;
    for (let at = 0; at < files.length && !signal.aborted; at += CARDS_A_FRAME) {
      const added = files.slice(at, at + CARDS_A_FRAME).map((file) => this.#item(file));
      this.#items.push(...added);
      this.#queue.push(...added);
      this.#view.cards.append(...added.map(({ card }) => card.element));
      for (const { card, photo } of added) {
        this.#thumbnails?.make(photo.blob).then((small) => card.showPicture(small));
      }
      this.#pump();
      // Background tabs have no frames.
      await painted();
      // Before, the page was too short to scroll there.
      if (at === 0) this.#section.scroll();
    }
  }

  /** Removes all photos and frees their memory. */
  clear() {
    for (const { card } of this.#items) card.close();
    this.#items = [];
    this.#queue = [];
    this.#total = 0;
    this.#opened = undefined;
    this.#neighbours.hide();
    this.#view.filter.value = '';
    this.#tally();
    this.#copies.close();
    this.#thumbnails?.close();
    this.#thumbnails = undefined;
    this.#section.close();
  }

  /** Rewrites everything in the current language. */
  #write() {
    this.#view.label();
    for (const { card } of this.#items) card.show();
    // Class names, or numbers, depend on the language.
    this.#filter();
    this.#offerNames();
    this.#tally();
    this.#count();
  }

  /** @param {File} file @returns {Item} */
  #item(file) {
    const name = file.webkitRelativePath || file.name;
    /** @type {Omit<Item, 'card'>} */
    const item = { number: this.#serial++, photo: { name, blob: file } };
    return Object.assign(item, {
      card: new Card(item, () => {
        this.#open(/** @type {Item} */ (item));
        document.getElementById('main')?.scrollIntoView();
      }),
    });
  }

  #serial = 0;

  /** @param {Item} item */
  #open(item) {
    if (!item.result) return;
    this.#opened = item;
    this.#photoController.present(item.photo, item.result);
    for (const { card, number } of this.#items) card.mark(number === item.number);
    this.#showPlace();
  }

  /** The photos with a result that match the filter, in the order of the cards. */
  #inOrder() {
    const { value } = this.#view.sort;
    return sorted(this.#items, value).filter(({ card, result }) => result && !card.element.hidden);
  }

  /** @param {1 | -1} by */
  #step(by) {
    const items = this.#inOrder();
    const opened = this.#opened;
    const next = opened && items[items.indexOf(opened) + by];
    if (next) this.#open(next);
  }

  #showPlace() {
    const items = this.#inOrder();
    const place = this.#opened ? items.indexOf(this.#opened) + 1 : 0;
    if (place) this.#neighbours.show(place, items.length);
    else this.#neighbours.hide();
  }

  /** A new network classifies every photo again. */
  #again() {
    this.#copies.close();
    if (!this.#items.length) return;
    for (const item of this.#items) {
      item.result = undefined;
      item.verdict = undefined;
      item.error = undefined;
      item.card.show();
    }
    this.#queue = [...this.#items];
    this.#count();
    this.#pump();
  }

  #pump() {
    while (this.#running < AHEAD * this.#copies.size && this.#queue.length) {
      this.#running++;
      this.#classify(/** @type {Item} */ (this.#queue.shift())).finally(() => {
        this.#running--;
        this.#pump();
      });
    }
  }

  /** @param {Item} item */
  async #classify(item) {
    const { signal } = this.#section;
    try {
      const current = await this.#session.whenReady();
      if (this.#queue.length >= WORTH_COPIES) this.#copies.grow(current);
      const result = await this.#copies.answer(current, (network) =>
        answerOf(network, item.photo.blob, { signal }),
      );
      // Discards the result of a network that has been replaced.
      if (current !== this.#session.current) return;
      item.result = result;
      item.verdict = await this.#verdicts.judge(item, current);
    } catch (thrown) {
      if (signal.aborted) return;
      const { code = 'internal', message } = /** @type {{ code?: string, message: string }} */ (
        thrown
      );
      if (code === 'closed') return;
      item.error = { code, message };
    }
    item.card.show();
    this.#changed();
  }

  /** Results may arrive faster than frames: rearranges the list at most once per frame. */
  #changed() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (this.#view.filter.value) this.#filter();
      this.#count();
      if (this.#done() === this.#total) this.#finish();
    });
  }

  #finish() {
    this.#copies.close();
    this.#sayCount();
    if (this.#view.sort.value !== 'order') this.#arrange();
    this.#offerNames();
    this.#tally();
    this.#showPlace();
  }

  #tally() {
    showTally(this.#view.tally, this.#items, {
      chosen: this.#view.filter.value,
      onChoose: (name) => {
        this.#view.filter.value = name;
        this.#filterAnew();
      },
    });
  }

  #filterAnew() {
    this.#filter();
    this.#tally();
    this.#count();
    this.#sayCount();
    this.#showPlace();
  }

  /** Names offered for filtering. */
  #offerNames() {
    const names = new Set(this.#items.flatMap(namesOf));
    this.#view.labels.replaceChildren(...[...names].sort().map((name) => new Option(name)));
  }

  #done() {
    return this.#items.filter(({ result, error }) => result || error).length;
  }

  #count() {
    const total = this.#total;
    const done = this.#done();
    const failed = this.#items.filter(({ error }) => error).length;
    const { progress, count } = this.#view;
    progress.max = Math.max(1, total);
    progress.value = done;
    progress.classList.toggle('full', done === total);
    const key = done < total ? 'progress' : failed ? 'done' : 'done.all';
    const words = this.#view.filter.value.trim();
    const shown = this.#items.filter(({ card: { element } }) => !element.hidden).length;
    const judged = this.#items.filter(({ verdict }) => verdict);
    const right = judged.filter(({ verdict }) => verdict === 'right').length;
    count.textContent = words
      ? t('gallery.shown', { shown, total })
      : t(`gallery.${key}`, { done, count: total, failed }) +
        (judged.length ? ` · ${t('gallery.judged', { right, count: judged.length })}` : '');
    this.#view.none.hidden = !words || shown > 0;
    this.#view.none.textContent = t('gallery.none', { words });
  }

  /** Announces the count and the end to screen readers, but not each photo. */
  #sayCount() {
    this.#view.said.textContent = this.#view.count.textContent;
  }

  #arrange() {
    const { sort, cards } = this.#view;
    const focused = document.activeElement;
    cards.append(...sorted(this.#items, sort.value).map(({ card }) => card.element));
    this.#filter();
    this.#showPlace();
    // Moving an element removes its focus.
    if (cards.contains(focused)) {
      /** @type {HTMLElement} */ (focused).focus({ preventScroll: true });
    }
  }

  #filter() {
    const words = this.#view.filter.value;
    for (const item of this.#items) item.card.element.hidden = !matches(item, words);
  }

  #rows() {
    return sorted(this.#items, this.#view.sort.value).map(({ photo, result, error }) => ({
      file: photo.name,
      result,
      error: result ? undefined : (error ?? { code: 'pending', message: 'not classified yet' }),
    }));
  }
}
