// Converts the models that callers pass to the form that the engine reads.

import { builtin as builtinFile } from '../dist/builtin.js';
import { BUILTIN, cardsOf, listModels, namesIn } from './models.js';
import { checkOptions, describe, invalidOption, mustBe, tagOf } from './options.js';

/**
 * A file of weights, in a form that can be sent to a worker.
 * @typedef {{ kind: 'blob', blob: Blob }
 *   | { kind: 'bytes', bytes: Uint8Array }
 *   | { kind: 'url', urls: string[], bytes: number | null, sha256: string | null, keep?: boolean }} Source keep: false
 *   leaves it to the browser's own cache, as the module's other files
 */

/**
 * A text, or the address to read it from.
 * @typedef {{ kind: 'text', text: string } | { kind: 'blob', blob: Blob } | { kind: 'url', url: string }} TextSource
 */

/**
 * @typedef {object} ModelSource
 * @property {Source} weights
 * @property {File[]} [parts] the files that a sharded checkpoint's index lists. Default: read from the folder of the index
 * @property {TextSource} [labels] names, one per line, or JSON
 * @property {TextSource[]} cards information about the model besides its weights, as JSON; earlier cards take precedence
 */

/**
 * Returns the absolute form of an address, or of a path where paths are supported; throws if there is none.
 * @typedef {(address: string | URL) => string} ToAddress
 */

/** @typedef {ArrayBuffer | ArrayBufferView | SharedArrayBuffer} Bytes */

/**
 * A model of your own, with the information that its file lacks.
 * @typedef {object} ModelFiles
 * @property {string | URL | Blob | Bytes | readonly File[]} weights the checkpoint: its address or content; for a sharded one
 *   the address of its `.index.json`, or that file and its parts
 * @property {string | URL | Blob | readonly string[]} [labels] the class names, as an array, or the address or file of a list
 *   (one per line, or JSON); a language, `'en'` or `'ko'`, stands for ImageNet's names and groups
 * @property {Config | readonly Config[]} [config] information about the model besides its weights: a config.json of timm or
 *   transformers, a preprocessor_config.json, or `{ preprocessing, architecture, output, labels, groups, temperature, threshold
 *   }`; in an array, earlier ones take precedence. `architecture` has settings that tensors do not reveal, such as `{
 *   activation: 'silu', maxPool: false, stride: 'reduce' }`; `output: 'sigmoid'` judges each class separately
 */

/**
 * A JSON object, its address, or its file.
 * @typedef {string | URL | Blob | object} Config
 */

/**
 * A model: a listed name, an address, a checkpoint file, its bytes, or all parts separately.
 * @typedef {string | URL | Blob | Bytes | ModelFiles} ModelOption
 */

/**
 * The relevant part of a row of the list.
 * @typedef {Pick<import('./models.js').Model, 'name' | 'file' | 'addresses' | 'bytes' | 'sha256' | 'sha256Prefix'
 *   | 'preprocessing' | 'labels'>} Listed
 */

/** @type {Listed} */
const BUILTIN_ROW = {
  ...builtinFile,
  name: BUILTIN,
  addresses: [],
  // Not verified: it is as trustworthy as the code, which has the same origin.
  sha256: null,
  preprocessing: null,
  labels: null,
};

/**
 * @param {ModelOption | undefined} model default: the built-in model
 * @param {{ labels?: ModelFiles['labels'], config?: ModelFiles['config'], weightsUrl?: string | URL }} options the options of
 *   createClassifier that concern the model
 * @param {{ toAddress: ToAddress, builtin?: () => string }} platform
 * @returns {Promise<() => Promise<ModelSource>>} the remaining asynchronous work; invalid arguments have been reported by then
 */
export async function resolveModel(
  model = BUILTIN,
  { labels, config, weightsUrl },
  { toAddress, builtin },
) {
  const listed = isName(model) ? await findModel(model) : undefined;
  if (listed) {
    const isBuiltin = listed.name === BUILTIN;
    const addresses = isBuiltin && builtin ? [builtin()] : [...listed.addresses];
    if (weightsUrl !== undefined) {
      addresses.unshift(folder(absolute('weightsUrl', weightsUrl, toAddress)) + listed.file);
    }
    if (!addresses.length) {
      const why = isBuiltin
        ? 'residua/inline does not include the built-in model'
        : `model ${listed.name} has no public address`;
      throw invalidOption(
        `${why}. Put ${listed.file}${isBuiltin ? ' of the package' : ''} in a folder of yours and name the folder ` +
          'as weightsUrl, or pass the file as model.',
      );
    }
    const cards = config === undefined ? [] : configSources(config, toAddress);
    const given = await labelsSource(labels, toAddress, cards);
    return async () => ({
      weights: {
        kind: 'url',
        urls: addresses,
        bytes: listed.bytes,
        // The built-in model is as trustworthy as the code, which has the same origin.
        sha256: listed.sha256 ?? listed.sha256Prefix ?? null,
        keep: !isBuiltin,
      },
      labels: given,
      // Labels given explicitly must fit; those of the list's card need not.
      cards: [...cards, ...(await cardsOf(listed)).map(jsonSource)],
    });
  }
  if (weightsUrl !== undefined) {
    throw invalidOption('weightsUrl is for listed models. Pass the whole address as model.');
  }
  /** @type {ModelFiles} */
  let files;
  if (isModelFiles(model)) {
    checkOptions(model, ['weights', 'labels', 'config'], 'model');
    files = { labels, config, ...model };
  } else {
    files = { weights: model, labels, config };
  }
  /** @type {ModelSource} */
  const source = { weights: weightsSource(indexOf(files.weights), toAddress), cards: [] };
  if (Array.isArray(files.weights)) {
    source.parts = files.weights.filter((file) => file !== indexOf(files.weights));
  }
  if (files.config !== undefined) source.cards = configSources(files.config, toAddress);
  source.labels = await labelsSource(files.labels, toAddress, source.cards);
  return async () => source;
}

