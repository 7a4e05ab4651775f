// Colours of values: red for positive, blue for negative, darkest for zero.

/** @typedef {[number, number, number]} Rgb */

const NIGHT = /** @type {Rgb} */ ([18, 20, 26]);
const RED = /** @type {Rgb[]} */ ([NIGHT, [140, 40, 24], [236, 98, 50], [255, 226, 190]]);
const BLUE = /** @type {Rgb[]} */ ([NIGHT, [22, 74, 122], [70, 160, 220], [214, 240, 255]]);

/** Number of colours for each sign. */
const STEPS = 255;

/** From -1 to 1, as pixels of a canvas: little-endian R G B A. */
const PALETTE = new Uint32Array(2 * STEPS + 1).map((_, at) => {
  const [red, green, blue] = signed((at - STEPS) / STEPS).map(Math.round);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});

/**
 * @param {number} value in [-1, 1]; blue if negative
 * @returns {Rgb}
 */
export function signed(value) {
  return along(value < 0 ? BLUE : RED, Math.abs(value));
}

/**
 * @param {number} value clamped to [-1, 1]
 * @returns {number} a pixel of a canvas
 */
export function signedPixel(value) {
  return PALETTE[Math.round(STEPS * Math.min(1, Math.max(-1, value))) + STEPS];
}

/** @param {Rgb[]} ramp @param {number} value in [0, 1] @returns {Rgb} */
function along(ramp, value) {
  const at = Math.min(1, Math.max(0, value)) * (ramp.length - 1);
  const from = ramp[Math.floor(at)];
  const to = ramp[Math.min(ramp.length - 1, Math.floor(at) + 1)];
  const t = at - Math.floor(at);
  return /** @type {Rgb} */ (from.map((part, i) => part + (to[i] - part) * t));
}
