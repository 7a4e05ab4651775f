// The models that are available by name: weights/models.json, copied beside the module by the build. It is loaded only when
// needed; the built-in model does not need it.

import { ResiduaError } from './errors.js';
import { mustBe } from './options.js';

/**
 * How the training photos were prepared: the shorter side is resized, the centre is cropped, and each channel (R, G, B, on the
 * [0, 1] scale) becomes (value - mean) / std.
 * @typedef {object} Preprocessing
 * @property {number} resizeShortSide pixels
 * @property {number} cropSize pixels, the side of the square input
 * @property {'bilinear' | 'bicubic'} interpolation as in Pillow
 * @property {readonly number[]} mean of each channel
 * @property {readonly number[]} std standard deviation of each channel
 */

/**
 * A model that is available by name.
 * @typedef {object} Model
 * @property {string} name for `createClassifier({ model })`
 * @property {string} file its file name in a folder of weights
 * @property {readonly string[]} addresses public addresses of the file; empty if there are none, and for the built-in model,
 *   which is part of the package
 * @property {number | null} bytes size of the file, null if not known exactly
 * @property {number} [megabytes] approximate size of the file, if `bytes` is unknown
 * @property {string | null} sha256 of the file in hexadecimal, null if unknown
 * @property {string} [sha256Prefix] its first digits, if only these are known
 * @property {string} licence of the weights
 * @property {string} source where the weights come from
 * @property {string} variant the architecture, such as `resnet18`
 * @property {number} classes number of classes
 * @property {Preprocessing | null} preprocessing null if the file itself specifies it
 * @property {string | null} labels the file with the class names, null if the weights contain them
 * @property {'small' | 'good' | 'best'} [recommended] whether the model is one of three recommended ones: a small one, one that
 *   is good for most uses, and the most accurate one
 * @property {number | null} top1 published accuracy on ImageNet's validation set, percent
 */

/** The model that is part of the package and the default. */
export const BUILTIN = 'builtin';

/**
 * Lists all models that are available by name, the built-in one first.
 * @returns {Promise<readonly Model[]>}
 * @throws {ResiduaError} `download-failed` if this part of the module cannot be loaded
 * @example
 * import { listModels } from 'residua';
 *
 * for (const { name, bytes, licence, top1 } of await listModels()) {
 *   console.log(name, bytes, licence, top1);
 * }
 */
export async function listModels() {
  const { list } = await listOfModels();
  return list;
}

async function listOfModels() {
  try {
    return await import('../dist/models.js');
  } catch (cause) {
    throw new ResiduaError(
      'download-failed',
      'The list of models, a file of this module, could not be loaded. Serve it with the other files.',
      { cause },
    );
  }
}

/**
 * The names of ImageNet's classes and their everyday groups.
 * @param {string} language
 * @returns {Promise<{ labels: string[], groups?: object }>} groups: those that the WebAssembly does not contain
 * @throws {ResiduaError} `invalid-option` for an unknown language, `download-failed`
 */
export async function namesIn(language) {
  const { labelFiles, languages } = await listOfModels();
  if (Object.hasOwn(languages, language)) return labelFiles[languages[language]]();
  throw mustBe('labels', `of a language: ${Object.keys(languages).join(', ')}`, language);
}

/**
 * The listed information about a model, as its card.
 * @param {Pick<Model, 'preprocessing' | 'labels'>} model
 * @returns {Promise<object[]>} empty if the file itself contains it
 */
export async function cardsOf({ preprocessing, labels: file }) {
  if (!preprocessing || !file) return [];
  const { labelFiles } = await listOfModels();
  const { labels } = await labelFiles[file]();
  return [{ preprocessing, labels }];
}
