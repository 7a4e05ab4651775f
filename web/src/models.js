// The models that can be asked for by name: weights/models.json as the build put it beside us. It is read when somebody asks for it:
// the built-in model needs nothing of it.

import { ResiduaError } from './errors.js';
import { mustBe } from './options.js';

/**
 * How the training photos were prepared: the shorter side is resized, the centre is cropped, and each
 * channel (R, G, B, on the [0, 1] scale) becomes (value - mean) / std.
 * @typedef {object} Preprocessing
 * @property {number} resizeShortSide pixels
 * @property {number} cropSize pixels, the side of the square that the network sees
 * @property {'bilinear' | 'bicubic'} interpolation as Pillow does it
 * @property {readonly number[]} mean of each channel
 * @property {readonly number[]} std standard deviation of each channel
 */

/**
 * A model that has a name.
 * @typedef {object} Model
 * @property {string} name what `createClassifier({ model })` takes
 * @property {string} file the name of its file in a folder of weights
 * @property {readonly string[]} addresses where it can be read from; empty where it has no public address, and
 *   for the built-in model, which comes with this module
 * @property {number | null} bytes size of the file, null where it is not known to the byte
 * @property {number} [megabytes] about how large the file is, where its bytes are not known
 * @property {string | null} sha256 of the file in hexadecimal, null where it is not known
 * @property {string} [sha256Prefix] the first digits of it, where only these are known
 * @property {string} licence of the weights
 * @property {string} source where the weights come from
 * @property {string} variant the architecture, such as `resnet18`
 * @property {number} classes how many there are
 * @property {Preprocessing | null} preprocessing null where the file itself says it
 * @property {string | null} labels the file with the names of the classes, null where the weights hold them
 * @property {'small' | 'good' | 'best'} [recommended] whether it is one of three to choose from first: a small one, one that is
 *   good for most uses, the most accurate one
 * @property {number | null} top1 published accuracy on ImageNet's validation set, percent
 */

/** The model that comes with this module, and answers where no other is asked for. */
export const BUILTIN = 'builtin';

/**
 * Every model that is known by name, the built-in one first.
 * @returns {Promise<readonly Model[]>}
 * @throws {ResiduaError} `download-failed` where this part of the module cannot be loaded
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
 * @returns {Promise<{ labels: string[], groups?: object }>} groups: those that the WebAssembly does not know itself
 * @throws {ResiduaError} `invalid-option` for another language than there is, `download-failed`
 */
export async function namesIn(language) {
  const { labelFiles, languages } = await listOfModels();
  if (Object.hasOwn(languages, language)) return labelFiles[languages[language]]();
  throw mustBe('labels', `of a language: ${Object.keys(languages).join(', ')}`, language);
}

/**
 * What the list says of a model beside its weights, as the model's card.
 * @param {Pick<Model, 'preprocessing' | 'labels'>} model
 * @returns {Promise<object[]>} none where the file itself says it
 */
export async function cardsOf({ preprocessing, labels: file }) {
  if (!preprocessing || !file) return [];
  const { labelFiles } = await listOfModels();
  const { labels } = await labelFiles[file]();
  return [{ preprocessing, labels }];
}
