// Makes small pictures of photos, one after the other, and addresses of pictures, away from the page.

/** What a card shows of a photo: the middle. */
const SIZE = { width: 320, height: 240 }; // pixels

let last = Promise.resolve();

self.onmessage = ({ data: { id, photo, side, addressOnly } }) => {
  if (addressOnly) return self.postMessage({ id, made: URL.createObjectURL(photo) });
  last = last.then(async () => self.postMessage({ id, made: await shrink(photo, side) }));
};

/**
 * @param {Blob | Uint8Array<ArrayBuffer>} photo
 * @param {number} [side] the whole photo is kept, its shorter side this long, pixels; without it the middle as a card shows it
 * @returns {Promise<Blob | undefined>} undefined where the browser cannot decode it
 */
async function shrink(photo, side) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(photo instanceof Blob ? photo : new Blob([photo]));
  } catch {
    return undefined;
  }
  const most = side ? { width: Infinity, height: Infinity } : SIZE;
  const least = side ? { width: side, height: side } : SIZE;
  const scale = Math.min(1, Math.max(least.width / bitmap.width, least.height / bitmap.height));
  const width = Math.max(1, Math.round(Math.min(most.width, bitmap.width * scale)));
  const height = Math.max(1, Math.round(Math.min(most.height, bitmap.height * scale)));
  const [seenWidth, seenHeight] = [width / scale, height / scale];
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.imageSmoothingQuality = 'medium';
  context.drawImage(
    bitmap,
    (bitmap.width - seenWidth) / 2,
    (bitmap.height - seenHeight) / 2,
    seenWidth,
    seenHeight,
    0,
    0,
    width,
    height,
  );
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: side ? 0.88 : 0.8 });
}
