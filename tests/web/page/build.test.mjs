// scripts/build-page.sh with a network beside the built-in one.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { listModels } from '../../../web/src/models.js';
import { launchChromium } from '../lib/browser.mjs';
import { makeClone } from '../lib/clone.mjs';
import { Watch, answerFor, networkIs, noPage } from '../lib/page.mjs';
import { fact } from '../lib/pages.mjs';
import { startStaticHost } from '../lib/static-host.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const run = promisify(execFile);

// A model of the list that cannot be checked, so that a small one can stand in its place.
const MODEL = (await listModels()).find(
  ({ addresses, bytes, sha256, sha256Prefix }) =>
    addresses.length && !bytes && !sha256 && !sha256Prefix,
);
assert.ok(MODEL, 'every model of the list has a checksum');

describe('scripts/build-page.sh', { skip: noPage }, () => {
  /** @type {ReturnType<typeof makeClone>} */
  let clone;
  before(() => {
    clone = makeClone();
  });
  after(() => clone?.remove());

  /** @param {string[]} args */
  const buildPage = (...args) =>
    run(process.execPath, [join(clone.folder, 'scripts/web/build-page.mjs'), ...args]);

  test('says which network it does not know, and which one is not fetched', async () => {
    await assert.rejects(buildPage('--model', 'resnet19'), {
      code: 1,
      stderr: /^error: there is no model resnet19 in weights\/models\.json\n$/,
    });
    await assert.rejects(buildPage('--model', MODEL.name), {
      code: 1,
      stderr: new RegExp(`^error: .*scripts/fetch-weights.sh ${MODEL.name}.*\n$`),
    });
  });

  test('replaces no folder but one that it made [regression]', async () => {
    const other = join(clone.folder, 'other');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'service-worker.js'), '// precious');
    for (const folder of [other, join(clone.folder, 'web')]) {
      await assert.rejects(buildPage('--to', folder), {
        code: 1,
        stderr:
          /^error: .* is there already and is no page of ours; name another folder with --to\n$/,
      });
      assert.ok(readFileSync(join(folder, 'service-worker.js'), 'utf8').length);
    }
  });

  test('with --model makes a page that opens with that network and asks no other site', async () => {
    const downloads = join(clone.folder, 'weights/downloads');
    mkdirSync(downloads, { recursive: true });
    writeFileSync(join(downloads, MODEL.file), tinyCheckpoint({ classes: MODEL.classes }));
    const site = join(clone.folder, 'site');
    const { stdout } = await buildPage('--to', site, '--model', MODEL.name);
    assert.match(stdout, /^The page is in /);
    const host = await startStaticHost(site, { base: '/deep/path/' });
    const browser = await launchChromium();
    try {
      const context = await browser.newContext({ locale: 'en-US', serviceWorkers: 'block' });
      const watch = new Watch(context);
      const page = await context.newPage();
      await page.goto(host.address);
      await networkIs(page, 'ready');
      assert.equal(await page.locator('#model-chip').textContent(), `${MODEL.name} is ready`);
      assert.equal(await fact(page, 'labels'), 'known');
      await page.click('[data-sample=cup]');
      assert.equal((await answerFor(page, 'cup.webp')).bars.length, 5);
      await page.click('.model-list summary');
      const row = page.locator('.model-list li', { hasText: MODEL.name }).first();
      assert.match((await row.textContent()) ?? '', /on this site.*In use$/);
      assert.deepEqual(watch.foreign(host.origin), []);
      assert.deepEqual(watch.errors, []);
    } finally {
      await host.close();
      await browser.close();
    }
  });
});
