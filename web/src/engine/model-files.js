// Reads the files of a model besides its first.

import { ResiduaError } from '../errors.js';
import { readBlob } from './read-photo.js';

/**
 * @param {import('../model-source.js').ModelSource} model sharded
 * @param {string} name of one of its files
 * @returns {import('../model-source.js').Source}
 */
export function partOf({ weights, parts }, name) {
  const file = parts?.find((part) => part.name === name);
  if (file) return { kind: 'blob', blob: file };
  if (weights.kind === 'url') {
    const urls = weights.urls.map((url) => new URL(name, url).href);
    return { kind: 'url', urls, bytes: null, sha256: null };
  }
  throw new ResiduaError(
    'invalid-checkpoint',
    `The checkpoint is the index of several files, but ${name} is missing. Choose all of them together.`,
  );
}

/**
 * @param {import('../model-source.js').TextSource} source
 * @param {import('./engine.js').Io} io
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
export async function readText(source, io, signal) {
  if (source.kind === 'text') return source.text;
  if (source.kind === 'blob') return new TextDecoder().decode(await readBlob(source.blob));
  return new TextDecoder().decode(await io.readUrl(source.url, signal));
}
