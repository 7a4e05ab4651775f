// What the module says beside the answer: logits, embeddings, features, explanations, parts of photos. In a real Chromium, with
// the WebAssembly that ships.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { modulePages, serveDog } from '../lib/module-page.mjs';
import { noShared } from '../lib/shared-data.mjs';

const pages = modulePages();
/** @type {import('playwright-core').Page} */
let page;

beforeEach(async () => {
  if (noBrowser) return;
  page = await pages.openTiny();
  await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const labels = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu', 'hen', 'ibis', 'jay'];
    Object.assign(globalThis, {
      // A picture of our own making: a blue oblong with an orange disc on its left.
      photo: await (async () => {
        const canvas = new OffscreenCanvas(300, 200);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
        context.fillStyle = 'navy';
        context.fillRect(0, 0, 300, 200);
        context.fillStyle = 'orange';
        context.arc(100, 100, 60, 0, 7);
        context.fill();
        return canvas.convertToBlob();
      })(),
      classifier: await createClassifier({ model: '/tiny.safetensors', labels }),
    });
  });
});
afterEach(() => page?.context().close());

/**
 * @param {string} name
 * @param {() => Promise<void>} body
 * @param {string | false} [skip]
 */
function inChromium(name, body, skip = false) {
  test(name, { skip: noBrowser || skip }, body);
}

/** @param {number[]} logits */
function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** @param {number[]} values */
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

inChromium('logits become the probabilities', async () => {
  const { logits, predictions, kind } = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    const numbers = await classifier.logits(photo);
    return {
      kind: Object.prototype.toString.call(numbers),
      logits: [...numbers],
      predictions: await classifier.classify(photo, { topK: 10 }),
    };
  });
  assert.equal(kind, '[object Float32Array]');
  const probabilities = softmax(logits);
  for (const { index, probability } of predictions) {
    assert.ok(Math.abs(probability - probabilities[index]) < 1e-5);
  }
});

inChromium(
  'a tensor gives logits image by image, and its memory stays with the caller',
  async () => {
    const { one, two, left } = await page.evaluate(async () => {
      const { classifier } = /** @type {any} */ (globalThis);
      const size = 64 * 64 * 3;
      const data = Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(i / 50 + i / size));
      const shape = [2, 64, 64, 3];
      const both = await classifier.logits({ data, shape });
      const single = await classifier.logits({ data: data.subarray(size), shape: [1, 64, 64, 3] });
      return { one: [...single], two: [...both], left: data.length };
    });
    assert.equal(two.length, 20);
    for (const [i, logit] of one.entries()) assert.ok(Math.abs(logit - two[10 + i]) < 1e-4);
    assert.equal(left, 2 * 64 * 64 * 3);
  },
);

inChromium('an embedding is the mean of the last stage, in or out of a worker', async () => {
  const { embedding, local, stage } = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    const { createClassifier } = await import('/src/index.js');
    const here = await createClassifier({ model: '/tiny.safetensors', worker: false });
    const { features } = await classifier.features(photo, { names: ['stage4'] });
    const result = {
      embedding: [...(await classifier.embed(photo))],
      local: [...(await here.embed(photo))],
      stage: { ...features.stage4, data: [...features.stage4.data] },
    };
    here.close();
    return result;
  });
  assert.deepEqual([stage.height, stage.width, stage.channels], [7, 7, 64]);
  assert.equal(embedding.length, 64);
  assert.deepEqual(local, embedding);
  for (const [channel, value] of embedding.entries()) {
    const places = stage.data.filter((_, i) => i % 64 === channel);
    assert.ok(Math.abs(value - mean(places)) < 1e-4);
  }
});

inChromium('features come by name, with the time of every step', async () => {
  const { usual, block, first, afterwards } = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    const answer = await classifier.classify(photo);
    const all = await classifier.features(photo);
    const names = ['shortcut', 'branch', 'sum'].map((value) => `stage1.block1.${value}`);
    const one = await classifier.features(photo, { names, topK: 2 });
    return {
      first: answer,
      usual: {
        ...all,
        features: Object.entries(all.features).map(([name, { height, width, channels, data }]) => [
          name,
          [height, width, channels],
          data instanceof Float32Array && data.length === height * width * channels,
        ]),
      },
      block: {
        values: names.map((name) => [...one.features[name].data]),
        top: one.predictions.length,
      },
      afterwards: await classifier.classify(photo),
    };
  });
  assert.deepEqual(usual.features, [
    ['stem', [56, 56, 8], true],
    ['stage1', [56, 56, 8], true],
    ['stage2', [28, 28, 16], true],
    ['stage3', [14, 14, 32], true],
    ['stage4', [7, 7, 64], true],
    ['pooled', [1, 1, 64], true],
  ]);
  assert.equal(usual.steps[0].name, 'stem.conv');
  assert.equal(usual.steps.at(-1).name, 'head.linear');
  for (const { ms } of usual.steps) assert.ok(ms >= 0);
  assert.deepEqual(usual.predictions, first);
  // 300 x 200 becomes 384 x 256; the middle 224 x 224 begins at (80, 16).
  for (const [side, value] of Object.entries({ x: 62.5, y: 12.5, width: 175, height: 175 })) {
    assert.ok(Math.abs(usual.seen[side] - value) < 1e-9, side);
  }
  const [shortcut, branch, sum] = block.values;
  for (const [i, value] of sum.entries()) {
    assert.ok(Math.abs(value - shortcut[i] - branch[i]) < 1e-4);
  }
  assert.equal(block.top, 2);
  assert.deepEqual(afterwards, first);
});

