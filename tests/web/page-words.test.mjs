// The words of the page, in both of its languages.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { noPage } from './lib/page.mjs';
import { makeNotice, startPages, visitAnswered } from './lib/pages.mjs';

describe('the words of the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    page = await visitAnswered(pages, 'light');
  });
  after(() => pages?.close());

  test('the page speaks Korean when it is asked to, and when the browser does', async () => {
    await makeNotice(page);
    await page.click('#switch-language');
    await page.waitForFunction(() => document.documentElement.lang === 'ko');
    assert.equal(await page.locator('#question').textContent(), '이 사진에는 무엇이 있을까요?');
    assert.match((await page.locator('#times').textContent()) ?? '', /디코딩/);
    assert.equal(await page.title(), 'Residua: 이 사진에는 무엇이 있을까요?');
    assert.equal(await page.getAttribute('#stage-photo', 'alt'), '사진 light.jpg');
    assert.equal(
      await page.locator('#notice p').textContent(),
      'https://… 형식의 주소가 아닙니다.',
    );
    assert.equal(await page.locator('#notice button').textContent(), '닫기');
    await page.click('#switch-language');
    await page.waitForFunction(() => document.documentElement.lang === 'en');
    assert.equal(await page.locator('#question').textContent(), 'What is in this photo?');
    const other = await pages.visit({ locale: 'ko-KR' });
    assert.equal(await other.page.locator('#pick').textContent(), '사진 선택');
    await other.context.close();
  });

  test('every sentence of the one language is there in the other', async () => {
    const { default: en } = await import('../../web/page/text/en.js');
    const { default: ko } = await import('../../web/page/text/ko.js');
    const { default: inside } = await import('../../web/page/inside/words.js');
    const { default: about } = await import('../../web/page/about/about-words.js');
    const { default: teach } = await import('../../web/page/teach/words.js');
    const html = await readFile(new URL('../../web/page/index.html', import.meta.url), 'utf8');
    const inPage = [...html.matchAll(/data-text="([^"]+)"/g)].map(([, key]) => key);
    const keys = new Set([...Object.keys(en), ...inPage]);
    // Korean has no singular.
    assert.deepEqual(
      [...keys].filter((key) => !(key in ko) && !key.endsWith('.one')),
      [],
    );
    assert.deepEqual(
      Object.keys(ko).filter((key) => !keys.has(key)),
      [],
    );
    assert.deepEqual(Object.keys(inside.ko), Object.keys(inside.en));
    assert.deepEqual(Object.keys(about.ko), Object.keys(about.en));
    // The same values are filled in.
    const holes = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const key of Object.keys(ko).filter((one) => one in en))
      assert.deepEqual(holes(ko[key]), holes(en[key]), key);
    for (const [key, words] of Object.entries(about.en)) {
      assert.deepEqual(holes(about.ko[key]), holes(words), key);
    }
    for (const key of Object.keys(inside.en)) {
      assert.deepEqual(holes(inside.ko[key]), holes(inside.en[key]), key);
    }
    // Korean has no singular.
    const plural = Object.keys(teach.en).filter((key) => !key.endsWith('.one'));
    assert.deepEqual(Object.keys(teach.ko), plural);
    /** @type {{ en: Record<string, string>, ko: Record<string, string> }} */
    const { en: english, ko: korean } = teach;
    for (const key of plural) assert.deepEqual(holes(korean[key]), holes(english[key]), key);
  });
});
