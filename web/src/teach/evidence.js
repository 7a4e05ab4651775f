// The evidence for a taught class across a photo: the learned head, applied to the positions that the network pools.

import { invalidOption, mustBe } from '../options.js';

/** @typedef {import('../engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./teacher.js').TaughtAnswer} TaughtAnswer */

/**
 * @param {import('../classifier.js').Classifier} classifier
 * @param {import('../photo-source.js').Photo} photo
 * @param {import('../classify-options.js').PhotoOptions} options
 */
export async function mapsOf(classifier, photo, options) {
  const { head, stages } = classifier.info().design;
  if (head.pooling === 'max-average') {
    throw invalidOption(
      'There is no activation map for a network that pools maxima beside averages.',
    );
  }
  const name = head.layers.some((layer) => layer.beforePooling) ? 'maps' : `stage${stages.length}`;
  const { features, seen, ms } = await classifier.features(photo, {
    ...options,
    names: [name, 'pooled'],
  });
  return { maps: features[name], pooled: features.pooled.data, seen, ms };
}

/**
 * @param {Awaited<ReturnType<typeof mapsOf>>} found
 * @param {TaughtAnswer} answer to the pooled maps
 * @param {Float32Array} head weights of each class, then biases
 * @param {string | number} [label] of the class, or its index. Default: the most probable one
 * @returns {Explanation}
 */
export function evidenceFor({ maps, seen, ms }, { predictions }, head, label) {
  const wanted =
    label === undefined
      ? predictions[0]
      : predictions.find((one) => one.label === label || one.index === label);
  if (!wanted) throw mustBe('label', 'a class that was learnt, or its index', label);
  const { height, width, channels } = maps;
  const weights = head.subarray(wanted.index * channels, (wanted.index + 1) * channels);
  const data = new Float32Array(height * width);
  for (let place = 0; place < data.length; place++) {
    for (let k = 0; k < channels; k++) data[place] += maps.data[place * channels + k] * weights[k];
  }
  const bias = head[predictions.length * channels + wanted.index];
  return { ...wanted, height, width, data, bias, seen, ms };
}
