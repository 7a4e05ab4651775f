// The module in a real Chromium, with the WebAssembly that ships.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { modulePages, serveBytes, serveDog } from '../lib/module-page.mjs';
import { noShared } from '../lib/shared-data.mjs';
import { shardedCheckpoint, tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const TINY = tinyCheckpoint();
const LABELS = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu', 'hen', 'ibis', 'jay'];

const pages = modulePages();
/** @type {import('playwright-core').Page} */
let page;

beforeEach(async () => {
  if (noBrowser) return;
  page = await pages.openTiny();
  // A picture of our own making: a blue square with an orange disc.
  await page.evaluate((labels) => {
    Object.assign(globalThis, {
      labels,
      async drawing(type = 'image/png', size = 64) {
        const canvas = new OffscreenCanvas(size, size);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
        context.fillStyle = 'navy';
        context.fillRect(0, 0, size, size);
        context.fillStyle = 'orange';
        context.arc(size / 2, size / 2, size / 3, 0, 7);
        context.fill();
        return canvas.convertToBlob({ type });
      },
    });
  }, LABELS);
});

/**
 * @param {string} name
 * @param {() => Promise<void>} body
 * @param {string | false} [skip]
 */
function inChromium(name, body, skip = false) {
  test(name, { skip: noBrowser || skip }, async () => {
    try {
      await body();
    } finally {
      await page.context().close();
    }
  });
}

inChromium('a checkpoint from an address classifies a photo', async () => {
  const result = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    /** @type {any[]} */
    const progress = [];
    const classifier = await createClassifier({
      model: '/tiny.safetensors',
      labels,
      onProgress: (step) => progress.push(step),
    });
    const info = classifier.info();
    const all = await classifier.classify(await drawing(), { topK: 10 });
    const best = await classifier.classify(await drawing());
    const { ms } = await classifier.classifyDetailed(await drawing());
    classifier.close();
    return { progress, info, all, best, ms };
  });
  assert.equal(result.info.classes, 10);
  assert.equal(result.info.labels, 'given');
  const total = result.all.reduce((sum, { probability }) => sum + probability, 0);
  assert.ok(Math.abs(total - 1) < 1e-4, `the probabilities add up to ${total}`);
  assert.deepEqual(result.all.map(({ label }) => label).sort(), LABELS);
  for (const { label, index } of result.all) assert.equal(label, LABELS[index]);
  assert.deepEqual(result.best, result.all.slice(0, 5));
  const sorted = result.all.map(({ probability }) => probability).sort((a, b) => b - a);
  assert.deepEqual(
    result.all.map(({ probability }) => probability),
    sorted,
  );
  assert.ok(result.ms.network > 0 && result.ms.decode >= 0 && result.ms.preprocess >= 0);
  const { length } = TINY;
  assert.deepEqual(result.progress.at(-1), { phase: 'ready', bytes: length, total: length });
  assert.equal(result.progress[0].phase, 'download');
});

inChromium('a file, a Blob, bytes and an address of the same photo agree', async () => {
  const answers = await page.evaluate(async (bytes) => {
    const { createClassifier } = await import('/src/index.js');
    const blob = await drawing();
    const buffer = await blob.arrayBuffer();
    /** @type {any[]} */
    const results = [];
    for (const model of [Uint8Array.from(bytes), new Blob([Uint8Array.from(bytes)])]) {
      const classifier = await createClassifier({ model });
      for (const photo of [
        new File([blob], 'photo.png'),
        blob,
        buffer,
        new Uint8Array(buffer),
        URL.createObjectURL(blob),
      ]) {
        results.push(await classifier.classify(photo));
      }
      classifier.close();
    }
    return results;
  }, Array.from(TINY));
  assert.equal(answers.length, 10);
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.match(answers[0][0].label, /^class \d$/);
});

