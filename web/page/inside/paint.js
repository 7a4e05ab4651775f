// Draws planes of values and the part of the photo that the network sees.

import { signedPixel } from './colors.js';
import { peak } from './tensor.js';

/**
 * @param {HTMLCanvasElement} canvas resized to the plane; the browser scales it up
 * @param {import('./tensor.js').Plane} plane
 * @param {number} [scale] the value with the brightest colour. Default: the plane's largest
 */
export function paintPlane(canvas, { values, width, height }, scale = peak(values)) {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let place = 0; place < values.length; place++)
    pixels[place] = signedPixel(values[place] / scale);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/**
 * A class activation map as an overlay: transparent and red where there is evidence for the class, dark elsewhere.
 * @param {HTMLCanvasElement} canvas
 * @param {{ values: Float32Array, width: number, height: number }} plane
 */
export function paintVeil(canvas, { values, width, height }) {
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  const small = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  values.forEach((value, place) => {
    const heat = Math.max(0, value) / Math.max(1e-12, most);
    // Red increases over the upper half of the range; the dark overlay fades over the lower half.
    const red = Math.max(0, 2 * heat - 1);
    image.data.set(
      [
        12 + 224 * red,
        14 + 46 * red,
        22 + 8 * red,
        255 * (heat < 0.5 ? 0.92 * (1 - 2 * heat) : 0.8 * red),
      ],
      4 * place,
    );
  });
  small.getContext('2d')?.putImageData(image, 0, 0);
  canvas.width = 448;
  canvas.height = Math.round((448 * height) / width);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/**
 * The part of the photo that the network sees, with the network's aspect ratio.
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} photo upright
 * @param {import('../../src/index.js').Rect} seen
 * @param {{ width: number, height: number }} input
 * @param {number} [width] of the canvas in pixels. Default: the input's, which shows the network's resolution
 */
export function paintSeen(canvas, photo, seen, input, width = 448) {
  canvas.width = width;
  canvas.height = Math.round((width * input.height) / input.width);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  const { x, y, width: w, height: h } = seen;
  context.drawImage(photo, x, y, w, h, 0, 0, canvas.width, canvas.height);
}
