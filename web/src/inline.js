// `residua/inline`: the module as one file that includes worker and WebAssembly, for bundlers that do not copy assets. It runs
// on one thread, since threads would have to load the file again from an unknown address.

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
