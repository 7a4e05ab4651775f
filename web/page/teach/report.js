// What was learnt and how good it is: all of it from photos that were held out while the others were learnt from.

import { applyText, number, t } from '../text/text.js';
import { nameOf } from './class-set.js';
import { PhotoList } from './photo-list.js';
import { showPhotoMap } from './photo-map.js';

/** @typedef {import('./learner.js').Learnt} Learnt */
/** @typedef {import('./class-set.js').Sample} Sample */
/** @typedef {{ title: () => string, samples: () => Sample[] }} Selection photos to look at */

const FRAME = `
  <p class="teach-accuracy"></p>
  <p class="teach-interval"></p>
  <ul class="teach-advice"></ul>
  <details class="teach-more-about" open>
    <summary data-text="teach.confusion"></summary>
    <p class="teach-small" data-text="teach.confusion.about"></p>
    <div class="teach-scroll" tabindex="0" role="region"><table class="teach-table"></table></div>
  </details>
  <div class="teach-looked" hidden>
    <h4 class="teach-looked-title" tabindex="-1"></h4>
    <ul class="teach-photos"></ul>
    <button type="button" class="quiet teach-more" hidden></button>
    <button type="button" class="quiet teach-looked-close" data-text="teach.looked.close"></button>
  </div>
  <details class="teach-map-box">
    <summary data-text="teach.map"></summary>
    <p class="teach-small" data-text="teach.map.about"></p>
    <div class="teach-map"></div>
  </details>
`;

export class Report {
  #box;
  #photos;
  #live;
  /** @type {Learnt | undefined} */
  #learnt;
  /** @type {Selection | undefined} */
  #selection;
  /** Counts drawings of the map. */
  #drawing = 0;
  /** Where the focus goes back to. @type {HTMLElement | undefined} */
  #from;