/**
 * @param {unknown} model
 * @returns {model is string} that cannot be an address or a path
 */
function isName(model) {
  return typeof model === 'string' && !/[/.:]/.test(model);
}

/**
 * @param {string} name
 * @returns {Promise<Listed>}
 */
async function findModel(name) {
  if (name === BUILTIN) return BUILTIN_ROW;
  const models = await listModels();
  const found = models.find((model) => model.name === name);
  if (found) return found;
  throw invalidOption(
    `model ${describe(name)} is neither listed nor an address. The list has ` +
      `${models.map((model) => model.name).join(', ')}.`,
  );
}

/**
 * The file of a sharded checkpoint that lists the others.
 * @param {unknown} weights
 */
function indexOf(weights) {
  if (!Array.isArray(weights)) return weights;
  if (weights.length && weights.every((file) => tagOf(file) === 'File')) {
    return weights.find(({ name }) => name.endsWith('.json')) ?? weights[0];
  }
  throw invalidOption('weights must be Files if it is an array: an index and the parts it lists.');
}

/**
 * @param {unknown} weights
 * @param {ToAddress} toAddress
 * @returns {Source}
 */
function weightsSource(weights, toAddress) {
  if (isBlob(weights)) return { kind: 'blob', blob: weights };
  const bytes = toBytes(weights);
  if (bytes) return { kind: 'bytes', bytes };
  if (!isAddress(weights)) {
    throw mustBe(
      'model',
      'a listed name, an address, a File or Blob, bytes, or { weights, labels, config }',
      weights,
    );
  }
  return { kind: 'url', urls: [absolute('model', weights, toAddress)], bytes: null, sha256: null };
}

/**
 * @param {unknown} labels
 * @param {ToAddress} toAddress
 * @param {TextSource[]} cards the language's groups are appended
 * @returns {Promise<TextSource | undefined>}
 */
async function labelsSource(labels, toAddress, cards) {
  if (labels === undefined) return undefined;
  if (isName(labels)) {
    const { labels: names, groups } = await namesIn(labels);
    if (groups) cards.push(jsonSource({ groups }));
    return jsonSource(names);
  }
  if (isBlob(labels)) return { kind: 'blob', blob: labels };
  if (isAddress(labels)) return { kind: 'url', url: absolute('labels', labels, toAddress) };
  if (Array.isArray(labels) && labels.every((name) => typeof name === 'string')) {
    return jsonSource(labels);
  }
  throw mustBe('labels', 'an array of names, an address, a File or Blob, or a language', labels);
}

/**
 * @param {unknown} config
 * @param {ToAddress} toAddress
 * @returns {TextSource[]}
 */
function configSources(config, toAddress) {
  if (Array.isArray(config)) return config.flatMap((one) => configSources(one, toAddress));
  if (isBlob(config)) return [{ kind: 'blob', blob: config }];
  if (isAddress(config)) return [{ kind: 'url', url: absolute('config', config, toAddress) }];
  if (tagOf(config) === 'Object') return [jsonSource(/** @type {object} */ (config))];
  throw mustBe('config', 'an object, an address, a File or Blob, or an array of these', config);
}

/**
 * @param {object} value
 * @returns {TextSource}
 */
function jsonSource(value) {
  return { kind: 'text', text: JSON.stringify(value) };
}

/**
 * A view, not a copy, of any kind of bytes; undefined for other values.
 * @param {unknown} value
 * @returns {Uint8Array | undefined}
 */
export function toBytes(value) {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (/ArrayBuffer$/.test(tagOf(value))) {
    return new Uint8Array(/** @type {ArrayBuffer} */ (value));
  }
  return undefined;
}

/**
 * @param {unknown} value
 * @returns {value is Blob}
 */
export function isBlob(value) {
  return /^(Blob|File)$/.test(tagOf(value));
}

/**
 * @param {unknown} value
 * @returns {value is string | URL}
 */
export function isAddress(value) {
  return typeof value === 'string' || tagOf(value) === 'URL';
}

/**
 * @param {string} option
 * @param {string | URL} address
 * @param {ToAddress} toAddress
 * @returns {string}
 */
export function absolute(option, address, toAddress) {
  try {
    // An empty address would be the page itself, or the folder.
    if (address && isAddress(address)) return toAddress(address);
  } catch {
    // Reported below.
  }
  throw mustBe(option, 'an address', address);
}

/**
 * @param {string} address
 * @returns {string} the same, ending in a slash
 */
function folder(address) {
  return address.replace(/\/*$/, '/');
}

/**
 * @param {ModelOption} model
 * @returns {model is ModelFiles}
 */
function isModelFiles(model) {
  return tagOf(model) === 'Object' && 'weights' in /** @type {object} */ (model);
}
