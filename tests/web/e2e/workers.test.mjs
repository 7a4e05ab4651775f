// Photos side by side on a page that is not cross-origin isolated, which most hosts are not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { serveBytes, startModulePages } from '../lib/module-page.mjs';
import { picture } from '../lib/picture.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

/** @type {Awaited<ReturnType<typeof startModulePages>>} */
let pages;
before(async () => {
  if (!noBrowser) pages = await startModulePages();
});
after(() => pages?.close());

test(
  'two workers answer as one does, in order, and the death of one loses no photo',
  { skip: noBrowser },
  async () => {
    const page = await pages.open({});
    await serveBytes(page, '/tiny.safetensors', tinyCheckpoint());
    await serveBytes(page, '/picture.bmp', picture());
    const found = await page.evaluate(async () => {
      const { createClassifier } = await import('/src/index.js');
      /** @type {Worker[]} */
      const started = [];
      globalThis.Worker = class extends Worker {
        constructor(...args) {
          super(...args);
          started.push(this);
        }
      };
      const good = await (await fetch('/picture.bmp')).arrayBuffer();
      const photos = Array.from({ length: 12 }, (_, i) =>
        i === 5 ? new Uint8Array([1, 2, 3]) : new Uint8Array(good),
      );
      const answersOf = async (classifier, afterFirst) => {
        const all = [];
        for await (const { index, predictions, error } of classifier.classifyEach(photos)) {
          all.push([index, error?.code ?? predictions]);
          if (index === 0) afterFirst?.();
        }
        return all;
      };
      const one = await createClassifier({ model: '/tiny.safetensors' });
      const expected = await answersOf(one);
      one.close();
      const two = await createClassifier({ model: '/tiny.safetensors', workers: 2 });
      while (two.info().workers < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      const alike = await answersOf(two);
      const lost = await answersOf(two, () => {
        const [, first] = started;
        first.terminate();
        first.dispatchEvent(new ErrorEvent('error', { message: 'it died' }));
      });
      const left = two.info().workers;
      two.close();
      return {
        left,
        isolated: crossOriginIsolated,
        workers: started.length,
        expected,
        alike,
        lost,
      };
    });
    assert.equal(found.isolated, false);
    assert.equal(found.workers, 3);
    assert.equal(found.left, 1);
    assert.equal(found.expected[5][1], 'invalid-image');
    assert.deepEqual(
      found.expected.map(([index]) => index),
      [...Array(12).keys()],
    );
    assert.deepEqual(found.alike, found.expected);
    assert.deepEqual(found.lost, found.expected);
    await page.context().close();
  },
);
