// The types of what the calls of a Classifier return.

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
 * An answer, with how much it is worth and what it took.
 * @typedef {object} DetailedResult
 * @property {Prediction[]} predictions most probable first
 * @property {boolean} sure whether the network's best class of all, asked for or not, reaches the model's own threshold
 *   (`info().threshold`); `false` says that the photo may show none of the classes. `true` for a model without one
 * @property {boolean} [novel] of a network that was taught (`residua/teach`): whether the photo shows none of the classes,
 *   being unlike all photos that they were learnt from. Then `sure` is `false`
 * @property {Group} [group] what is certain of the photo in everyday words, whatever classes were asked for; absent where
 *   the model's classes have no groups: those of ImageNet have, others where the model's card says so
 * @property {Milliseconds} ms how long each part took
 * @property {'stb' | 'browser' | null} decoder who decoded the photo; null where it came as raw pixels
 */

export {};
