// The part of the photo that the network sees, under a map, with the receptive field of a chosen position.

import { number, t } from '../text/text.js';
import { signedPixel } from './colors.js';
import { draw, make } from './drawing.js';
import { seenFrom } from './network.js';
import { paintPlane, paintSeen } from './paint.js';
import { peak } from './tensor.js';

/** @typedef {import('./tensor.js').Plane} Plane */
/** @typedef {{ x: number, y: number }} Place */

/**
 * @typedef {object} Overlay
 * @property {string} title description of the map
 * @property {Plane} plane
 * @property {number} [scale] the value with the brightest colour. Default: the plane's largest
 * @property {import('./network.js').Field} field of its positions
 */

export class Panel {
  #box;
  #photo = make('canvas', { className: 'panel-photo' });
  #map = make('canvas', { className: 'panel-map' });
  #over = /** @type {SVGSVGElement} */ (
    draw('svg', { class: 'panel-over', 'aria-hidden': 'true' })
  );
  #stack;
  #title = make('p', { className: 'panel-title' });
  #place = make('p', { className: 'panel-place' });
  #legend = make('div', { className: 'panel-legend' });
  #slider = make('input', { type: 'range', min: '0', max: '1', step: '0.05', value: '0.65' });
  #strength = make('label', { className: 'panel-strength' });
  /** @type {Overlay | undefined} */
  #overlay;
  #input = { width: 1, height: 1 };
  /** @type {Place | undefined} */
  #pointed;

  /**
   * @param {HTMLElement} box
   * @param {(place: Place) => void} onPlace
   */
  constructor(box, onPlace) {
    this.#box = box;
    this.onPlace = onPlace;
    this.#stack = make(
      'div',
      { className: 'panel-stack', tabIndex: 0, attributes: { role: 'img' } },
      this.#photo,
      this.#map,
      this.#over,
    );
    this.#slider.addEventListener('input', () => this.#veil());
    const follow = (/** @type {PointerEvent} */ event) => {
      const rect = this.#stack.getBoundingClientRect();
      this.#pointAt(
        (event.clientX - rect.left) / rect.width,
        (event.clientY - rect.top) / rect.height,
      );
    };
    this.#stack.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch') follow(event);
    });
    this.#stack.addEventListener('pointerdown', follow);
    this.#stack.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
        event.key
      ];
      if (!step || !this.#overlay) return;
      event.preventDefault();
      event.stopPropagation();
      const { x, y } = this.place;
      // Only keyboard changes are announced.
      this.#place.setAttribute('role', 'status');
      this.point({ x: x + step[0], y: y + step[1] });
    });
    this.#box.replaceChildren(this.#stack, this.#title, this.#legend, this.#strength, this.#place);
  }

  /** The chosen position; the centre by default. @returns {Place} */
  get place() {
    const { width, height } = this.#overlay?.plane ?? { width: 1, height: 1 };
    const { x, y } = this.#pointed ?? { x: width >> 1, y: height >> 1 };
    return {
      x: Math.min(width - 1, Math.max(0, x)),
      y: Math.min(height - 1, Math.max(0, y)),
    };
  }

  /**
   * @param {ImageBitmap} photo
   * @param {import('../../src/index.js').Rect} seen
   * @param {{ width: number, height: number }} input of the network, pixels
   */
  setPhoto(photo, seen, input) {
    this.#input = input;
    paintSeen(this.#photo, photo, seen, input, Math.min(448, Math.max(input.width, 224)));
    this.#over.setAttribute('viewBox', `0 0 ${input.width} ${input.height}`);
  }

  /** @param {Overlay | undefined} overlay */
  show(overlay) {
    const before = this.#overlay?.plane;
    if (overlay && before && this.#pointed) {
      // The same position on a map of another size.
      this.#pointed = {
        x: Math.floor(((this.#pointed.x + 0.5) * overlay.plane.width) / before.width),
        y: Math.floor(((this.#pointed.y + 0.5) * overlay.plane.height) / before.height),
      };
    }
    this.#overlay = overlay;
    for (const element of [this.#map, this.#legend, this.#strength]) element.hidden = !overlay;
    this.#title.textContent = overlay?.title ?? t('inside.photo.seen');
    this.#stack.setAttribute('aria-label', this.#title.textContent);
    this.#over.replaceChildren();
    this.#place.textContent = '';
    if (!overlay) return;
    const { plane, scale = peak(plane.values) } = overlay;
    paintPlane(this.#map, plane, scale);
    this.#veil();
    this.#strength.replaceChildren(t('lab.overlay'), ' ', this.#slider);
    this.#legend.replaceChildren(...legend(scale));
    this.#mark();
  }

  /** @param {Place} place */
  point(place) {
    this.#pointed = place;
    this.#pointed = this.place;
    this.#mark();
    this.onPlace(this.#pointed);
  }

  /** The current view, for export. */
  get canvases() {
    return {
      photo: this.#photo,
      map: this.#overlay && this.#map,
      strength: Number(this.#slider.value),
    };
  }

  #veil() {
    this.#map.style.opacity = this.#slider.value;
  }

  /** @param {number} x @param {number} y in [0, 1] */
  #pointAt(x, y) {
    if (!this.#overlay) return;
    const { width, height } = this.#overlay.plane;
    const place = { x: Math.floor(x * width), y: Math.floor(y * height) };
    const last = this.#pointed;
    if (last?.x === place.x && last.y === place.y) return;
    this.point(place);
  }

  #mark() {
    if (!this.#overlay) return;
    const { plane, field } = this.#overlay;
    const { x, y } = this.place;
    const { width, height } = this.#input;
    const [cellWidth, cellHeight] = [width / plane.width, height / plane.height];
    const marks = [
      draw('rect', {
        class: 'panel-cell',
        x: x * cellWidth,
        y: y * cellHeight,
        width: cellWidth,
        height: cellHeight,
      }),
    ];
    if (field.step > 0) {
      const seen = seenFrom(field, { x, y });
      // The frame stays visible where a receptive field exceeds the photo.
      const [left, top] = [Math.max(1, seen.x), Math.max(1, seen.y)];
      marks.push(
        draw('rect', {
          class: 'panel-field',
          x: left,
          y: top,
          width: Math.max(1, Math.min(width - 1, seen.x + seen.width) - left),
          height: Math.max(1, Math.min(height - 1, seen.y + seen.height) - top),
        }),
      );
    }
    this.#over.replaceChildren(...marks);
    this.#place.textContent = t('lab.place', {
      x: x + 1,
      y: y + 1,
      value: valueText(plane.values[y * plane.width + x]),
      size: number(Math.min(field.size, 99999)),
    });
  }
}

/**
 * The colour scale, from blue through zero to red.
 * @param {number} scale with the brightest colour
 */
export function legend(scale) {
  const strip = make('canvas', { width: 201, height: 1, className: 'legend-strip' });
  const image = new ImageData(201, 1);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < 201; i++) pixels[i] = signedPixel((i - 100) / 100);
  strip.getContext('2d')?.putImageData(image, 0, 0);
  strip.setAttribute('aria-hidden', 'true');
  return [
    make('span', { textContent: valueText(-scale) }),
    strip,
    make('span', { textContent: `0 … ${valueText(scale)}` }),
  ];
}

/** @param {number} value with three significant digits */
export function valueText(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return `${value < 0 ? '−' : ''}${number(size, { least: digits })}`;
}
