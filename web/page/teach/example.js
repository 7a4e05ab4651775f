// Two classes made of the page's sample photos, to be tried at once: animals and things. Of each photo there are
// several views, as a visitor would take them; what is tried is a view that is none of them.

import { fetchSample } from '../samples/samples.js';
import { t } from '../text/text.js';

const CLASSES = /** @type {const} */ ({
  animals: ['dog', 'koala', 'red-panda'],
  things: ['cup', 'baseball', 'pan'],
});
const TRIED = 'dog';

/** Parts of a photo: where they begin, and how large they are, as shares of its width and height; mirrored or not. */
const VIEWS = [
  { x: 0, y: 0, size: 1, mirrored: false },
  { x: 0.12, y: 0.04, size: 0.84, mirrored: true },
  { x: 0.02, y: 0.14, size: 0.84, mirrored: false },
];
const OTHER_VIEW = { x: 0.1, y: 0.1, size: 0.88, mirrored: true };

/**
 * @param {AbortSignal} signal
 * @returns {Promise<{ classes: { name: string, files: File[] }[], tried: File }>}
 */
export async function makeExample(signal) {
  const entries = Object.entries(CLASSES);
  const [tried, ...classes] = await Promise.all([
    fetchSample(TRIED, signal).then((photo) => viewsOf(photo, [OTHER_VIEW])),
    ...entries.map(async ([name, samples]) => {
      const photos = await Promise.all(samples.map((sample) => fetchSample(sample, signal)));
      const views = await Promise.all(photos.map((photo) => viewsOf(photo, VIEWS)));
      return { name: t(`teach.example.${name}`), files: views.flat() };
    }),
  ]);
  return { classes, tried: tried[0] };
}

/**
 * @param {{ name: string, blob: Blob }} photo
 * @param {typeof VIEWS} views
 */
async function viewsOf({ name, blob }, views) {
  const bitmap = await createImageBitmap(blob);
  try {
    return await Promise.all(
      views.map(async ({ x, y, size, mirrored }, at) => {
        const canvas = document.createElement('canvas');
        canvas.width = Math.round(bitmap.width * size);
        canvas.height = Math.round(bitmap.height * size);
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
        if (mirrored) {
          context.translate(canvas.width, 0);
          context.scale(-1, 1);
        }
        context.drawImage(bitmap, -x * bitmap.width, -y * bitmap.height);
        const view = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
        return new File([view], name.replace(/\.\w+$/, `-${at + 1}.jpg`), { type: 'image/jpeg' });
      }),
    );
  } finally {
    bitmap.close();
  }
}
