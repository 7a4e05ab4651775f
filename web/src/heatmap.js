// A class activation map as a picture.

/** @typedef {import('./engine/wasm-module.js').Explanation} Explanation */

/**
 * Paints an explanation, to be laid over `seen` of the photo: clear where the photo says nothing of the
 * class or speaks against it, ever redder up to the place that speaks for it most.
 * @param {Pick<Explanation, 'data' | 'width' | 'height'>} explanation
 * @param {{ width?: number, height?: number }} [size] of the picture in pixels; 224 x 224 where it is not
 *   given
 * @returns {ImageData}
 */
export function heatmap(
  { data, width: columns, height: rows },
  { width = 224, height = 224 } = {},
) {
  const most = data.reduce((a, b) => Math.max(a, b), 1e-12);
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    // A map's values belong to the middles of its places.
    const down = place(y, height, rows);
    for (let x = 0; x < width; x++) {
      const right = place(x, width, columns);
      const value = (/** @type {number} */ row, /** @type {number} */ column) =>
        Math.max(0, data[row * columns + column] / most);
      const heat =
        (value(down.first, right.first) * (1 - right.part) +
          value(down.first, right.second) * right.part) *
          (1 - down.part) +
        (value(down.second, right.first) * (1 - right.part) +
          value(down.second, right.second) * right.part) *
          down.part;
      image.data.set([236, 60, 30, Math.round(200 * heat)], 4 * (y * width + x));
    }
  }
  return image;
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
