// A language that the page does not have, added to a copy of it as the page's README says: a folder and a line.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkAccess } from '../../lib/access.mjs';
import { launchChromium } from '../../lib/browser.mjs';
import { makeClone } from '../../lib/clone.mjs';
import { Watch, noPage, openWithoutWeights, speak } from '../../lib/page.mjs';
import { dropTiny } from '../../lib/pages.mjs';
import { startServer } from '../../lib/server.mjs';

/** Marks each sentence of Korean, which has all of the words: 'key': '...' becomes 'key': '⟦...⟧'. */
const marked = (/** @type {string} */ source) =>
  source.replace(/(:\s+)(['"])((?:(?!\2).|\\.)*)\2(,\n)/g, '$1$2⟦$3⟧$2$4');

describe('a third language', { skip: noPage }, () => {
  /** @type {ReturnType<typeof makeClone>} */
  let clone;
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    clone = makeClone();
    const locales = join(clone.folder, 'web/page/locales');
    cpSync(join(locales, 'ko'), join(locales, 'tlh'), { recursive: true });
    for (const name of readdirSync(join(locales, 'tlh'))) {
      const file = join(locales, 'tlh', name);
      const source = readFileSync(file, 'utf8');
      writeFileSync(file, name === 'locale.js' ? source : marked(source));
    }
    const table = join(locales, 'languages.js');
    const line =
      "  { code: 'tlh', name: 'tlhIngan Hol', load: () => import('./tlh/locale.js') },\n";
    const source = readFileSync(table, 'utf8');
    assert.match(source, /\n];/);
    writeFileSync(table, source.replace(/\n];/, `\n${line}];`));
    server = await startServer(join(clone.folder, 'scripts/web/serve.mjs'));
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    clone?.remove();
  });

  /** @param {string} locale of the browser @param {string} [query] */
  const visit = async (locale, query) => {
    const context = await browser.newContext({ locale, serviceWorkers: 'block' });
    const watch = new Watch(context);
    return { context, watch, page: await openWithoutWeights(context, server.origin, query) };
  };

  test('is in the list, translates what is open and what opens later, and stays chosen', async () => {
    const { context, watch, page } = await visit('en-US');
    assert.deepEqual(await page.locator('#switch-language option').allTextContents(), [
      'English',
      '한국어',
      'tlhIngan Hol',
    ]);
    await dropTiny(page, 5);
    await page.click('#open-about');
    await page.locator('#about-title', { hasText: 'How it works' }).waitFor();
    await speak(page, 'tlh');
    assert.equal(await page.title(), '⟦Residua: 이 사진에는 무엇이 있을까요?⟧');
    assert.equal(await page.locator('#about-title').textContent(), '⟦작동 원리⟧');
    assert.equal(await page.locator('.settings summary').textContent(), '⟦파일로 알 수 없는 설정⟧');
    await page.click('#open-teach');
    await page.locator('#teach-title', { hasText: '⟦내 사진으로 가르치기⟧' }).waitFor();
    // Each element that names its words has them in this language.
    const others = await page
      .locator('[data-text]')
      .evaluateAll((elements) =>
        elements
          .filter(({ textContent }) => !/^⟦.*⟧$/.test(textContent ?? ''))
          .map(({ outerHTML }) => outerHTML),
      );
    assert.deepEqual(others, []);
    assert.equal(new URL(page.url()).searchParams.get('lang'), 'tlh');
    await checkAccess(page);
    await page.goto(`${server.origin}/page/`);
    await page.waitForSelector('html[lang=tlh]');
    assert.equal(await page.inputValue('#switch-language'), 'tlh');
    assert.deepEqual(watch.errors, []);
    await context.close();
  });

  test('is shown to those whose browser, or whose link, wants it', async () => {
    for (const { context, page } of [await visit('tlh'), await visit('ko-KR', '?lang=tlh')]) {
      await page.waitForSelector('html[lang=tlh]');
      assert.equal(await page.locator('#pick').textContent(), '⟦사진 선택⟧');
      await context.close();
    }
  });
});
