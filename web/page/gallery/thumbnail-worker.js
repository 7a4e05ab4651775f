// Makes small pictures of photos, one after the other, away from the page.

const SIDE = 240; // pixels, of the longer side

let last = Promise.resolve();

self.onmessage = ({ data: { id, blob } }) => {
  last = last.then(async () => self.postMessage({ id, small: await shrink(blob) }));
};

/**
 * @param {Blob} blob
 * @returns {Promise<Blob | undefined>} undefined where the browser cannot decode it
 */
async function shrink(blob) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch {
    return undefined;
  }
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.imageSmoothingQuality = 'medium';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}
