// A class activation map as a picture.

import { checkInteger } from './options.js';

/** @typedef {import('./engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./photo-source.js').Pixels} Pixels */
/** @typedef {import('./photo-source.js').OfBrowser<'ImageData'>} BrowserImage */

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
export function heatmap(
  { data, width: columns, height: rows },
  { width = 224, height = 224 } = {},
) {
  checkInteger('width', width, 1);
  checkInteger('height', height, 1);
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
