// The module for Node: the same API, with files, Buffers and paths.

import { createForPlatform } from './create-classifier.js';
import { nodePlatform } from './node-platform.js';

export { Classifier } from './classifier.js';
export { ResiduaError } from './errors.js';
export { heatmap } from './heatmap.js';
export { listCachedWeights, removeCachedWeights } from './cached-weights.js';
export { listModels } from './models.js';

/** @type {typeof import('./index.js').createClassifier} */
export function createClassifier(options) {
  return createForPlatform(nodePlatform, options);
}
