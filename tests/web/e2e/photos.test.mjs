// Photos as a page has them: moving, shared, of another frame, in lists, and such that never come.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { modulePages, serveBytes } from '../lib/module-page.mjs';
import { picture } from '../lib/picture.mjs';

const pages = modulePages();
/** @type {import('playwright-core').Page} */
let page;

before(async () => {
  if (noBrowser) return;
  page = await pages.openTiny();
  await serveBytes(page, '/picture.bmp', picture());
  await page.route('**/never.bmp', () => {});
  await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const classifier = await createClassifier({ model: '/tiny.safetensors', threads: 1 });
    const blob = await (await fetch('/picture.bmp')).blob();
    Object.assign(globalThis, { classifier, blob, expected: await classifier.classify(blob) });
  });
});

/**
 * @param {string} name
 * @param {(given: { classifier: any, blob: Blob, expected: any[] }) => Promise<any>} inPage gives what is to be seen
 * @param {(seen: any) => void} look
 */
function inChromium(name, inPage, look) {
  test(name, { skip: noBrowser }, async () => {
    look(await page.evaluate(`(${inPage})(globalThis)`));
  });
}

inChromium(
  'a video gives the frame of now',
  async ({ classifier }) => {
    const canvas = document.createElement('canvas');
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = canvas.captureStream();
    document.body.append(video, canvas);
    video.play();
    /** @param {string} color */
    const show = async (color) => {
      for (let i = 0; i < 10 || video.readyState < 2; i++) {
        context.fillStyle = color;
        context.fillRect(0, 0, canvas.width, canvas.height);
        await new Promise((wake) => setTimeout(wake, 30));
      }
      const [ofVideo, ofCanvas] = [
        await classifier.classify(video, { topK: 10 }),
        await classifier.classify(canvas, { topK: 10 }),
      ];
      /** @param {any[]} answer */
      const byClass = (answer) =>
        answer.sort((one, two) => one.index - two.index).map(({ probability }) => probability);
      return { ofVideo: byClass(ofVideo), ofCanvas: byClass(ofCanvas) };
    };
    return { orange: await show('orange'), navy: await show('navy') };
  },
  ({ orange, navy }) => {
    // It may have gone through YUV.
    for (const { ofVideo, ofCanvas } of [orange, navy]) {
      assert.ok(distance(ofVideo, ofCanvas) < 0.01, `${distance(ofVideo, ofCanvas)}`);
    }
    const apart = distance(orange.ofVideo, navy.ofVideo);
    assert.ok(apart > 0.02, `orange and navy differ by ${apart}`);
  },
);

inChromium(
  'bytes in shared memory, and bytes and Blobs of another frame, are photos',
  async ({ classifier, blob, expected }) => {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const other = /** @type {any} */ (frame.contentWindow);
    const photos = [shared, shared.buffer, new other.Uint8Array(bytes), new other.Blob([blob])];
    return [expected, await classifier.classifyBatch(photos)];
  },
  ([expected, answers]) => assert.deepEqual(answers, Array(4).fill(expected)),
);

inChromium(
  'a FileList is a batch',
  async ({ classifier, blob, expected }) => {
    const transfer = new DataTransfer();
    for (const name of ['a.bmp', 'b.bmp']) transfer.items.add(new File([blob], name));
    return [expected, await classifier.classifyBatch(transfer.files)];
  },
  ([expected, answers]) => assert.deepEqual(answers, [expected, expected]),
);

inChromium(
  'an image without a picture is refused',
  async ({ classifier }) => {
    const broken = new Image();
    broken.src = '/no-such-picture.jpg';
    const empty = document.createElement('canvas');
    empty.width = 0;
    const photos = [broken, new Image(), empty, document.createElement('video')];
    const settled = await Promise.allSettled(photos.map((photo) => classifier.classify(photo)));
    return settled.map((one) => one.status === 'rejected' && one.reason.code);
  },
  (codes) => assert.deepEqual(codes, Array(4).fill('invalid-image')),
);

inChromium(
  '[regression] an image that never loads does not stand in the way once its call is aborted',
  async ({ classifier, blob, expected }) => {
    const image = new Image();
    image.src = '/never.bmp';
    const controller = new AbortController();
    const call = classifier.classify(image, { signal: controller.signal });
    const next = classifier.classify(blob);
    setTimeout(() => controller.abort('enough'), 50);
    const reason = await call.catch((/** @type {unknown} */ error) => error);
    return [reason, expected, await next];
  },
  ([reason, expected, answer]) => {
    assert.equal(reason, 'enough');
    assert.deepEqual(answer, expected);
  },
);

inChromium(
  '[regression] nor does an address that never answers',
  async ({ classifier, blob, expected }) => {
    const call = classifier.classify('/never.bmp', { signal: AbortSignal.timeout(50) });
    const next = classifier.classify(blob);
    const { name } = await call.catch((/** @type {Error} */ error) => error);
    return [name, expected, await next];
  },
  ([name, expected, answer]) => {
    assert.equal(name, 'TimeoutError');
    assert.deepEqual(answer, expected);
  },
);

/** @param {number[]} one @param {number[]} other */
function distance(one, other) {
  return Math.max(...one.map((value, i) => Math.abs(value - other[i])));
}
