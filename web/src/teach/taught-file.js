// The file of a network with the learned head: the unchanged bytes of the body, and new parts in between.

import { ResiduaError } from '../errors.js';
import { mustBe } from '../options.js';

/**
 * @param {import('../classifier.js').Classifier} classifier
 * @param {import('./client.js').TeachClient} client with the learned head
 * @param {() => Promise<void>} ready ensures that there is a learned head
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
