// The page with the keyboard only, without motion, and its announcements to screen readers.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answerFor, drop, makeFile, noPage, sample } from '../lib/page.mjs';
import { dropTiny, makeNotice, noticeOn, startPages } from '../lib/pages.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

/** @typedef {import('playwright-core').Page} Page */

const STOPS = 80;

/** @param {Page} page @param {string} selector */
const hasFocus = (page, selector) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

/**
 * Presses Tab until the focus is there.
 * @param {Page} page
 * @param {string} selector
 * @param {'Tab' | 'Shift+Tab'} [key]
 */
const tabTo = async (page, selector, key = 'Tab') => {
  for (let press = 0; press < STOPS; press++) {
    if (await hasFocus(page, selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${STOPS} times ${key} do not lead to ${selector}`);
};

describe('the page by keys alone', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {Page} */
  let page;

  before(async () => {
    pages = await startPages();
    ({ page } = await pages.visit());
    await dropTiny(page, 7);
  });
  after(() => pages?.close());

  test('jumps to the photo', async () => {
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await page.keyboard.press('Tab');
    assert.ok(await hasFocus(page, '.jump'));
    await page.keyboard.press('Enter');
    assert.ok(await hasFocus(page, '#main'));
  });

  test('a sample is picked and answered', async () => {
    await tabTo(page, '[data-sample=dog]');
    await page.keyboard.press('Enter');
    assert.equal((await answerFor(page, 'dog.webp')).bars.length, 5);
    assert.ok(await hasFocus(page, '[data-sample=dog]'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    const next = await page.evaluate(() => document.activeElement?.getAttribute('data-sample'));
    await answerFor(page, `${next}.webp`);
  });

  test('the inside is opened, a part and a channel are chosen', async () => {
    await tabTo(page, '#open-inside', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.map button');
    assert.ok(await hasFocus(page, '#inside-title'));
    await page.waitForSelector('.lab-chapter[data-name=stem]');
    await tabTo(page, '[data-part=stem]');
    // Photo, stem, and the first block of all: arrow keys walk the map, which is one stop for Tab.
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    await page.waitForSelector('[data-part="stage2.block1"][aria-pressed=true]');
    assert.ok(await hasFocus(page, '[data-part="stage2.block1"]'), 'the focus goes along');
    await page.waitForSelector('.maps-grid');
    await tabTo(page, '.maps-choose input');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    const caption = page.locator('.maps-caption');
    const chosen = (/** @type {number} */ channel) =>
      page.locator('.maps-caption', { hasText: `Channel ${channel} of 16` }).waitFor();
    await chosen(3);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await chosen(4);
    // With Tab a number is taken and the focus goes on.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await chosen(5);
    await tabTo(page, '.maps-grid button:last-child', 'Shift+Tab');
    const channel = await page.getAttribute('.maps-grid button:last-child', 'data-channel');
    await page.keyboard.press('Enter');
    assert.ok((await caption.textContent())?.startsWith(`Channel ${Number(channel) + 1} of`));
    assert.ok(await hasFocus(page, '.maps-grid [aria-pressed=true]'));
    // The next chapter has the same block.
    await tabTo(page, '.lab-next');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.block-row');
    await page.waitForSelector('[data-part="stage2.block1"][aria-pressed=true]');
  });

  test('shortcuts are switched, a class and a place are chosen, and Escape closes', async () => {
    await tabTo(page, '.lab-next');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.lab-switches');
    await tabTo(page, '.inside-without');
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelector('.inside-said')?.textContent);
    assert.ok(await hasFocus(page, '.inside-without'), 'the focus stays on the switch');
    await tabTo(page, '.lab-next');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.lab-choice [data-value]');
    await tabTo(page, '.panel-stack', 'Shift+Tab');
    const place = () => page.locator('.panel-place').textContent();
    const first = await place();
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await place(), first);
    await tabTo(page, '.lab-choice [aria-pressed=false]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      document.activeElement?.matches('.lab-choice [aria-pressed=true]'),
    );
    await page.keyboard.press('Escape');
    assert.ok(await hasFocus(page, '#open-inside'));
  });

  test('the language is changed, there and back', async () => {
    await tabTo(page, '#switch-language', 'Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('html[lang=ko]');
    assert.ok(await hasFocus(page, '#switch-language'));
    await page.keyboard.press('ArrowUp');
    await page.waitForSelector('html[lang=en]');
  });

  test('the theme is changed, there and back', async () => {
    await tabTo(page, '#switch-theme');
    const theme = () => page.getAttribute('html', 'data-theme');
    await page.keyboard.press('Enter');
    const first = await theme();
    await page.keyboard.press('Space');
    assert.deepEqual([first, await theme()].toSorted(), ['dark', 'light']);
    assert.ok(await hasFocus(page, '#switch-theme'));
  });

  test('a gallery is sorted, filtered, looked at, taken along and cleared', async () => {
    await drop(page, ['lemon', 'apple', 'ball'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    const names = () => page.locator('.card:not([hidden]) .card-name').allTextContents();
    await tabTo(page, '.gallery-sort');
    // From “as dropped” to “by name”.
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await names(), ['apple.jpg', 'ball.jpg', 'lemon.jpg']);
    await page.keyboard.press('Tab');
    await page.keyboard.type('ball');
    assert.deepEqual(await names(), ['ball.jpg']);
    await tabTo(page, '.card:not([hidden]) button');
    await page.keyboard.press('Enter');
    await answerFor(page, 'ball.jpg');
    for (const [selector, file] of [
      ['.gallery-json', 'residua.json'],
      ['.gallery-csv', 'residua.csv'],
    ]) {
      await tabTo(page, selector, 'Shift+Tab');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.keyboard.press('Enter'),
      ]);
      assert.equal(download.suggestedFilename(), file);
    }
    await tabTo(page, '.gallery-filter', 'Shift+Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    assert.equal((await names()).length, 3);
  });

  test('a card keeps the focus when the cards are sorted, and when another network answers [regression]', async () => {
    // Sorted by name since before; the next photos are answered and sorted while a card has the focus.
    const apple = page.locator('.card button', { hasText: 'apple.jpg' });
    await apple.focus();
    await drop(page, ['bus', 'light'].map(sample));
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done]').length === 5,
    );
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    await page.waitForTimeout(100);
    const focused = () => apple.evaluate((button) => button === document.activeElement);
    assert.ok(await focused(), 'sorted');
    await dropTiny(page, 4, 'four.safetensors');
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    await page.waitForTimeout(100);
    assert.ok(await focused(), 'answered anew');
    await tabTo(page, '.gallery-clear', 'Shift+Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#gallery').isVisible(), false);
    assert.ok(await hasFocus(page, '#pick'));
  });

  test('the list of networks is opened', async () => {
    await tabTo(page, '.model-list summary');
    await page.keyboard.press('Enter');
    await tabTo(page, '.model-list button');
    assert.equal(await page.locator('.model-list[open] li').first().isVisible(), true);
  });

  test('what is said to have failed covers nothing that has the focus, on a phone either', async () => {
    const { context, page: phone } = await pages.visit({ viewport: { width: 390, height: 844 } });
    await drop(phone, [makeFile('bad.safetensors', 'no network')]);
    await noticeOn(phone);
    await phone.locator('#main').focus();
    /** @type {string[]} */
    const covered = [];
    for (let press = 0; press < STOPS; press++) {
      await phone.keyboard.press('Tab');
      const stop = await phone.evaluate(() => {
        const element = /** @type {HTMLElement} */ (document.activeElement);
        if (element === document.body) return undefined;
        const { left, top, width, height } = element.getBoundingClientRect();
        const seen = document.elementFromPoint(left + width / 2, top + height / 2);
        return { name: element.outerHTML.slice(0, 80), seen: element.contains(seen) };
      });
      if (!stop) break;
      if (!stop.seen) covered.push(stop.name);
    }
    assert.deepEqual(covered, []);
    await context.close();
  });

  test('what is said to have failed is dismissed', async () => {
    await tabTo(page, '#address', 'Shift+Tab');
    await page.keyboard.type('https://127.0.0.1:1/nothing.jpg');
    await page.keyboard.press('Enter');
    await noticeOn(page);
    await tabTo(page, '#notice .quiet', 'Shift+Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#notice').textContent(), '');
    assert.ok(await hasFocus(page, '#main'));
  });
});

describe('what moves on the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());

  /**
   * Goes through what moves anything.
   * @param {'reduce' | 'no-preference'} reducedMotion
   * @returns {Promise<string[]>} what moved, for how long in ms
   */
  const moved = async (reducedMotion) => {
    const { context, page } = await pages.visit({ reducedMotion });
    await page.evaluate(() => {
      const seen = /** @type {string[]} */ ([]);
      Object.assign(globalThis, { seen });
      for (const type of ['transitionrun', 'animationstart']) {
        addEventListener(
          type,
          (event) => {
            for (const animation of document.getAnimations()) {
              const { duration } = animation.effect?.getComputedTiming() ?? {};
              if (duration)
                seen.push(`${/** @type {Element} */ (event.target).className} ${duration}`);
            }
          },
          { capture: true },
        );
      }
    });
    await dropTiny(page, 5);
    await page.click('[data-sample=dog]');
    await answerFor(page, 'dog.webp');
    await page.hover('[data-sample=baseball]');
    await page.hover('#pick-folder');
    await page.click('#open-inside');
    await page.click('[data-chapter=skips]');
    await page.click('.inside-without');
    await drop(page, ['ball', 'lemon'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    await page.waitForTimeout(200);
    const seen = await page.evaluate(() => /** @type {any} */ (globalThis).seen);
    await context.close();
    return seen;
  };

  test('moves where the visitor has nothing against it', async () => {
    const seen = (await moved('no-preference')).join('\n');
    for (const what of ['bar-fill', 'gallery-progress', 'model-chip']) {
      assert.match(seen, new RegExp(what));
    }
  });

  test('does not move where the visitor wants no motion', async () => {
    assert.deepEqual(await moved('reduce'), []);
  });
});

describe('announcements to screen readers', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {Page} */
  let page;

  before(async () => {
    pages = await startPages();
    ({ page } = await pages.visit());
    await page.evaluate(() => {
      const told = /** @type {string[]} */ ([]);
      Object.assign(globalThis, { told });
      const regions = '[role=status], [role=alert]';
      new MutationObserver((records) => {
        const changed = records.map(
          ({ target }) =>
            /** @type {Element} */ (target.parentElement ?? target).closest(regions) ??
            /** @type {Element} */ (target).closest?.(regions),
        );
        for (const region of new Set(changed)) {
          const text = region?.textContent?.trim();
          if (text && told.at(-1) !== text) told.push(text);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
  });
  after(() => pages?.close());

  /** What was told since this was last asked. */
  const told = () =>
    page.evaluate(() => {
      const list = /** @type {any} */ (globalThis).told;
      return /** @type {string[]} */ (list.splice(0));
    });

  test('that a network loads, and that it is ready', async () => {
    await dropTiny(page, 5);
    assert.deepEqual(await told(), ['Loading…', 'tiny.safetensors is ready']);
  });

  test('the answer, once', async () => {
    await page.click('[data-sample=dog]');
    const { said } = await answerFor(page, 'dog.webp');
    assert.match(said, /^dog\.webp: .*, \d+\.\d%\. /);
    assert.deepEqual(await told(), [said]);
  });

  test('what failed, with what can be done', async () => {
    await makeNotice(page);
    assert.deepEqual(await told(), ['That is not a link of the form https://….Dismiss']);
    await page.click('#notice .quiet');
    await told();
  });

  test('that many photos have come and are answered, and not each of them', async () => {
    await drop(page, ['apple', 'ball', 'bus', 'lemon', 'light'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    await page.waitForTimeout(100);
    assert.deepEqual(await told(), ['0 of 5 photos', '5 photos']);
    await page.fill('.gallery-filter', 'ball');
    assert.deepEqual(await told(), ['1 of 5 shown']);
    await page.click('.gallery-clear');
  });

  test('that the inside is looked at, and what changed without shortcuts', async () => {
    await page.click('#open-inside');
    await page.waitForSelector('.map button');
    await page.waitForSelector('.lab-chapter[data-name=stem]');
    const opened = await told();
    assert.equal(opened[0], 'Running the network…');
    assert.ok(opened.some((text) => text.startsWith('stem · ')));
    // Positions are announced when chosen with keys.
    assert.ok(!opened.some((text) => text.startsWith('Place')));
    await page.click('[data-chapter=skips]');
    await page.click('.inside-without');
    await page.waitForFunction(() => document.querySelector('.inside-said')?.textContent);
    assert.match((await told()).join(), /instead of/);
    await page.click('.inside-close');
  });

  test('a photo that came with a network, once, by that network [regression]', async () => {
    const weights = makeFile('with.safetensors', tinyCheckpoint({ classes: 2 }));
    await drop(page, [weights, sample('lemon')]);
    await page.waitForFunction(() =>
      document.querySelector('#answer-said')?.textContent?.startsWith('lemon.jpg'),
    );
    const answers = (await told()).filter((text) => text.startsWith('lemon.jpg'));
    assert.equal(answers.length, 1);
    assert.equal(await page.locator('#bars > li:not([hidden])').count(), 2);
  });

  test('another network, by its own name', async () => {
    await dropTiny(page, 3, 'other.safetensors');
    assert.ok((await told()).includes('other.safetensors is ready'));
  });
});
