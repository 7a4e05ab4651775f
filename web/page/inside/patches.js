// Where a channel is strongest in each of the visitor's own photos, and the pixels that it looks at there.

import { seenFrom } from './network.js';
import { largest } from './tensor.js';

/** @typedef {import('../photo/photo-controller.js').Photo} Photo */
/** @typedef {import('../../src/index.js').Classifier} Classifier */

/**
 * What is kept of a photo: by channel the largest value and its place, counted row by row.
 * @typedef {object} Maxima
 * @property {Float32Array} values
 * @property {Uint32Array} places
 * @property {number} width places in a row
 * @property {import('../../src/index.js').Rect} seen the part of the photo that the network sees
 */

/** By network and value, then by photo; null where the network has no answer. @type {WeakMap<Classifier, Map<string, WeakMap<Blob, Maxima | null>>>} */
const known = new WeakMap();

/** @param {Classifier} classifier @param {string} value */
function maximaOf(classifier, value) {
  const values = known.get(classifier) ?? new Map();
  known.set(classifier, values);
  if (!values.has(value)) values.set(value, new WeakMap());
  return /** @type {WeakMap<Blob, Maxima | null>} */ (values.get(value));
}

/**
 * The photos that were not searched yet.
 * @param {Classifier} classifier
 * @param {string} value what a part of the network makes
 * @param {Photo[]} photos
 */
export function unsearched(classifier, value, photos) {
  const maxima = maximaOf(classifier, value);
  return photos.filter(({ blob }) => !maxima.has(blob));
}

/**
 * Runs the network on each of the photos, for all channels at once.
 * @param {Classifier} classifier
 * @param {string} value
 * @param {Photo[]} photos
 * @param {(done: number) => boolean} goesOn called before each photo; the search ends where it gives false
 */
export async function search(classifier, value, photos, goesOn) {
  const maxima = maximaOf(classifier, value);
  for (const [done, { blob }] of photos.entries()) {
    if (!goesOn(done)) return;
    try {
      const { features, seen } = await classifier.features(blob, { names: [value] });
      maxima.set(blob, strongest(features[value], seen));
    } catch {
      // The gallery says why.
      maxima.set(blob, null);
    }
  }
}

/**
 * @param {import('../../src/index.js').Feature} feature
 * @param {import('../../src/index.js').Rect} seen
 * @returns {Maxima}
 */
function strongest({ width, channels, data }, seen) {
  const values = data.slice(0, channels);
  const places = new Uint32Array(channels);
  for (let at = 0; at < data.length; at++) {
    const channel = at % channels;
    if (data[at] > values[channel]) {
      values[channel] = data[at];
      places[channel] = (at - channel) / channels;
    }
  }
  return { values, places, width, seen };
}

/**
 * @param {Classifier} classifier
 * @param {string} value
 * @param {Photo[]} photos that were searched
 * @param {{ channel: number, count: number }} wanted
 * @returns {{ photo: Photo, value: number, place: import('./panel.js').Place, seen: Maxima['seen'] }[]} the strongest first
 */
export function strongestOf(classifier, value, photos, { channel, count }) {
  const maxima = maximaOf(classifier, value);
  const found = photos.flatMap((photo) => {
    const one = maxima.get(photo.blob);
    if (!one) return [];
    const place = one.places[channel];
    return {
      photo,
      value: one.values[channel],
      place: { x: place % one.width, y: Math.floor(place / one.width) },
      seen: one.seen,
    };
  });
  const order = largest(
    found.map((one) => one.value),
    count,
  );
  return order.map((at) => found[at]);
}

/**
 * Paints what one place looks at.
 * @param {HTMLCanvasElement} canvas square
 * @param {{ photo: Photo, place: import('./panel.js').Place, seen: Maxima['seen'] }} patch
 * @param {import('./network.js').Field} field
 * @param {{ width: number, height: number }} input of the network
 */
export async function paintPatch(canvas, { photo, place, seen }, field, input) {
  const bitmap = await createImageBitmap(photo.blob);
  try {
    const rect = seenFrom(field, place);
    const [across, down] = [seen.width / input.width, seen.height / input.height];
    canvas
      .getContext('2d')
      ?.drawImage(
        bitmap,
        seen.x + rect.x * across,
        seen.y + rect.y * down,
        rect.width * across,
        rect.height * down,
        0,
        0,
        canvas.width,
        canvas.height,
      );
  } finally {
    bitmap.close();
  }
}
