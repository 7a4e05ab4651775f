// The types of results of a Classifier's calls.

/** @typedef {import('./photo-source.js').Photo} Photo */
/** @typedef {import('./errors.js').ResiduaError} ResiduaError */
/** @typedef {import('./engine/wasm-module.js').Prediction} Prediction */
/** @typedef {import('./engine/wasm-module.js').Group} Group */
/** @typedef {import('./engine/wasm-module.js').Milliseconds} Milliseconds */

/**
 * @template [T=Photo]
 * @typedef {{ index: number, photo: T, predictions: Prediction[], sure: boolean, group?: Group, ms: Milliseconds,
 *     error?: undefined }
 *   | { index: number, photo: T, error: ResiduaError, predictions?: undefined, sure?: undefined, group?: undefined,
 *     ms?: undefined }
 * } EachResult
 */

/**
 * A classification with the network's confidence and the time taken.
 * @typedef {object} DetailedResult
 * @property {Prediction[]} predictions most probable first
 * @property {boolean} sure whether the most probable of all classes, requested or not, reaches the model's threshold
 *   (`info().threshold`); if `false`, the photo may show none of the classes. `true` for a model without a threshold
 * @property {boolean} [novel] for a taught network (`residua/teach`): whether the photo shows none of the classes, because it
 *   is unlike all photos that they were learned from. Then `sure` is `false`
 * @property {Group} [group] the everyday group of the photo, whatever classes were requested; undefined if the model's classes
 *   have no groups. ImageNet's classes have groups, others only if the model's card has them
 * @property {Milliseconds} ms the time of each part
 * @property {'stb' | 'browser' | null} decoder which decoder was used; null for raw pixels
 */

export {};
