// The words of the page, in both of its languages.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noPage, speak } from '../../lib/page.mjs';
import { makeNotice, startPages, visitAnswered } from '../../lib/pages.mjs';

describe('the words of the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    page = await visitAnswered(pages, 'pan');
  });
  after(() => pages?.close());

  test('the page speaks Korean when it is asked to, and when the browser does', async () => {
    await makeNotice(page);
    await speak(page, 'ko');
    assert.equal(await page.locator('#question').textContent(), '이 사진에는 무엇이 있을까요?');
    assert.match((await page.locator('#times').textContent()) ?? '', /디코딩/);
    assert.equal(await page.title(), 'Residua: 이 사진에는 무엇이 있을까요?');
    assert.equal(await page.getAttribute('#stage-photo', 'alt'), '사진 pan.webp');
    assert.equal(
      await page.locator('#notice p').textContent(),
      'https://… 형식의 주소가 아닙니다.',
    );
    assert.equal(await page.locator('#notice button').textContent(), '닫기');
    await speak(page, 'en');
    assert.equal(await page.locator('#question').textContent(), 'What is in this photo?');
    const other = await pages.visit({ locale: 'ko-KR' });
    assert.equal(await other.page.locator('#pick').textContent(), '사진 선택');
    await other.context.close();
  });
});
