// The usual value of each channel: its mean over the page's sample photos.

import { sampleAddresses } from '../samples/samples.js';
import { means } from './tensor.js';

/** @typedef {{ mean: Float32Array, spread: Float32Array, photos: number }} Usual per channel */

/** By network. @type {WeakMap<object, Promise<Record<string, Usual>>>} */
const known = new WeakMap();

/**
 * Runs the network on every sample photo, once per network.
 * @param {import('../model/session.js').Current} current
 * @param {string[]} values the names of the parts' values
 * @returns {Promise<Record<string, Usual>>} by name
 */
export function usualOf({ classifier }, values) {
  let usual = known.get(classifier);
  if (!usual) {
    usual = measure(classifier, values);
    known.set(classifier, usual);
    usual.catch(() => known.delete(classifier));
  }
  return usual;
}

/**
 * @param {import('../../src/index.js').Classifier} classifier
 * @param {string[]} names
 */
async function measure(classifier, names) {
  /** @type {Record<string, Float32Array[]>} */
  const all = Object.fromEntries(names.map((name) => [name, []]));
  for (const address of sampleAddresses()) {
    const response = await fetch(address);
    // A page that was built without them has no sample photos.
    if (response.status === 404) return {};
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { features } = await classifier.features(await response.blob(), { names });
    for (const name of names) {
      all[name].push(means(features[name]));
      // Yields in between, so that the page stays responsive.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  if (!sampleAddresses().length) return {};
  return Object.fromEntries(names.map((name) => [name, statistics(all[name])]));
}

/**
 * @param {Float32Array[]} photos the channel means of each photo
 * @returns {Usual}
 */
export function statistics(photos) {
  const mean = photos[0].map(
    (_, channel) => photos.reduce((sum, one) => sum + one[channel], 0) / photos.length,
  );
  const spread = mean.map((middle, channel) =>
    Math.sqrt(photos.reduce((sum, one) => sum + (one[channel] - middle) ** 2, 0) / photos.length),
  );
  return { mean, spread, photos: photos.length };
}

/**
 * How much stronger each channel is than usual, in standard deviations. A channel that hardly varies over so few photos is
 * unreliable, so half of the deviation is that of all channels together.
 * @param {Float32Array} mean of each channel on this photo
 * @param {Usual} usual
 * @returns {Float32Array}
 */
export function unusual(mean, usual) {
  const typical = usual.spread.reduce((sum, one) => sum + one, 0) / usual.spread.length + 1e-12;
  return mean.map(
    (value, channel) => (value - usual.mean[channel]) / (0.5 * (usual.spread[channel] + typical)),
  );
}
