// How it works, the links out of the page, and the page inside another.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { checkAccess } from '../../lib/access.mjs';
import { linesFor } from '../../../../web/page/about/embed.js';
import { SCREENSHOTS, answerFor, noPage, speak } from '../../lib/page.mjs';
import { dropTiny, startPages } from '../../lib/pages.mjs';

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

test('the links of the page are those of the package', () => {
  const { homepage, repository, bugs } = JSON.parse(read('web/package.json'));
  const links = [...read('web/page/index.html').matchAll(/<a href="(https?:[^"]+)"/g)].map(
    ([, address]) => address,
  );
  assert.deepEqual(links, [homepage, repository.url, bugs]);
});

test('the lines to copy name the network, quoted', () => {
  const address = 'https://example.org/residua/?model=x&lang=ko#how';
  const of = (/** @type {Parameters<typeof linesFor>[0]} */ current) =>
    linesFor(current, address).map(({ code }) => code);
  const [frame, module] = of({ name: 'resnet18', title: 'resnet18' });
  assert.match(
    frame,
    /^<iframe src="https:\/\/example\.org\/residua\/\?embed=&model=resnet18" [^\n]*<\/iframe>$/,
  );
  assert.match(module, /createClassifier\(\{ model: 'resnet18' \}\)/);
  assert.match(of({ name: 'builtin', title: 'builtin' })[1], /createClassifier\(\)/);
  // A local file has no address.
  const own = of({ title: "Bob's.pth" });
  assert.equal(own.length, 1);
  assert.match(own[0], /model: '\.\/Bob\\'s\.pth'/);
});

describe('how it works', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());

  for (const [name, viewport] of Object.entries({
    phone: { width: 390, height: 844 },
    desktop: { width: 1280, height: 900 },
  })) {
    test(`is said in four steps in both languages on a ${name}, and closes`, async () => {
      const { page, context } = await pages.visit({ viewport, bypassCSP: true });
      await dropTiny(page, 4);
      await page.click('#open-about');
      await page.locator('#about-title').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'about-title');
      assert.equal(await page.locator('.about-steps li').count(), 4);
      assert.match((await page.locator('.about-photo').textContent()) ?? '', /224 × 224/);
      assert.match((await page.locator('.about-network').textContent()) ?? '', /tiny\.safetensors/);
      await page.locator('#about').screenshot({ path: `${SCREENSHOTS}about-${name}.png` });
      await speak(page, 'ko');
      assert.equal(await page.locator('#about-title').textContent(), '작동 원리');
      await page.locator('#about').screenshot({ path: `${SCREENSHOTS}about-${name}-ko.png` });
      await checkAccess(page);
      await page.click('.about-close');
      assert.equal(await page.locator('#about').isVisible(), false);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'open-about');
      await context.close();
    });
  }

  test('as ?embed the page is the photo and its answer alone', async () => {
    const { page, context } = await pages.visit({
      query: '?embed',
      viewport: { width: 800, height: 640 },
    });
    for (const hidden of ['.intro', '#samples', '#model', '.foot', '.switches']) {
      assert.equal(await page.locator(hidden).isVisible(), false, hidden);
    }
    assert.ok(await page.locator('#stage').isVisible());
    await dropTiny(page, 4);
    await page.setInputFiles(
      '#pick-input',
      new URL('../../samples/apple.jpg', import.meta.url).pathname,
    );
    await answerFor(page, 'apple.jpg');
    await page.screenshot({ path: `${SCREENSHOTS}embedded.png` });
    await context.close();
  });
});
