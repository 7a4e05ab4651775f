// A file of embeddings, for continuing later or merging work: safetensors, which NumPy and PyTorch can read.
//
//   "embeddings"   F32 [photos, features]
//   "probe"        F32 [features], the embedding of one picture that is the same for all: tells networks apart
//   "head.weight"  F32 [classes, features], and "head.bias": what was learnt last, if anything was
//   metadata       "residua.samples": {"version": 1, "classes": [...], "labels": [the class of each photo],
//                  "none": name of the counter-examples, if there are any, "head": {"classes": [names, in the head's order]}}

import { ResiduaError } from '../errors.js';

/**
 * @typedef {object} Saved
 * @property {string[]} classes their names
 * @property {number[]} labels index of each photo's class
 * @property {Float32Array} embeddings photo after photo
 * @property {Float32Array} probe
 * @property {string} [none] the class of counter-examples
 * @property {{ classes: string[], numbers: Float32Array }} [head] numbers: weights, then biases
 */

/**
 * @typedef {object} Read
 * @property {{ label: string, embedding: Float32Array }[]} samples
 * @property {Float32Array} probe
 * @property {string} [none]
 */

const KEY = 'residua.samples';
// Differences between builds of the WebAssembly, and compact weights, change embeddings by less.
const SAME_NETWORK = 0.99;

/**
 * @param {Saved} saved
 * @returns {Blob}
 */
export function writeSamples({ classes, labels, embeddings, probe, none, head }) {
  const features = probe.length;
  /** @type {[name: string, shape: number[], numbers: Float32Array][]} */
  const tensors = [
    ['embeddings', [labels.length, features], embeddings],
    ['probe', [features], probe],
  ];
  const about = { version: 1, classes, labels, none, head: head && { classes: head.classes } };
  if (head) {
    const count = head.classes.length;
    const weights = head.numbers.subarray(0, count * features);
    tensors.push(['head.weight', [count, features], weights]);
    tensors.push(['head.bias', [count], head.numbers.subarray(weights.length)]);
  }
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: { [KEY]: JSON.stringify(about) } };
  let reached = 0;
  for (const [name, shape, { byteLength }] of tensors) {
    const end = reached + byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [reached, end] };
    reached = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(32);
  padded.set(json);
  const length = new BigUint64Array([BigInt(padded.length)]);
  const parts = [length, padded, ...tensors.map(([, , numbers]) => numbers)];
  return new Blob(/** @type {BlobPart[]} */ (parts), { type: 'application/octet-stream' });
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {Read}
 * @throws {ResiduaError} `invalid-checkpoint`
 */
export function readSamples(buffer) {
  try {
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const { version, classes, labels, none } = JSON.parse(header.__metadata__[KEY]);
    /** @param {string} name */
    const tensor = (name) => {
      const [begin, end] = header[name].data_offsets;
      return new Float32Array(buffer.slice(8 + length + begin, 8 + length + end));
    };
    const [embeddings, probe] = [tensor('embeddings'), tensor('probe')];
    const sound =
      version === 1 &&
      embeddings.length === labels.length * probe.length &&
      labels.every((/** @type {number} */ label) => typeof classes[label] === 'string');
    const { length: features } = probe;
    const samples = labels.map((/** @type {number} */ label, /** @type {number} */ i) => ({
      label: classes[label],
      embedding: embeddings.slice(i * features, (i + 1) * features),
    }));
    if (sound) return { samples, probe, none };
  } catch {
    // Reported below.
  }
  throw new ResiduaError(
    'invalid-checkpoint',
    'This is no file of taught photos, as saveSamples() gives it, or a damaged one.',
  );
}

/**
 * @param {Float32Array} mine probe
 * @param {Float32Array} theirs
 * @throws {ResiduaError} `invalid-option` if they are from different networks
 */
export function checkProbe(mine, theirs) {
  const dot = (/** @type {Float32Array} */ a, /** @type {Float32Array} */ b) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const alike =
    mine.length === theirs.length &&
    dot(mine, theirs) >= SAME_NETWORK * Math.sqrt(dot(mine, mine) * dot(theirs, theirs));
  if (alike) return;
  throw new ResiduaError(
    'invalid-option',
    `These photos were looked at by another network (${theirs.length} features; this one gives ${mine.length}). Load that one.`,
  );
}

/** A picture with varying pixels. */
export function probePicture() {
  const side = 64;
  const data = new Uint8ClampedArray(4 * side * side);
  for (let i = 0; i < data.length; i += 4) {
    const [x, y] = [(i / 4) % side, Math.floor(i / 4 / side)];
    data.set([4 * x, 4 * y, (x ^ y) & 8 ? 255 : 0, 255], i);
  }
  return { data, width: side, height: side };
}
