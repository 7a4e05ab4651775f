// Checks the options of calls on a photo and fills in defaults.

import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkSignal,
  checkType,
  invalidOption,
  isObject,
  mustBe,
} from './options.js';

/** @typedef {import('./engine/wasm-module.js').Rect} Rect */
/** @typedef {{ signal?: AbortSignal }} Abortable */

/**
 * Options of every call on a photo.
 * @typedef {object} PhotoOptions
 * @property {Rect} [crop] the part of the photo to use, in whole pixels of the upright photo. Default: the whole photo
 * @property {'auto' | 'stb' | 'browser'} [decoder] which decoder to use: `'stb'` is part of the module, reads JPEG, PNG, GIF
 *   and BMP (in Node also WebP), and gives the same pixels everywhere; `'browser'` is the browser's own; `'auto'` uses the
 *   browser only for other formats, such as WebP, AVIF or HEIC, and for files that the module considers damaged. Default:
 *   `'auto'`
 * @property {number} [maxPixels] photos with more pixels are rejected with `image-too-large`. Default: 150 million
 * @property {number} [timeout] milliseconds without data after which loading a photo from its address fails, and the time limit
 *   for an image element that is still loading; `Infinity` for no limit. Default: 30,000
 * @property {AbortSignal} [signal] an abort rejects the call at once, with the signal's reason. Default: none
 */

/**
 * @typedef {object} SelectionOptions
 * @property {number} [topK] maximum number of classes to return, from 1. Default: 5
 * @property {number} [minProbability] returns only classes with at least this probability, from 0 to 1. Default: 0
 * @property {readonly (string | number)[]} [allow] returns only these classes, by label or index. Default: all
 * @property {readonly (string | number)[]} [deny] excludes these classes. Default: none
 */

/**
 * Options of `classify`, `classifyDetailed`, `classifyBatch` and `classifyEach`.
 * @typedef {SelectionOptions & PhotoOptions} ClassifyOptions
 */

/**
 * @typedef {object} ValueOptions
 * @property {readonly string[]} [names] values to return: `input` (the normalised pixels), `stem`, `stage1` and so on,
 *   `pooled`, `logits`; within the stem `stem.conv` (or `stem.conv1` and so on) and `stem.activation`; a block `stage1.block1`,
 *   and within it `.shortcut`, `.branch` and their `.sum` before the last ReLU. Default: stem, stages and pooled
 * @property {boolean} [shortcuts] `false` runs the network without its skip connections. Default: `true`
 * @property {readonly string[]} [without] parts of blocks to leave out: `stage2.block1` (or `stage2.block1.branch`) passes on
 *   only the block's shortcut, `stage2.block1.shortcut` only its branch. For the photo of the last `features` call, only the
 *   layers from the first of these on are run. Default: none
 * @property {number} [topK] maximum number of classes to return, from 1. Default: 5
 */

/**
 * Options of `features`.
 * @typedef {ValueOptions & PhotoOptions} FeaturesOptions
 */

/**
 * @typedef {object} ClassOptions
 * @property {string | number} [label] the class, by label or index. Default: the most probable one
 * @property {boolean} [shortcuts] `false` runs the network without its skip connections. Default: `true`
 * @property {readonly string[]} [without] parts of blocks to leave out, as in `features`. Default: none
 */

/**
 * Options of `explain`.
 * @typedef {ClassOptions & PhotoOptions} ExplainOptions
 */

/** @type {import('./engine/engine.js').Decoder[]} */
const DECODERS = ['auto', 'stb', 'browser'];

const PHOTO_OPTIONS = ['crop', 'decoder', 'maxPixels', 'timeout', 'signal'];

/**
 * @param {Abortable} options
 * @param {string} call the name of the function, for messages
 * @returns {AbortSignal | undefined}
 */
export function checkCallOptions(options, call) {
  checkOptions(options, ['signal'], call);
  checkSignal(options.signal);
  return options.signal;
}

/**
 * @param {any} photos
 */
export function checkPhotos(photos) {
  const { iterator, asyncIterator } = Symbol;
  // A string is iterable too, but not as photos.
  if (typeof photos === 'string' || !(photos?.[iterator] || photos?.[asyncIterator])) {
    throw mustBe('photos', 'an array or iterable', photos);
  }
}

/**
 * @param {PhotoOptions} options
 * @param {string} call the name of the function, for messages
 * @param {readonly string[]} [others] additional options of this call
 * @returns {import('./engine/engine.js').PhotoRequest & Abortable & { timeout: number }}
 */
