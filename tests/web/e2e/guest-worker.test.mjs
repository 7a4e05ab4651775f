// `worker: false` in a worker of the caller's own, where the network may have threads.

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

/**
 * Runs a function in a worker of the page; `made` in it are the workers that were made there, with `ended` on those that
 * were ended.
 * @param {string} body of an asynchronous function that returns what the test wants to know
 * @returns {Promise<any>}
 */
async function inGuestWorker(body) {
  const page = await pages.open();
  try {
    await serveBytes(page, '/tiny.safetensors', tinyCheckpoint());
    await serveBytes(page, '/text.safetensors', Buffer.from('no checkpoint'));
    await serveBytes(page, '/picture.bmp', picture());
    return await page.evaluate((text) => {
      const script = `
        const made = [];
        const Counted = class extends Worker {
          constructor(...given) {
            super(...given);
            made.push(this);
          }
          terminate() {
            this.ended = true;
            super.terminate();
          }
        };
        self.Worker = Counted;
        const { createClassifier } = await import('${location.origin}/src/index.js');
        const load = (file, threads = 2) => createClassifier({
          model: '${location.origin}/' + file, worker: false, threads,
        });
        const photo = '${location.origin}/picture.bmp';
        postMessage(await (async () => { ${text} })().catch(String));`;
      const worker = new Worker(
        URL.createObjectURL(new Blob([script], { type: 'text/javascript' })),
        { type: 'module' },
      );
      return new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    }, body);
  } finally {
    await page.context().close();
  }
}

test('[regression] closing ends the threads', { skip: noBrowser }, async () => {
  const result = await inGuestWorker(`
    const classifier = await load('tiny.safetensors');
    const { threads } = classifier.info();
    const [best] = await classifier.classify(photo);
    const before = made.filter(({ ended }) => ended).length;
    classifier.close();
    return { threads, best: best.probability > 0, before, ended: made.map(({ ended }) => ended) };`);
  assert.deepEqual(result, { threads: 2, best: true, before: 0, ended: [true] });
});

test('[regression] a load that fails ends its threads', { skip: noBrowser }, async () => {
  const result = await inGuestWorker(`
    const { code } = await load('text.safetensors').catch((error) => error);
    for (let tries = 0; !made[0]?.ended && tries < 100; tries++) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    return { code, ended: made.map(({ ended }) => ended) };`);
  assert.deepEqual(result, { code: 'unsupported-checkpoint', ended: [true] });
});

test('[regression] loads at once leave Worker as it was', { skip: noBrowser }, async () => {
  const result = await inGuestWorker(`
    const both = await Promise.all([load('tiny.safetensors'), load('tiny.safetensors', 3)]);
    const threads = both.map((one) => one.info().threads);
    const answers = [];
    for (const one of both) answers.push((await one.classify(photo)).length);
    for (const one of both) one.close();
    return { threads, answers, made: made.length, same: self.Worker === Counted };`);
  assert.deepEqual(result, { threads: [2, 3], answers: [5, 5], made: 3, same: true });
});
