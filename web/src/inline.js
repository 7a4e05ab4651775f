// `residua/inline`: the module as one file, for bundlers that copy no assets. Worker and WebAssembly are part of it.
// It runs on one thread: others would have to load the file again, from an address that is not known.

import { createForPlatform } from './create-classifier.js';
import { inlinePlatform } from './inline/platform.js';

export { Classifier } from './classifier.js';
export { ResiduaError } from './errors.js';
export { heatmap } from './heatmap.js';
export { listCachedWeights, removeCachedWeights } from './cached-weights.js';
export { listModels } from './models.js';

/** @type {typeof import('./index.js').createClassifier} */
export function createClassifier(options) {
  return createForPlatform(inlinePlatform, options);
}