inChromium('pixels, bitmaps, canvases and images agree with the file', async () => {
  const { fromFile, others } = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const classifier = await createClassifier({ model: '/tiny.safetensors' });
    const blob = await drawing();
    const bitmap = await createImageBitmap(blob);
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = bitmap.width;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(bitmap, 0, 0);
    const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
    const imageData = context.getImageData(0, 0, canvas.width, canvas.height);
    /** @type {any} */ (offscreen.getContext('2d')).putImageData(imageData, 0, 0);
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    /** @type {Record<string, any>} */
    const photos = { bitmap, image, canvas, offscreen, imageData, frame };
    /** @type {Record<string, any>} */
    const results = {};
    for (const [name, photo] of Object.entries(photos)) {
      results[name] = await classifier.classify(photo);
      results[`${name}, again`] = await classifier.classify(photo);
    }
    frame.close();
    const answer = await classifier.classify(blob);
    classifier.close();
    return { fromFile: answer, others: results };
  });
  for (const [name, answer] of Object.entries(others)) {
    assert.deepEqual(
      answer.map(({ index }) => index),
      fromFile.map(({ index }) => index),
      name,
    );
    for (const [rank, { probability }] of answer.entries()) {
      const difference = Math.abs(probability - fromFile[rank].probability);
      // A VideoFrame may have gone through YUV; the rest holds the file's own pixels.
      assert.ok(difference < (name.startsWith('frame') ? 0.01 : 1e-6), `${name}: ${difference}`);
    }
  }
});

inChromium('what is no image is refused with a code, and the next photo is answered', async () => {
  const result = await page.evaluate(async () => {
    const { createClassifier, ResiduaError } = await import('/src/index.js');
    const classifier = await createClassifier({ model: '/tiny.safetensors' });
    /** @param {any} photo */
    const failure = async (photo) => {
      const error = await classifier.classify(photo).catch((/** @type {any} */ reason) => reason);
      return [error instanceof ResiduaError, error.code, error.message];
    };
    const failures = {
      text: await failure(new Blob(['this is a text, not an image'])),
      empty: await failure(new Blob([])),
      missing: await failure('/no-such-photo.jpg'),
    };
    const [best] = await classifier.classify(await drawing());
    classifier.close();
    return { failures, best };
  });
  const { text, empty, missing } = result.failures;
  assert.deepEqual(text.slice(0, 2), [true, 'invalid-image']);
  assert.deepEqual(empty.slice(0, 2), [true, 'invalid-image']);
  assert.deepEqual(missing.slice(0, 2), [true, 'download-failed']);
  assert.match(missing[2], /no-such-photo\.jpg answered with status 404/);
  assert.ok(result.best.probability > 0);
});

inChromium('a load that fails says why', async () => {
  await serveBytes(page, '/text.safetensors', Buffer.from('<!doctype html>not found, but 200'));
  await serveBytes(page, '/cut.safetensors', TINY.subarray(0, 50_000));
  const codes = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    /** @param {any} options */
    const failure = async (options) => {
      try {
        (await createClassifier(options)).close();
        return 'nothing';
      } catch (error) {
        return /** @type {any} */ (error).code;
      }
    };
    return {
      missing: await failure({ model: '/missing.safetensors' }),
      text: await failure({ model: '/text.safetensors' }),
      cut: await failure({ model: '/cut.safetensors' }),
      noWasm: await failure({ model: '/tiny.safetensors', wasmUrl: '/missing.wasm' }),
      badName: await failure({ model: 'resnet19' }),
    };
  });
  assert.deepEqual(codes, {
    missing: 'download-failed',
    text: 'unsupported-checkpoint',
    cut: 'invalid-checkpoint',
    noWasm: 'download-failed',
    badName: 'invalid-option',
  });
});

inChromium(
  'an abort while loading settles at once with its reason, and ends the worker',
  async () => {
    // The answer never comes.
    await page.route('**/never.safetensors', () => {});
    const result = await page.evaluate(async () => {
      const { createClassifier } = await import('/src/index.js');
      const controller = new AbortController();
      const loading = createClassifier({ model: '/never.safetensors', signal: controller.signal });
      await new Promise((wake) => setTimeout(wake, 300));
      const start = performance.now();
      controller.abort('enough');
      const reason = await loading.catch((/** @type {any} */ error) => error);
      return { reason, ms: performance.now() - start };
    });
    assert.equal(result.reason, 'enough');
    assert.ok(result.ms < 100, `${result.ms} ms`);
    await until(() => page.workers().length === 0);
  },
);

