// What all sections of the page do alike: they are labelled, speak the language, take the focus and give it back.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answerFor, drop, noPage, sample, speak } from '../lib/page.mjs';
import { dropTiny, startPages } from '../lib/pages.mjs';

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} english its title
 * @property {string} korean
 * @property {string} [opener] what is clicked, and has the focus after it is closed
 * @property {string} [closer]
 * @property {string} [focused] what has the focus in it; none: the focus stays where it is
 */

/** @type {Case[]} */
const CASES = [
  { id: 'gallery', english: 'Many photos', korean: '여러 사진', closer: '.gallery-clear' },
  {
    id: 'camera',
    english: 'Camera',
    korean: '카메라',
    opener: '#open-camera',
    closer: '.camera-stop',
    focused: '.camera-pause',
  },
  {
    id: 'inside',
    english: 'Inside the network',
    korean: '신경망 내부',
    opener: '#open-inside',
    closer: '.inside-close',
    focused: '#inside-title',
  },
  {
    id: 'teach',
    english: 'Teach it your own things',
    korean: '내 사진으로 가르치기',
    opener: '#open-teach',
    closer: '.teach-close',
    focused: '#teach-title',
  },
  {
    id: 'about',
    english: 'How it works',
    korean: '작동 원리',
    opener: '#open-about',
    closer: '.about-close',
    focused: '#about-title',
  },
  { id: 'model', english: 'The network', korean: '모델' },
];

describe('the sections of the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;
  /** @type {import('../lib/page.mjs').Watch} */
  let watch;
  before(async () => {
    pages = await startPages({
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    });
    ({ page, watch } = await pages.visit({ permissions: ['camera'] }));
    await dropTiny(page, 5);
    await page.click('[data-sample=dog]');
    await answerFor(page, 'dog.webp');
  });
  after(() => pages?.close());

  test('are these six', async () => {
    const ids = await page
      .locator('main > section[id]')
      .evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(ids.toSorted(), CASES.map(({ id }) => id).toSorted());
  });

  for (const { id, english, korean, opener, closer, focused } of CASES) {
    test(`${id}: has a title, speaks each language, takes the focus and gives it back`, async () => {
      const section = page.locator(`#${id}`);
      const title = page.locator(`#${id}-title`);
      const open = async () => {
        if (opener) await page.click(opener);
        else if (closer) await drop(page, ['bus', 'lemon'].map(sample));
        await title.waitFor();
      };
      await open();
      assert.equal(await section.getAttribute('aria-labelledby'), `${id}-title`);
      assert.equal(await title.textContent(), english);
      const hasFocus = (/** @type {string} */ selector) =>
        page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
      if (focused) await hasFocus(focused);
      await speak(page, 'ko');
      assert.equal(await title.textContent(), korean);
      if (closer) {
        await page.click(closer);
        await section.waitFor({ state: 'hidden' });
        await hasFocus(opener ?? '#pick');
        // The language is changed while it is closed.
        await speak(page, 'en');
        await open();
        assert.equal(await title.textContent(), english);
        // What is computed is written when it is there; names of files keep their language.
        await page.waitForFunction(
          (element) => !/[가-힣]/.test(element?.innerText.replace(/\S+\.\w+/g, '') ?? ''),
          /** @type {import('playwright-core').ElementHandle<HTMLElement>} */ (
            await section.elementHandle()
          ),
        );
        await page.click(closer);
        await section.waitFor({ state: 'hidden' });
      }
      await speak(page, 'en');
      assert.deepEqual(watch.errors, []);
    });
  }
});
