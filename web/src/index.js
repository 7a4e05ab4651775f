// Classifies photos in the browser. The network runs in a worker, so neither loading nor running it blocks the page.

import { createForPlatform } from './create-classifier.js';
import { browserPlatform } from './browser-platform.js';

export { Classifier } from './classifier.js';
export { ResiduaError } from './errors.js';
export { heatmap } from './heatmap.js';
export { listCachedWeights, removeCachedWeights } from './cached-weights.js';
export { listModels } from './models.js';

/** @typedef {import('./create-classifier.js').CreateOptions} CreateOptions */
/** @typedef {import('./engine/engine.js').Progress} Progress */
/** @typedef {import('./classify-options.js').ClassifyOptions} ClassifyOptions */
/** @typedef {import('./classify-options.js').PhotoOptions} PhotoOptions */
/** @typedef {import('./classify-options.js').FeaturesOptions} FeaturesOptions */
/** @typedef {import('./classify-options.js').ExplainOptions} ExplainOptions */
/** @typedef {import('./results.js').DetailedResult} DetailedResult */
/** @typedef {import('./engine/wasm-module.js').Features} Features */
/** @typedef {import('./engine/wasm-module.js').Feature} Feature */
/** @typedef {import('./engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./engine/wasm-module.js').Rect} Rect */
/** @typedef {import('./engine/wasm-module.js').LayerWeights} LayerWeights */
/** @typedef {import('./engine/wasm-module.js').Design} Design */
/** @typedef {import('./engine/wasm-module.js').BlockDesign} BlockDesign */
/** @typedef {import('./engine/wasm-module.js').ConvolutionDesign} ConvolutionDesign */
/**
 * A result of `classifyEach` for one photo: `{ index, photo, predictions, sure, ms }`, or `{ index, photo, error }`.
 * @template [T=Photo]
 * @typedef {import('./results.js').EachResult<T>} EachResult
 */
/** @typedef {import('./engine/wasm-module.js').Prediction} Prediction */
/** @typedef {import('./engine/wasm-module.js').Milliseconds} Milliseconds */
/** @typedef {import('./engine/wasm-module.js').StepCost} StepCost */
/** @typedef {import('./engine/wasm-module.js').ClassInfo} ClassInfo */
/** @typedef {import('./engine/engine.js').Info} Info */
/** @typedef {import('./photo-source.js').Photo} Photo */
/** @typedef {import('./photo-source.js').Pixels} Pixels */
/** @typedef {import('./photo-source.js').Tensor} Tensor */
/** @typedef {import('./model-source.js').ModelOption} ModelOption */
/** @typedef {import('./model-source.js').ModelFiles} ModelFiles */
/** @typedef {import('./models.js').Model} Model */
/** @typedef {import('./models.js').Preprocessing} Preprocessing */
/** @typedef {import('./cached-weights.js').CachedWeights} CachedWeights */
/** @typedef {import('./errors.js').ErrorCode} ErrorCode */
/** @typedef {import('./flavour.js').Flavour} Flavour */

/**
 * Loads the WebAssembly module and a network, by default the built-in one.
 *
 * Checks its arguments before loading anything. If it fails or is aborted, it leaves nothing running.
 * @param {CreateOptions} [options]
 * @returns {Promise<import('./classifier.js').Classifier>}
 * @throws {import('./errors.js').ResiduaError} `invalid-option`, `download-failed`, `checksum-mismatch`,
 *   `invalid-checkpoint`, `unsupported-checkpoint`, `out-of-memory` or `unsupported-browser`
 * @example
 * import { createClassifier } from 'residua';
 *
 * const classifier = await createClassifier({
 *   model: './resnet18.safetensors', // or 'resnet18', of the list
 *   signal: AbortSignal.timeout(60_000),
 *   onProgress: ({ phase, bytes, total }) => console.log(phase, bytes, total ?? 'of unknown size'),
 * });
 * const [best] = await classifier.classify(photo);
 * classifier.close();
 */
export function createClassifier(options) {
  return createForPlatform(browserPlatform, options);
}