inChromium('without shortcuts the network answers otherwise, and only that once', async () => {
  const { without, first, afterwards } = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    return {
      first: await classifier.classify(photo),
      without: (await classifier.features(photo, { names: [], shortcuts: false })).predictions,
      afterwards: await classifier.classify(photo),
    };
  });
  assert.notDeepEqual(without, first);
  assert.deepEqual(afterwards, first);
});

inChromium(
  'a block that is left out passes its input on, and what comes before is not run',
  async () => {
    const { whole, first, again, shortcut, error } = await page.evaluate(async () => {
      const { classifier, photo } = /** @type {any} */ (globalThis);
      const names = ['stage2.block1', 'stage2.block2', 'logits'];
      const ask = async (/** @type {any} */ options) => {
        const { features, steps } = await classifier.features(photo, { names, ...options });
        return {
          values: Object.fromEntries(names.map((name) => [name, [...features[name].data]])),
          steps: steps.map((/** @type {{ name: string }} */ { name }) => name),
        };
      };
      return {
        whole: await ask({}),
        first: await ask({ without: ['stage2.block2'] }),
        again: await ask({ without: ['stage2.block2.branch'] }),
        shortcut: await ask({ without: ['stage2.block2.shortcut'] }),
        error: await classifier
          .features(photo, { without: ['stage2'] })
          .catch((/** @type {any} */ { code, message }) => ({ code, message })),
      };
    });
    const input = whole.values['stage2.block1'];
    // The block before ends in ReLU: nothing of it is below zero.
    assert.deepEqual(first.values['stage2.block2'], input);
    assert.deepEqual(first.values['stage2.block1'], input);
    assert.notDeepEqual(first.values.logits, whole.values.logits);
    assert.deepEqual(again, first);
    assert.ok(
      !first.steps.some(
        (/** @type {string} */ name) =>
          /^(stem|stage1|stage2)/.test(name) && name !== 'stage2.block2',
      ),
    );
    assert.equal(first.steps.at(-1), 'head.linear');
    assert.notDeepEqual(shortcut.values.logits, first.values.logits);
    assert.equal(error.code, 'invalid-option');
    assert.match(
      error.message,
      /"stage2", which is not a block.*"stage1.block1" to "stage4.block2"/,
    );
  },
);

inChromium(
  'the design counts the parameters, and the weights of stem and head make the numbers',
  async () => {
    const found = await page.evaluate(async () => {
      const { classifier, photo } = /** @type {any} */ (globalThis);
      const { features } = await classifier.features(photo, {
        names: ['input', 'stem.conv', 'pooled', 'logits'],
      });
      const plain = (/** @type {any} */ one) => ({
        ...one,
        data: [...one.data],
        bias: [...one.bias],
      });
      return {
        design: classifier.info().design,
        stem: plain(await classifier.weights('stem')),
        head: plain(await classifier.weights('head')),
        ...Object.fromEntries(
          Object.entries(features).map(([name, { data }]) => [
            name,
            [.../** @type {any} */ (data)],
          ]),
        ),
      };
    });
    const { design, stem, head, input, pooled, logits } = found;
    assert.deepEqual(
      design.stages.map(({ blocks }) => blocks.map(({ type, shortcut }) => `${type} ${shortcut}`)),
      [
        ['basic identity', 'basic identity'],
        ...Array(3).fill(['basic projection', 'basic identity']),
      ],
    );
    assert.deepEqual(design.stem.pool, { window: 3, stride: 2, padding: 1 });
    for (const [index, logit] of logits.entries()) {
      let sum = head.bias[index];
      for (let i = 0; i < head.inputs; i++) sum += head.data[index * head.inputs + i] * pooled[i];
      assert.ok(Math.abs(sum - logit) < 1e-3, `${sum} ${logit}`);
    }
    // The filter over the 7 x 7 pixels around (40, 60), which is the place (20, 30) at stride 2 and padding 3.
    const [filter, x, y] = [5, 20, 30];
    let sum = stem.bias[filter];
    for (let dy = 0; dy < 7; dy++)
      for (let dx = 0; dx < 7; dx++)
        for (let c = 0; c < 3; c++)
          sum +=
            stem.data[((filter * 7 + dy) * 7 + dx) * 3 + c] *
            input[((2 * y - 3 + dy) * 224 + 2 * x - 3 + dx) * 3 + c];
    assert.ok(Math.abs(sum - found['stem.conv'][(y * 112 + x) * 8 + filter]) < 1e-3);
  },
);

