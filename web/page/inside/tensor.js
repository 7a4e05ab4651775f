// What a part of the network makes: height x width places with a value for each channel.

/** @typedef {import('../../src/index.js').Feature} Feature */

/**
 * One channel as a plane of height * width values.
 * @param {Feature} feature
 * @param {number} channel
 * @returns {Float32Array}
 */
export function plane({ height, width, channels, data }, channel) {
  const values = new Float32Array(height * width);
  for (let place = 0; place < values.length; place++)
    values[place] = data[place * channels + channel];
  return values;
}

/**
 * The mean of the absolute values, per channel.
 * @param {Feature} feature
 * @returns {Float32Array} of `channels` values
 */
export function strengths({ height, width, channels, data }) {
  const sums = new Float32Array(channels);
  for (let i = 0; i < data.length; i++) sums[i % channels] += Math.abs(data[i]);
  return sums.map((sum) => sum / (height * width));
}

/**
 * @param {Feature} feature
 * @param {number} count
 * @returns {number[]} channels, strongest first
 */
export function strongest(feature, count) {
  const values = strengths(feature);
  return Array.from(values.keys())
    .sort((a, b) => values[b] - values[a])
    .slice(0, count);
}

/** The largest absolute value, at least a hair above 0. @param {ArrayLike<number>} values */
export function peak(values) {
  let most = 1e-12;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
