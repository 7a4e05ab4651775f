// A class activation map as a picture.

import { checked, checkCount, mustBe, tagOf } from './options.js';

/** @typedef {import('./engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./photo-source.js').Pixels} Pixels */
/** @typedef {import('./photo-source.js').OfBrowser<'ImageData'>} BrowserImage */

/** Pixels each way: a picture of 256 MB. */
const LARGEST = 8192;

/**
 * Paints an explanation, to be laid over `seen` of the photo: clear where the photo says nothing of the
 * class or speaks against it, ever redder up to the place that speaks for it most.
 * @param {Pick<Explanation, 'data' | 'width' | 'height'>} explanation what `explain` gave
 * @param {{ width?: number, height?: number }} [size] of the picture in pixels; 224 x 224 where it is not
 *   given
 * @returns {[BrowserImage] extends [never] ? Pixels : BrowserImage} in Node, which has no
 *   such class, `{ data, width, height }` with the same values (RGBA)
 * @throws {import('./errors.js').ResiduaError} `invalid-option`
 * @example
 * import { heatmap } from 'residua';
 *
 * const explanation = await classifier.explain(photo);
 * const picture = heatmap(explanation, { width: 320, height: 320 });
 * console.log(picture.width, picture.height, picture.data.length);
 */
export function heatmap(explanation, size = {}) {
  return checked(paint)(explanation, size);
}

/** @type {typeof heatmap} */
function paint(explanation, size = {}) {
  /** @type {Pick<Explanation, 'data' | 'width' | 'height'>} */
  const { data, width: columns, height: rows } = Object(explanation);
  if (tagOf(data) !== 'Float32Array' || data.length !== columns * rows) {
    throw mustBe('explanation', 'what explain gives', explanation);
  }
  const { width = 224, height = 224 } = Object(size);
  checkCount('width', width, LARGEST);
  checkCount('height', height, LARGEST);
  const most = data.reduce((a, b) => Math.max(a, b), 1e-12);
  const image =
    typeof ImageData === 'function'
      ? new ImageData(width, height)
      : { data: new Uint8ClampedArray(4 * width * height), width, height };
  for (let y = 0; y < height; y++) {
    // A map's values belong to the middles of its places.
    const down = place(y, height, rows);
    for (let x = 0; x < width; x++) {
      const right = place(x, width, columns);
      /** @param {number} row */
      const between = (row) => {
        const value = (/** @type {number} */ column) =>
          Math.max(0, data[row * columns + column] / most);
        return value(right.first) * (1 - right.part) + value(right.second) * right.part;
      };
      const heat = between(down.first) * (1 - down.part) + between(down.second) * down.part;
      image.data.set([236, 60, 30, Math.round(200 * heat)], 4 * (y * width + x));
    }
  }
  return /** @type {any} */ (image);
}

/**
 * Between which two of `count` places a pixel lies, and how far from the first.
 * @param {number} pixel
 * @param {number} pixels
 * @param {number} count
 */
function place(pixel, pixels, count) {
  const at = Math.min(count - 1, Math.max(0, ((pixel + 0.5) * count) / pixels - 0.5));
  const first = Math.floor(at);
  return { first, second: Math.min(count - 1, first + 1), part: at - first };
}