inChromium('an explanation accounts for the logit of its class', async () => {
  const { best, bee, third, logits, image, answer } = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    const { heatmap } = await import('/src/index.js');
    const plain = (/** @type {any} */ one) => ({ ...one, data: [...one.data] });
    const explanation = await classifier.explain(photo);
    const picture = heatmap(explanation, { width: 70, height: 70 });
    // The middle of each place, 10 x 10 pixels of the picture.
    const alpha = Array.from({ length: 49 }, (_, i) => {
      const [x, y] = [10 * (i % 7) + 5, 10 * Math.floor(i / 7) + 5];
      return picture.data[4 * (70 * y + x) + 3];
    });
    return {
      best: plain(explanation),
      bee: plain(await classifier.explain(photo, { label: 'bee' })),
      third: plain(await classifier.explain(photo, { label: 3 })),
      logits: [...(await classifier.logits(photo))],
      image: { width: picture.width, height: picture.height, alpha },
      answer: (await classifier.classify(photo))[0],
    };
  });
  const { label, index, probability } = best;
  assert.deepEqual({ label, index, probability }, answer);
  assert.deepEqual([bee.label, bee.index, third.label, third.index], ['bee', 1, 'dog', 3]);
  for (const one of [best, bee, third]) {
    assert.deepEqual([one.width, one.height, one.data.length], [7, 7, 49]);
    assert.ok(Math.abs(mean(one.data) + one.bias - logits[one.index]) < 1e-3);
  }
  assert.deepEqual([image.width, image.height], [70, 70]);
  const hottest = (/** @type {number[]} */ values) => values.indexOf(Math.max(...values));
  assert.equal(hottest(image.alpha), hottest(best.data));
});

inChromium('a part of a photo is answered as a photo of its own', async () => {
  const { fromFile, fromPixels, alone, seen } = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    const crop = { x: 30, y: 20, width: 150, height: 120 };
    const bitmap = await createImageBitmap(photo, crop.x, crop.y, crop.width, crop.height);
    return {
      fromFile: await classifier.classify(photo, { crop }),
      fromPixels: await classifier.classify(await createImageBitmap(photo), { crop }),
      alone: await classifier.classify(bitmap),
      seen: (await classifier.features(photo, { names: [], crop })).seen,
    };
  });
  assert.deepEqual(fromFile, alone);
  assert.deepEqual(fromPixels, alone);
  // 150 x 120 becomes 320 x 256; the middle begins at (48, 16).
  assert.ok(Math.abs(seen.x - (30 + (48 * 150) / 320)) < 1e-9);
  assert.ok(Math.abs(seen.y - (20 + (16 * 120) / 256)) < 1e-9);
});

inChromium('what cannot be looked at is refused with a code', async () => {
  const failures = await page.evaluate(async () => {
    const { classifier, photo } = /** @type {any} */ (globalThis);
    /** @param {Promise<any>} call */
    const failure = (call) =>
      call.then(
        () => 'none',
        (error) => `${error.code}: ${error.message}`,
      );
    const crop = { x: 200, y: 0, width: 101, height: 50 };
    const outcomes = {
      crop: await failure(classifier.classify(photo, { crop })),
      name: await failure(classifier.features(photo, { names: ['stage9'] })),
      label: await failure(classifier.explain(photo, { label: 'yak' })),
      index: await failure(classifier.explain(photo, { label: 10 })),
      file: await failure(classifier.embed(new Blob(['no image']))),
    };
    await classifier.classify(photo);
    return outcomes;
  });
  assert.match(failures.crop, /^invalid-option: crop .* 101 x 50 .* photo of 300 x 200/);
  assert.match(failures.name, /^invalid-option: .*"stage9"/);
  assert.match(
    failures.label,
    /^invalid-option: There is no class named "yak" among .* 10 classes/,
  );
  assert.match(failures.index, /^invalid-option: There is no class with index 10: .* 10 classes/);
  assert.match(failures.file, /^invalid-image: /);
});

inChromium('a profile says what each step costs', async () => {
  const steps = await page.evaluate(() => /** @type {any} */ (globalThis).classifier.profile());
  assert.ok(steps.length > 10);
  assert.match(steps[0].name, /^stem/);
  for (const { name, ms, flops, bytes } of steps) {
    assert.ok(
      ms >= 0 && flops >= 0 && bytes > 0,
      `${name}: ${ms} ms, ${flops} flops, ${bytes} bytes`,
    );
  }
  assert.ok(steps.some(({ ms }) => ms > 0));
});

inChromium(
  'ResNet-18 finds the Samoyed at its face',
  async () => {
    await serveDog(page);
    const { label, data } = await page.evaluate(async () => {
      const { createClassifier } = await import('/src/index.js');
      const network = await createClassifier({
        model: 'resnet18-imagenet-pqf',
        weightsUrl: '/models',
      });
      const explanation = await network.explain('/dog.jpg');
      network.close();
      return { label: explanation.label, data: [...explanation.data] };
    });
    assert.equal(label, 'Samoyed');
    const hottest = data.indexOf(Math.max(...data));
    // The face is in the upper left quarter of what the network sees.
    assert.ok(hottest % 7 < 4 && hottest < 4 * 7, String(hottest));
  },
  noShared,
);
