// The larger network that the page offers where the built-in one is not sure. Both are small ones here, and a server of our own
// stands for the public address.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listModels } from '../../../../web/src/models.js';
import {
  SCREENSHOTS,
  Watch,
  answerFor,
  drop,
  noPage,
  readAnswer,
  sample,
  speak,
} from '../../lib/page.mjs';
import { fact, startPages } from '../../lib/pages.mjs';
import { startStaticHost } from '../../lib/static-host.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';

const LIST = await listModels();
const RECOMMENDED = LIST.filter(({ recommended }) => recommended);
const GOOD = RECOMMENDED.filter(({ recommended }) => recommended === 'good');

// 1000 classes of about the same probability: neither class nor group is certain.
const BUILTIN = withCard(tinyCheckpoint({ classes: 1000 }), { temperature: 20, threshold: 0.9 });
const LARGER = tinyCheckpoint({ classes: 1000, seed: 7, width: 16 });

/**
 * @param {Uint8Array} file of safetensors
 * @param {object} card
 * @returns {Buffer} the same with a card in its metadata
 */
function withCard(file, card) {
  const length = Number(Buffer.from(file.buffer, file.byteOffset, 8).readBigUInt64LE());
  const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString());
  const json = JSON.stringify({ __metadata__: { residua: JSON.stringify(card) }, ...header });
  const padded = Buffer.from(json.padEnd(8 * Math.ceil(json.length / 8)));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([size, padded, file.subarray(8 + length)]);
}

test('three networks of the list are recommended, ever larger and better, and all is known of them', () => {
  const bySize = RECOMMENDED.toSorted((a, b) => (a.megabytes ?? 0) - (b.megabytes ?? 0));
  assert.deepEqual(
    bySize.map(({ recommended }) => recommended),
    ['small', 'good', 'best'],
  );
  for (const { addresses, licence, top1, megabytes, sha256, sha256Prefix } of bySize) {
    assert.ok(addresses.length && licence && top1 && megabytes && (sha256 || sha256Prefix));
  }
  const accuracies = bySize.map(({ top1 }) => top1 ?? 0);
  assert.deepEqual(
    accuracies,
    accuracies.toSorted((a, b) => a - b),
  );
});

describe('a larger network', { skip: noPage }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'residua-better-'));
  const [{ name }] = GOOD;
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** The public address. @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let host;

  before(async () => {
    writeFileSync(join(folder, 'model.safetensors'), LARGER);
    host = await startStaticHost(folder, { headers: { 'Access-Control-Allow-Origin': '*' } });
    pages = await startPages();
  });
  after(async () => {
    await host?.close();
    rmSync(folder, { recursive: true });
    await pages?.close();
  });

  /**
   * @param {{ sha256?: string }} row what the list says differently
   * @param {(page: import('playwright-core').Page, asked: () => string[]) => Promise<void>} look asked: what was asked of
   *   other sites
   */
  const visit = async (row, look) => {
    const list = LIST.map((model) =>
      model.name === name
        ? {
            ...model,
            addresses: [`${host.origin}/model.safetensors`],
            bytes: LARGER.length,
            sha256: createHash('sha256').update(LARGER).digest('hex'),
            ...row,
          }
        : model,
    );
    const context = await pages.browser.newContext({
      locale: 'en-US',
      viewport: { width: 1280, height: 900 },
      serviceWorkers: 'block',
    });
    /** @param {string} path @param {string | Buffer} body */
    const serve = (path, body) =>
      context.route(
        ({ pathname }) => pathname === path,
        (route) =>
          route.fulfill({
            body,
            contentType: path.endsWith('.js') ? 'text/javascript' : 'application/octet-stream',
            headers: { 'Cross-Origin-Resource-Policy': 'same-origin' },
          }),
      );
    await serve('/dist/builtin.safetensors', BUILTIN);
    await serve(
      '/dist/builtin.js',
      `export const builtin = ${JSON.stringify({ file: 'builtin.safetensors', bytes: BUILTIN.length })};`,
    );
    await serve(
      '/dist/models.js',
      `export const list = ${JSON.stringify(list)};
       export const languages = {};
       export const labelFiles = {
         'imagenet-labels.txt': async () => ({ labels: Array.from({ length: 1000 }, (_, i) => 'name ' + i) }),
       };`,
    );
    await context.route('**/weights/downloads/index.json', (route) =>
      route.fulfill({ status: 404 }),
    );
    try {
      const watch = new Watch(context);
      const page = await context.newPage();
      await page.goto(`${pages.origin}/page/`);
      await page.waitForSelector('#model-chip[data-state=ready]');
      await drop(page, [sample('apple')]);
      await answerFor(page, 'apple.jpg');
      await look(page, () => watch.foreign(pages.origin));
    } finally {
      await context.close();
    }
  };

  test('is offered with what it is and where it comes from; nothing is asked before the click', () =>
    visit({}, async (page, asked) => {
      await page.waitForSelector('#better .better-go:not([hidden])');
      const facts = (await page.locator('.better-facts').textContent()) ?? '';
      for (const part of [/80\.4%/, /MB/, /Apache-2\.0/, new RegExp(new URL(host.origin).host)])
        assert.match(facts, part);
      assert.match((await page.locator('.better-words').textContent()) ?? '', new RegExp(name));
      assert.deepEqual(asked(), []);
      await page.screenshot({ path: `${SCREENSHOTS}better-offer.png` });

      const first = await readAnswer(page);
      assert.equal(first.name, 'Not sure');
      await page.click('.better-go');
      await page
        .locator('.better-words', { hasText: 'The built-in network said: Not sure.' })
        .waitFor();
      const second = await answerFor(page, 'apple.jpg');
      assert.notDeepEqual(second.bars, first.bars);
      assert.match(second.bars[0].label, /^name \d+$/);
      assert.equal(await fact(page, 'name'), name);
      assert.deepEqual(new Set(asked()), new Set([`${host.origin}/model.safetensors`]));
      await page.screenshot({ path: `${SCREENSHOTS}better-both.png` });
      await speak(page, 'ko');
      await page
        .locator('.better-words', { hasText: '기본 모델의 답: 잘 모르겠습니다.' })
        .waitFor();

      // The answer before is that to this photo.
      await drop(page, [sample('lemon')]);
      await answerFor(page, 'lemon.jpg');
      assert.equal(await page.locator('#better').isVisible(), false);
    }));

  test('that cannot be had is said so, and the built-in network stays', () =>
    visit({ sha256: '0'.repeat(64) }, async (page) => {
      await page.click('.better-go');
      await page
        .locator('.better-words', { hasText: `${name} could not be downloaded.` })
        .waitFor();
      assert.match((await fact(page, 'name')) ?? '', /built-in/i);
      assert.equal((await readAnswer(page)).name, 'Not sure');
      assert.equal(await page.locator('.better-go').textContent(), 'Try again');
    }));
});
