// A file's content in memory. To send a file that has just been dropped to a worker, or to make a Blob, the page has to wait for
// the browser's main process; bytes go without.

/** A larger file is hardly a photo, and is sent as it is. */
const MOST = 64e6; // bytes

/**
 * @param {Blob} blob
 * @returns {Promise<Uint8Array<ArrayBuffer> | Blob>} the same where it is no file, is large, or cannot be read: then the worker tells why
 */
export async function inMemory(blob) {
  if (!(blob instanceof File)) return blob;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let size = 0;
  try {
    const reader = blob.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(chunks, size);
      chunks.push(value);
      size += value.length;
      if (size > MOST) {
        await reader.cancel();
        return blob;
      }
    }
  } catch {
    return blob;
  }
}

/**
 * @param {Uint8Array[]} chunks
 * @param {number} size of them together
 */
function joined(chunks, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