export function checkPhotoOptions(options, call, others = []) {
  checkOptions(options, [...others, ...PHOTO_OPTIONS], call);
  const { crop, decoder = 'auto', maxPixels, timeout = 30_000, signal } = options;
  checkOneOf('decoder', decoder, DECODERS);
  checkNumber('timeout', timeout, 0, Infinity);
  if (maxPixels !== undefined) checkInteger('maxPixels', maxPixels, 1);
  checkSignal(signal);
  return {
    decoder,
    maxPixels,
    timeout,
    crop: crop === undefined ? crop : checkCrop(crop),
    signal,
  };
}

/**
 * @param {ClassifyOptions} options
 * @param {string} call
 * @returns {import('./engine/engine.js').ClassifyRequest & Abortable & { timeout: number }}
 */
export function checkClassifyOptions(options, call) {
  const request = checkPhotoOptions(options, call, ['topK', 'minProbability', 'allow', 'deny']);
  const { topK = 5, minProbability = 0, allow, deny } = options;
  checkInteger('topK', topK, 1);
  checkNumber('minProbability', minProbability, 0, 1);
  return {
    ...request,
    topK,
    minProbability,
    allow: checkClasses('allow', allow),
    deny: checkClasses('deny', deny),
  };
}

/**
 * @param {FeaturesOptions} options
 * @returns {import('./engine/engine.js').FeaturesRequest & Abortable & { timeout: number }}
 */
export function checkFeaturesOptions(options) {
  const request = checkPhotoOptions(options, 'features', ['names', 'shortcuts', 'without', 'topK']);
  const { names, shortcuts = true, topK = 5 } = options;
  checkType('shortcuts', shortcuts, 'boolean');
  checkInteger('topK', topK, 1);
  if (
    names !== undefined &&
    !(Array.isArray(names) && names.every((name) => typeof name === 'string'))
  ) {
    throw mustBe('names', 'an array of names of values', names);
  }
  return { ...request, shortcuts, topK, names: names?.slice(), without: checkWithout(options) };
}

/**
 * @param {ExplainOptions} options
 * @returns {import('./engine/engine.js').ExplainRequest & Abortable & { timeout: number }}
 */
export function checkExplainOptions(options) {
  const request = checkPhotoOptions(options, 'explain', ['label', 'shortcuts', 'without']);
  const { label, shortcuts = true } = options;
  checkType('shortcuts', shortcuts, 'boolean');
  if (label !== undefined && !isClass(label)) {
    throw mustBe('label', 'the label or index of a class', label);
  }
  return { ...request, shortcuts, label, without: checkWithout(options) };
}

/**
 * @param {{ shortcuts?: boolean, without?: readonly string[] }} options
 * @returns {readonly string[] | undefined}
 */
function checkWithout({ shortcuts, without }) {
  if (without === undefined) return undefined;
  if (!Array.isArray(without) || !without.every((name) => typeof name === 'string')) {
    throw mustBe('without', 'an array of names of blocks', without);
  }
  if (without.length && shortcuts === false) {
    throw invalidOption(
      'without leaves out single shortcuts or branches, and shortcuts: false all shortcuts. Give one of them.',
    );
  }
  return without.slice();
}

/**
 * @param {unknown} crop
 * @returns {import('./engine/engine.js').Rect}
 */
function checkCrop(crop) {
  if (!isObject(crop)) {
    throw mustBe('crop', '{ x, y, width, height } in pixels', crop);
  }
  const { x, y, width, height } = /** @type {Record<string, unknown>} */ (crop);
  return {
    x: checkPixels('crop.x', x, 0),
    y: checkPixels('crop.y', y, 0),
    width: checkPixels('crop.width', width, 1),
    height: checkPixels('crop.height', height, 1),
  };
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} min
 */
function checkPixels(name, value, min) {
  // No photo is larger; the value must fit 32 bits.
  return Math.min(checkInteger(name, value, min), 0x7fffffff);
}

/**
 * @param {unknown} one
 * @returns {one is string | number}
 */
function isClass(one) {
  return typeof one === 'string' ? one !== '' : Number.isInteger(one) && Number(one) >= 0;
}

/**
 * @param {string} option
 * @param {unknown} classes
 * @returns {readonly (string | number)[] | undefined}
 */
function checkClasses(option, classes) {
  if (classes === undefined) return undefined;
  if (!Array.isArray(classes) || !classes.every(isClass)) {
    throw mustBe(option, 'an array of labels or indexes of classes', classes);
  }
  return classes.slice();
}
