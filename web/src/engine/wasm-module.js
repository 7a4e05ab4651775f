// What the WebAssembly module offers (src/bindings/embind.cc), as types.

/**
 * @typedef {object} Prediction
 * @property {string} label name of the class
 * @property {number} index of the class
 * @property {number} probability in [0, 1]; over all classes they add up to 1
 */

/**
 * How long the parts of a classification took, in milliseconds.
 * @typedef {object} Milliseconds
 * @property {number} decode from the file's bytes to pixels; 0 for raw pixels
 * @property {number} preprocess resize, crop and normalise
 * @property {number} network
 */

/**
 * @typedef {object} WasmInfo
 * @property {string} architecture such as "resnet18"
 * @property {number} classes
 * @property {number} inputHeight pixels
 * @property {number} inputWidth pixels
 * @property {number} parameters
 * @property {'given' | 'absent' | 'mismatch'} labels
 * @property {string} [note] something about the model that people should know
 */

/** @typedef {{ predictions: Prediction[], ms: Milliseconds }} WasmResult */

/**
 * @typedef {object} WasmClassifier
 * @property {() => WasmInfo} info
 * @property {(encoded: Uint8Array, options: { topK: number }) => WasmResult} classify
 * @property {(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number,
 *   options: { topK: number }) => WasmResult} classifyPixels
 * @property {() => void} delete
 */

/**
 * @typedef {object} WasmLoader
 * @property {(bytes: Uint8Array) => void} push the checkpoint's next bytes, in file order
 * @property {() => WasmClassifier} finish
 * @property {() => void} delete
 */

/**
 * @typedef {object} WasmModule
 * @property {new (options: { labels?: string, cards?: string[] }) => WasmLoader} Loader
 */

/** @typedef {(overrides: object) => Promise<WasmModule>} WasmFactory */

export {};
