// The gallery's frame: title, progress, sorting, filter, downloads, and list of cards.

import { t } from '../text/text.js';
import { orders } from './order.js';

export const FRAME = `
  <div class="gallery-head">
    <h2 id="gallery-title" data-text="gallery.title"></h2>
    <p class="gallery-count"></p>
    <p class="visually-hidden gallery-said" role="status"></p>
    <div class="gallery-tools">
      <label><span data-text="gallery.sort"></span> <select class="gallery-sort"></select></label>
      <input type="search" class="gallery-filter" list="gallery-labels" autocomplete="off" />
      <datalist id="gallery-labels"></datalist>
      <button type="button" class="gallery-csv">CSV</button>
      <button type="button" class="gallery-json">JSON</button>
      <button type="button" class="gallery-clear" data-text="gallery.clear"></button>
    </div>
    <progress class="progress-line gallery-progress" aria-labelledby="gallery-title"></progress>
  </div>
  <ul class="gallery-tally" hidden></ul>
  <p class="gallery-none" hidden></p>
  <ul class="cards"></ul>
`;

/** @param {HTMLElement} section with the frame */
export function makeView(section) {
  /** @template {Element} E @param {string} name @returns {E} */
  const find = (name) => /** @type {E} */ (section.querySelector(`.${name}`));
  /** @type {HTMLSelectElement} */
  const sort = find('gallery-sort');
  sort.append(
    ...orders.map((order) => {
      const option = new Option(t(`gallery.sort.${order}`), order);
      option.dataset.text = `gallery.sort.${order}`;
      return option;
    }),
  );
  /** @type {HTMLInputElement} */
  const filter = find('gallery-filter');
  const label = () => {
    filter.placeholder = t('gallery.filter');
    filter.setAttribute('aria-label', t('gallery.filter'));
  };
  label();
  return {
    sort,
    filter,
    label,
    count: /** @type {HTMLElement} */ (find('gallery-count')),
    none: /** @type {HTMLElement} */ (find('gallery-none')),
    said: /** @type {HTMLElement} */ (find('gallery-said')),
    progress: /** @type {HTMLProgressElement} */ (find('gallery-progress')),
    tally: /** @type {HTMLElement} */ (find('gallery-tally')),
    cards: /** @type {HTMLElement} */ (find('cards')),
    csv: /** @type {HTMLButtonElement} */ (find('gallery-csv')),
    json: /** @type {HTMLButtonElement} */ (find('gallery-json')),
    clear: /** @type {HTMLButtonElement} */ (find('gallery-clear')),
    labels: /** @type {HTMLDataListElement} */ (section.querySelector('datalist')),
  };
}
