// The page in three engines: its main ways, with the same answers as Node's.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { createClassifier } from '../../../web/dist/node.js';
import { noBuiltin } from '../lib/builtin.mjs';
import { ENGINES, until } from '../lib/engines.mjs';
import { SCREENSHOTS, makeFile, sample } from '../lib/page.mjs';
import { noSamplesOnPage, pageSample, samples } from '../lib/samples.mjs';
import { startServer } from '../lib/server.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

for (const { name, skip, start } of ENGINES) {
  describe(`the page in ${name}`, { skip: skip || noBuiltin || noSamplesOnPage }, () => {
    /** @type {Awaited<ReturnType<typeof startServer>>} */
    let server;
    /** @type {import('../lib/engines.mjs').Visitor} */
    let visitor;
    /** @type {Awaited<ReturnType<typeof createClassifier>>} */
    let node;
    const [second] = samples();

    before(async () => {
      server = await startServer();
      node = await createClassifier();
      visitor = await start();
      await visitor.goto(`${server.origin}/page/?lang=en`);
      await networkReady();
    });
    after(async () => {
      await visitor?.close();
      node?.close();
      await server?.close();
    });

    const networkReady = () =>
      until(visitor, () => document.querySelector('#model-chip[data-state=ready]') !== null);

    /** @param {string} selector */
    const appears = (selector) =>
      until(visitor, (wanted) => document.querySelector(wanted) !== null, selector);

    /** @param {string} file */
    async function answered(file) {
      await until(
        visitor,
        (wanted) =>
          document.querySelector('#answer-file')?.textContent === wanted &&
          document.querySelectorAll('#times [data-ms]').length === 3,
        file,
      );
      return visitor.run(() =>
        [...document.querySelectorAll('#bars > li:not([hidden])')].map((row) => ({
          label: row.querySelector('.bar-label')?.textContent?.trim() ?? '',
          probability: parseFloat(row.querySelector('.bar-value')?.textContent ?? '') / 100,
        })),
      );
    }

    /** @param {Awaited<ReturnType<typeof answered>>} bars @param {string} photo */
    async function sameAsNode(bars, photo) {
      const expected = await node.classify(photo, { topK: bars.length });
      assert.ok(bars.length >= 3, `${bars.length} bars`);
      expected.forEach(({ probability }, place) => {
        // Shown with one digit after the point, or fewer.
        const off = Math.abs(bars[place].probability - probability);
        assert.ok(off <= 0.006, `${photo}: bar ${place} says ${bars[place].probability}`);
      });
      assert.equal(bars[0].label, expected[0].label);
    }

    test('a sample is answered as in Node', async () => {
      await appears('[data-sample=dog]');
      await visitor.click('[data-sample=dog]');
      await sameAsNode(await answered('dog.webp'), pageSample('dog'));
      writeFileSync(`${SCREENSHOTS}engine-${name}.png`, await visitor.screenshot());
    });

    test('a chosen photo is answered as in Node', async () => {
      await visitor.choose('#pick-input', [sample(second)]);
      await sameAsNode(await answered(`${second}.jpg`), sample(second));
    });

    test('a file that is no image is refused with a sentence', async () => {
      await visitor.choose('#pick-input', [makeFile('broken.jpg', 'no image')]);
      await until(visitor, () => /“broken\.jpg”/.test(document.body.textContent ?? ''));
      const said = await visitor.run(() => document.body.textContent ?? '');
      assert.match(said, /“broken\.jpg” is not (a picture|an image)/);
    });

    test('several photos fill the gallery', async () => {
      const names = samples().slice(0, 4);
      await visitor.choose('#pick-input', names.map(sample));
      await until(
        visitor,
        (count) => document.querySelectorAll('.card[data-state=done]').length === count,
        names.length,
      );
      const labels = await visitor.run(() =>
        [...document.querySelectorAll('.card[data-state=done]')].map((card) => card.textContent),
      );
      const [best] = await node.classify(sample(names[0]), { topK: 1 });
      assert.ok(
        labels.some((text) => text?.includes(best.label)),
        `no card says ${best.label}`,
      );
    });

    test('the inside opens, shows maps, and goes without shortcuts', async () => {
      await visitor.click('[data-sample=dog]');
      await answered('dog.webp');
      await visitor.click('#open-inside');
      await until(visitor, () => document.querySelectorAll('#inside .map button').length > 4);
      await visitor.run(() =>
        /** @type {HTMLElement} */ (document.querySelectorAll('#inside .map button')[1]).click(),
      );
      // A map of noise or of nothing would be of one colour.
      await until(visitor, () => {
        const canvas = /** @type {HTMLCanvasElement | null} */ (
          document.querySelector('#inside .panel-map')
        );
        if (!canvas?.width) return false;
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(pixels?.data).size > 2;
      });
      await visitor.run(() =>
        /** @type {HTMLElement} */ (document.querySelector('#inside [data-chapter=skips]')).click(),
      );
      await until(visitor, () => Boolean(document.querySelector('#inside .inside-without')));
      await visitor.run(() =>
        /** @type {HTMLElement} */ (document.querySelector('#inside .inside-without')).click(),
      );
      await until(visitor, () =>
        Boolean(document.querySelector('#inside .inside-said')?.textContent),
      );
    });

    test('Korean and the dark theme come and go', async () => {
      await visitor.run(() => scrollTo(0, 0));
      await visitor.run(() => {
        const list = /** @type {HTMLSelectElement} */ (document.querySelector('#switch-language'));
        list.value = 'ko';
        list.dispatchEvent(new Event('change'));
      });
      await appears('html[lang=ko]');
      await visitor.click('#switch-theme');
      await until(visitor, () => document.documentElement.dataset.theme !== undefined);
      await visitor.run(() => {
        const list = /** @type {HTMLSelectElement} */ (document.querySelector('#switch-language'));
        list.value = 'en';
        list.dispatchEvent(new Event('change'));
      });
      await appears('html[lang=en]');
    });

    test('a checkpoint of the visitor becomes the network', async () => {
      const file = makeFile('mine.safetensors', tinyCheckpoint({ classes: 7 }));
      await visitor.choose('#pick-input', [file]);
      await until(
        visitor,
        () => document.querySelector('[data-fact=name]')?.textContent === 'mine.safetensors',
      );
      const classes = await visitor.run(
        () => document.querySelector('[data-fact=classes]')?.textContent,
      );
      assert.equal(classes, '7');
    });
  });
}
