// The models that can be asked for by name: weights/models.json as the build put it beside us.

import { labelFiles, models as list } from '../dist/models.js';

/**
 * How the training photos were prepared: the shorter side is resized, the centre is cropped, and each
 * channel (R, G, B, on the [0, 1] scale) becomes (value - mean) / std.
 * @typedef {object} Preprocessing
 * @property {number} resizeShortSide pixels
 * @property {number} cropSize pixels, the side of the square that the network sees
 * @property {'bilinear' | 'bicubic'} interpolation
 * @property {readonly number[]} mean
 * @property {readonly number[]} std
 */

/**
 * One row of the list.
 * @typedef {object} Model
 * @property {string} name what `createClassifier({ model })` takes
 * @property {string} file the name of its file in a folder of weights
 * @property {readonly string[]} addresses where it can be read from; empty where it has no public address, and
 *   for the built-in model, which comes with this module
 * @property {number | null} bytes size of the file, null where it is not known to the byte
 * @property {number} [megabytes] about how large the file is, where its bytes are not known
 * @property {string | null} sha256 of the file in hexadecimal, null where it is not known
 * @property {string} [sha256Prefix] the first digits of it, where only these are known
 * @property {string} licence
 * @property {string} source where the weights come from
 * @property {string} variant the architecture
 * @property {number} classes
 * @property {Preprocessing | null} preprocessing null where the file itself says it
 * @property {string | null} labels the file with the names of the classes, likewise
 * @property {number | null} top1 published accuracy on ImageNet's validation set, percent
 */

/** The model that comes with this module, and answers where no other is asked for. */
export const BUILTIN = 'builtin';

/**
 * Every model that is known by name, the built-in one first.
 * @type {readonly Model[]}
 */
export const models = list;

/**
 * @param {string} name
 * @returns {Model | undefined}
 */
export function findModel(name) {
  return models.find((model) => model.name === name);
}

/**
 * What the list says of a model beside its weights, as the model's card.
 * @param {Model} model
 * @returns {Promise<object[]>} none where the file itself says it
 */
export async function cardsOf({ preprocessing, labels: file }) {
  if (!preprocessing || !file) return [];
  const { labels } = await labelFiles[file]();
  return [{ preprocessing, labels }];
}
