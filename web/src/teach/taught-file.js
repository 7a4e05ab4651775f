// The file of a network with the head that was learnt: the body's bytes as they were, and pieces of our own between them.

import { ResiduaError } from '../errors.js';
import { mustBe } from '../options.js';

/**
 * @param {import('../classifier.js').Classifier} classifier
 * @param {import('./client.js').TeachClient} client which knows what was learnt
 * @param {() => Promise<void>} ready makes sure of that
 * @returns {Promise<Blob>}
 */
export async function taughtFile(classifier, client, ready) {
  const describeBody = /** @type {any} */ (classifier)['@body'];
  if (!describeBody) throw mustBe('classifier', 'what createClassifier gives', classifier);
  /** @type {{ body: string, files: Blob[] }} */
  const { body, files } = await describeBody.call(classifier);
  await ready();
  const { json, bytes } = await client.call({ op: 'file', body });
  /** @type {BlobPart[]} */
  const parts = [];
  for (const piece of json.pieces) {
    if (piece.ours) {
      parts.push(/** @type {BlobPart} */ (bytes.subarray(piece.begin, piece.end)));
      continue;
    }
    const slice = files[piece.file].slice(piece.begin, piece.end);
    if (slice.size !== piece.end - piece.begin) {
      throw new ResiduaError(
        'download-failed',
        'The file that the network came from is another one by now. Load it again.',
      );
    }
    if (!piece.strides) {
      parts.push(slice);
      continue;
    }
    const scattered = new Uint8Array(await slice.arrayBuffer());
    const ordered = await client.call({ op: 'in-order', piece }, scattered);
    parts.push(/** @type {BlobPart} */ (ordered.bytes));
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}