inChromium('closing rejects what is not answered and ends the worker', async () => {
  const codes = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const classifier = await createClassifier({ model: '/tiny.safetensors' });
    const photo = await drawing();
    const calls = [classifier.classify(photo), classifier.classify(photo)];
    classifier.close();
    calls.push(classifier.classify(photo));
    classifier.close();
    const settled = await Promise.allSettled(calls);
    return settled.map((one) => (one.status === 'rejected' ? one.reason.code : one.status));
  });
  assert.deepEqual(codes, ['closed', 'closed', 'closed']);
  await until(() => page.workers().length === 0);
});

inChromium('a sharded checkpoint is read from its address, or from its files', async () => {
  const files = shardedCheckpoint(TINY);
  for (const [name, bytes] of Object.entries(files))
    await serveBytes(page, `/sharded/${name}`, bytes);
  const [whole, address, dropped, alone] = await page.evaluate(async (names) => {
    const { createClassifier } = await import('/src/index.js');
    const photo = await drawing();
    const answer = async (/** @type {any} */ model) => {
      const classifier = await createClassifier({ model });
      const answers = await classifier.classify(photo);
      classifier.close();
      return answers;
    };
    const parts = await Promise.all(
      names.map(async (name) => new File([await (await fetch(`/sharded/${name}`)).blob()], name)),
    );
    return [
      await answer('/tiny.safetensors'),
      await answer(`/sharded/${names[0]}`),
      await answer({ weights: parts }),
      await answer(parts[0]).catch((/** @type {any} */ { code, message }) => ({ code, message })),
    ];
  }, Object.keys(files));
  assert.deepEqual(address, whole);
  assert.deepEqual(dropped, whole);
  assert.equal(alone.code, 'invalid-checkpoint');
  assert.match(alone.message, /model-1.safetensors is missing/);
});

inChromium('two classifiers live side by side', async () => {
  await serveBytes(page, '/other.safetensors', tinyCheckpoint({ classes: 4, seed: 2 }));
  const counts = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const [one, two] = await Promise.all([
      createClassifier({ model: '/tiny.safetensors' }),
      createClassifier({ model: '/other.safetensors' }),
    ]);
    const photo = await drawing();
    const answers = await Promise.all([
      one.classify(photo, { topK: 100 }),
      two.classify(photo, { topK: 100 }),
    ]);
    one.close();
    answers.push(await two.classify(photo, { topK: 3 }));
    two.close();
    return answers.map(({ length }) => length);
  });
  assert.deepEqual(counts, [10, 4, 3]);
});

inChromium('without a worker the answers are the same', async () => {
  const [inWorker, inPage] = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const photo = await drawing();
    const answers = [];
    for (const worker of [true, false]) {
      const classifier = await createClassifier({ model: '/tiny.safetensors', worker });
      answers.push(await classifier.classify(photo));
      classifier.close();
    }
    return answers;
  });
  assert.deepEqual(inPage, inWorker);
  await until(() => page.workers().length === 0);
});

inChromium(
  'ResNet-18 knows the Samoyed',
  async () => {
    await serveDog(page);
    const predictions = await page.evaluate(async () => {
      const { createClassifier } = await import('/src/index.js');
      const classifier = await createClassifier({
        model: 'resnet18-imagenet-pqf',
        weightsUrl: '/models',
      });
      const answer = await classifier.classify('/dog.jpg', { topK: 3 });
      classifier.close();
      return answer;
    });
    // torch's own: shared/images/expected.json and DATA.md.
    assert.equal(predictions[0].label, 'Samoyed');
    assert.ok(Math.abs(predictions[0].probability - 0.954) < 0.005, predictions[0].probability);
    assert.deepEqual(
      predictions.slice(1).map(({ label }) => label),
      ['Arctic fox', 'Pomeranian'],
    );
  },
  noShared,
);

/** @param {() => boolean} condition */
async function until(condition) {
  // A worker whose threads wait for work takes Chromium two seconds to end.
  for (let tries = 0; !condition() && tries < 300; tries++) {
    await new Promise((wake) => setTimeout(wake, 20));
  }
  assert.ok(condition());
}