  /**
   * @param {HTMLElement} box
   * @param {{ onRemove: (sample: Sample) => void, live: (sample: Sample) => boolean,
   *   address: import('./photo-list.js').AddressOf }} options live: whether the photo is still there
   */
  constructor(box, { onRemove, live, address }) {
    this.#box = box;
    this.#live = live;
    box.innerHTML = FRAME;
    applyText(box);
    this.#photos = new PhotoList(
      this.#find('teach-photos'),
      /** @type {HTMLButtonElement} */ (this.#find('teach-more')),
      { onRemove, address, title: () => this.#selection?.title() ?? '' },
    );
    this.#find('teach-looked-close').addEventListener('click', () => {
      this.#look(undefined);
      this.#from?.focus();
    });
    this.#find('teach-map-box').addEventListener('toggle', () => this.#drawMap());
  }

  /** @param {Learnt | undefined} learnt */
  show(learnt) {
    this.#learnt = learnt;
    this.#box.hidden = !learnt;
    this.#look(undefined);
    this.write();
  }

  /** Photos that were removed meanwhile go. */
  refresh() {
    if (this.#selection) this.#look(this.#selection);
  }

  /** In the language of now. */
  write() {
    if (!this.#learnt) return;
    const { accuracy } = this.#learnt.lesson;
    const { right, total, value, low, high } = accuracy;
    this.#find('teach-accuracy').textContent = total
      ? t('teach.accuracy', { right, total, percent: whole(value) })
      : t('teach.accuracy.none');
    this.#find('teach-interval').textContent = total
      ? t('teach.interval', { low: whole(low), high: whole(high) })
      : '';
    this.#writeAdvice();
    this.#writeTable();
    if (this.#selection) this.#look(this.#selection);
    this.#drawMap();
  }

  close() {
    this.#drawing++;
    this.#photos.close();
    this.#learnt = undefined;
    this.#selection = undefined;
  }

  #writeAdvice() {
    const { lesson, samples } = /** @type {Learnt} */ (this.#learnt);
    const advice = lesson.suggestions.map(({ kind, labels, ids }) => {
      const item = document.createElement('li');
      const [first = '', second = ''] = labels;
      const sentence = () => t(`teach.advice.${kind}`, { first, second, count: ids.length });
      const photos = ids.flatMap((id) => samples.get(id) ?? []);
      item.append(sentence());
      if (photos.length)
        item.append(' ', this.#opener(t('teach.look'), { title: sentence, samples: () => photos }));
      return item;
    });
    this.#find('teach-advice').replaceChildren(...advice);
  }

  #writeTable() {
    const { lesson, classes } = /** @type {Learnt} */ (this.#learnt);
    const names = classes.map(nameOf);
    const head = document.createElement('tr');
    const corner = document.createElement('td');
    corner.textContent = t('teach.confusion.corner');
    head.append(corner, ...names.map((name) => heading(name, 'col')));
    const rows = lesson.confusion.map((counts, at) => {
      const row = document.createElement('tr');
      const most = Math.max(
        1,
        counts.reduce((sum, count) => sum + count, 0),
      );
      const cells = counts.map((count, as) => {
        const cell = document.createElement('td');
        cell.className = at === as ? 'teach-right' : 'teach-wrong';
        cell.style.setProperty('--share', String(count / most));
        if (!count) {
          cell.textContent = '0';
          return cell;
        }
        const title = () =>
          t(at === as ? 'teach.cell.right' : 'teach.cell.wrong', {
            count,
            first: nameOf(classes[at]),
            second: nameOf(classes[as]),
          });
        const button = this.#opener(String(count), { title, samples: this.#inCell(at, as) });
        button.setAttribute('aria-label', title());
        cell.append(button);
        return cell;
      });
      row.append(heading(names[at], 'row'), ...cells);
      return row;
    });
    this.#find('teach-scroll').setAttribute('aria-label', t('teach.confusion'));
    this.#find('teach-table').replaceChildren(head, ...rows);
  }

  /**
   * @param {number} at index of the photos' class
   * @param {number} as index of the class they were taken for
   * @returns {() => Sample[]} looked for when they are wanted: there may be many cells
   */
  #inCell(at, as) {
    const { lesson, classes, samples } = /** @type {Learnt} */ (this.#learnt);
    return () => {
      const wrong = new Map(lesson.wrong.map((one) => [one.id, one.predicted]));
      const untested = new Set(lesson.untested);
      return [...samples]
        .filter(([id, { classKey }]) => {
          if (classKey !== classes[at].key || untested.has(id)) return false;
          return (wrong.get(id) ?? lesson.classes[at]) === lesson.classes[as];
        })
        .map(([, sample]) => sample);
    };
  }

  /**
   * @param {string} words
   * @param {Selection} selection that it opens
   */
  #opener(words, selection) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'teach-opener';
    button.textContent = words;
    button.addEventListener('click', () => {
      this.#from = button;
      this.#look(selection);
      this.#find('teach-looked-title').focus({ preventScroll: true });
      this.#find('teach-looked').scrollIntoView({ block: 'nearest' });
    });
    return button;
  }

  /** @param {Selection | undefined} selection */
  #look(selection) {
    const samples = selection?.samples().filter(this.#live) ?? [];
    this.#selection = samples.length ? selection : undefined;
    this.#find('teach-looked').hidden = !samples.length;
    this.#find('teach-looked-title').textContent = this.#selection?.title() ?? '';
    this.#photos.show(samples);
  }

  #drawMap() {
    const box = /** @type {HTMLDetailsElement} */ (this.#find('teach-map-box'));
    const learnt = this.#learnt;
    const turn = ++this.#drawing;
    if (learnt && box.open)
      showPhotoMap(this.#find('teach-map'), learnt, () => turn === this.#drawing);
    else this.#find('teach-map').replaceChildren();
  }

  /** @param {string} name @returns {HTMLElement} */
  #find(name) {
    return /** @type {HTMLElement} */ (this.#box.querySelector(`.${name}`));
  }
}

/** @param {number} share in [0, 1] */
const whole = (share) => `${number(100 * share)}%`;

/**
 * @param {string} words
 * @param {'row' | 'col'} scope
 */
function heading(words, scope) {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = words;
  cell.title = words;
  return cell;
}
