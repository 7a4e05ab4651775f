// The output of a part of the network: height x width positions with a value per channel.

/** @typedef {import('../../src/index.js').Feature} Feature */
/** @typedef {{ values: Float32Array, width: number, height: number }} Plane */

/**
 * One channel.
 * @param {Feature} feature
 * @param {number} channel
 * @returns {Plane}
 */
export function plane({ height, width, channels, data }, channel) {
  const values = new Float32Array(height * width);
  for (let place = 0; place < values.length; place++)
    values[place] = data[place * channels + channel];
  return { values, width, height };
}

/**
 * @param {Feature} feature
 * @returns {Float32Array} the mean of each channel
 */
export function means({ height, width, channels, data }) {
  const sums = new Float32Array(channels);
  for (let row = 0; row < data.length; row += channels) {
    for (let channel = 0; channel < channels; channel++) sums[channel] += data[row + channel];
  }
  return sums.map((sum) => sum / (height * width));
}

/**
 * The mean of the absolute values of all channels.
 * @param {Feature} feature
 */
export function meanSize({ data }) {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]);
  return sum / data.length;
}

/**
 * @param {ArrayLike<number>} scores
 * @param {number} count
 * @returns {number[]} indices of the largest values, in descending order
 */
export function largest(scores, count) {
  return Array.from(scores, (_, i) => i)
    .sort((a, b) => scores[b] - scores[a])
    .slice(0, count);
}

/** The largest absolute value; positive, so that it can be a divisor. @param {ArrayLike<number>} values */
export function peak(values) {
  let most = 1e-12;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/**
 * @param {ArrayLike<number>} logits
 * @param {number} temperature
 * @param {'softmax' | 'sigmoid'} output
 * @returns {Float32Array} probabilities
 */
export function probabilitiesOf(logits, temperature, output) {
  if (output === 'sigmoid')
    return Float32Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit / temperature)));
  // A single logit distinguishes two classes.
  if (logits.length === 1) {
    const second = 1 / (1 + Math.exp(-logits[0] / temperature));
    return Float32Array.of(1 - second, second);
  }
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i]);
  const powers = Float64Array.from(logits, (logit) => Math.exp((logit - most) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (power) => power / sum);
}
