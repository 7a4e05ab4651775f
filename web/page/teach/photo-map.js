// The photos as the network sees them, on a plane: what it finds alike lies close together (the embeddings' two principal
// components). The arrow keys go from photo to photo.

import { t } from '../text/text.js';
import { nameOf } from './class-set.js';
import { makeSlices } from './slices.js';

/**
 * @param {HTMLElement} box
 * @param {import('./learner.js').Learnt} learnt
 * @param {() => boolean} wanted whether it is still this one that is to be shown
 */
export async function showPhotoMap(box, { lesson, classes, samples }, wanted) {
  const plane = document.createElement('div');
  plane.className = 'teach-plane';
  plane.setAttribute('role', 'group');
  plane.setAttribute('aria-label', t('teach.map'));
  const image = new Image();
  image.alt = '';
  const caption = document.createElement('figcaption');
  const figure = document.createElement('figure');
  figure.className = 'teach-seen';
  figure.append(image, caption);
  caption.textContent = t('teach.map.point');
  const [left, right] = extent(lesson.map.map(({ x }) => x));
  const [bottom, top] = extent(lesson.map.map(({ y }) => y));
  const order = new Map(classes.map(({ key }, at) => [key, at]));
  /** @type {HTMLButtonElement[]} */
  const points = [];
  /** What a point stands for. @type {WeakMap<EventTarget, { picture?: Blob, words: string }>} */
  const meant = new WeakMap();
  const next = makeSlices();
  for (const { id, x, y } of lesson.map) {
    const sample = samples.get(id);
    const at = sample && order.get(sample.classKey);
    if (!sample || at === undefined) continue;
    const point = document.createElement('button');
    point.type = 'button';
    point.className = 'teach-point';
    point.style.left = `${(100 * (x - left)) / (right - left)}%`;
    point.style.top = `${(100 * (top - y)) / (top - bottom)}%`;
    point.style.setProperty('--hue', String(hueOf(at)));
    point.dataset.number = String(at + 1);
    point.tabIndex = -1;
    const words = t('teach.map.photo', { name: sample.name, of: nameOf(classes[at]) });
    point.setAttribute('aria-label', words);
    meant.set(point, { picture: sample.picture, words });
    points.push(point);
    await next();
    if (!wanted()) return;
  }
  const see = (/** @type {Event} */ { target }) => {
    const point = target && meant.get(target);
    if (!point) return;
    URL.revokeObjectURL(image.src);
    if (point.picture) image.src = URL.createObjectURL(point.picture);
    else image.removeAttribute('src');
    image.onload = () => URL.revokeObjectURL(image.src);
    caption.textContent = point.words;
  };
  for (const type of ['pointerover', 'focusin', 'click']) plane.addEventListener(type, see);
  if (points[0]) points[0].tabIndex = 0;
  plane.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = points.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const neighbour = by && points[at + by];
    if (!neighbour) return;
    event.preventDefault();
    points[at].tabIndex = -1;
    neighbour.tabIndex = 0;
    neighbour.focus();
  });
  plane.append(...points);
  const legend = document.createElement('ul');
  legend.className = 'teach-legend';
  legend.append(
    ...classes.map((entry, at) => {
      const item = document.createElement('li');
      const mark = document.createElement('span');
      mark.className = 'teach-point';
      mark.style.setProperty('--hue', String(hueOf(at)));
      mark.dataset.number = String(at + 1);
      item.append(mark, nameOf(entry));
      return item;
    }),
  );
  box.replaceChildren(plane, figure, legend);
}

/**
 * Neighbours in the list are far apart on the circle of colours.
 * @param {number} index of a class
 */
const hueOf = (index) => (index * 137.5 + 250) % 360;

/** @param {number[]} values @returns {[number, number]} least and greatest, never the same */
function extent(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most > least ? [least, most] : [least - 1, least + 1];
}
