// The page in a real Chromium: what is dropped is classified, what cannot be is said.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
  SCREENSHOTS,
  answerFor,
  drop,
  makeFile,
  networkIs,
  noPage,
  sample,
  speak,
} from '../lib/page.mjs';
import { dropTiny, fact, networkNamed, noticeOn, startPages } from '../lib/pages.mjs';
import { picture } from '../lib/picture.mjs';
import { SHARED, noShared } from '../lib/shared-data.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

describe('the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('../lib/pages.mjs').Visit['context']} */
  let context;
  /** @type {import('../lib/pages.mjs').Visit['watch']} */
  let watch;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());

  const open = async () => {
    await context?.close();
    ({ context, watch, page } = await pages.visit({ serviceWorkers: 'allow' }));
  };

  test('opens where no weights can be had, and asks for a checkpoint', async () => {
    await open();
    assert.equal(await page.locator('#model-chip').textContent(), 'No network yet');
    assert.match(
      (await page.locator('.model-missing').textContent()) ?? '',
      /There is no network yet/,
    );
    await drop(page, [sample('apple')]);
    await page.waitForSelector('#stage-photo:not([hidden])');
    assert.match((await page.locator('#answer-name').textContent()) ?? '', /network is needed/);
  });

  test('makes a dropped checkpoint the network, which answers for the photo that waits', async () => {
    await dropTiny(page, 7);
    const answer = await answerFor(page, 'apple.jpg');
    assert.equal(await fact(page, 'name'), 'tiny.safetensors');
    // Narrower than any published one.
    assert.equal(await fact(page, 'architecture'), 'resnet');
    assert.equal(await fact(page, 'classes'), '7');
    assert.match((await fact(page, 'labels')) ?? '', /numbered/);
    assert.equal(answer.bars.length, 5);
    for (const { label } of answer.bars) assert.match(label, /^class [0-6]$/);
    const probabilities = answer.bars.map(({ probability }) => probability);
    assert.deepEqual(
      probabilities,
      probabilities.toSorted((a, b) => b - a),
    );
  });

  test('keeps the network when the next checkpoint fails, and says why', async () => {
    const broken = tinyCheckpoint({ classes: 7 }).subarray(0, 5000);
    await drop(page, [makeFile('broken.safetensors', broken)]);
    assert.match(
      await noticeOn(page),
      /^“broken\.safetensors” cannot be used as a network: the file is damaged.* previous network\.$/,
    );
    // What the module says of it is there in English only.
    const detail = page.locator('#notice .detail[lang=en]');
    const said = (await detail.textContent()) ?? '';
    assert.match(said, /ends within its header/);
    await speak(page, 'ko');
    assert.match(await noticeOn(page), /^“broken\.safetensors”은\(는\) [^a-z]+ 계속 사용합니다\.$/);
    assert.equal(await detail.textContent(), said);
    await speak(page, 'en');
    assert.equal(await fact(page, 'name'), 'tiny.safetensors');
    await drop(page, [sample('ball')]);
    assert.equal((await answerFor(page, 'ball.jpg')).bars.length, 5);
    assert.deepEqual(watch.errors, []);
  });

  test('says of a file that is no image that it is none, keeps the photo before, and goes on', async () => {
    await drop(page, [makeFile('notes.txt', 'Not a picture.')]);
    assert.match(await noticeOn(page), /^“notes\.txt” is not an image that can be read\./);
    assert.equal((await answerFor(page, 'ball.jpg')).bars.length, 5);
    assert.equal(await page.locator('#stage-photo').isVisible(), true);
    await drop(page, [sample('lemon')]);
    await answerFor(page, 'lemon.jpg');
    assert.equal(await page.locator('#notice').textContent(), '');
  });

  test('answers differently for a network with other weights, without being asked again', async () => {
    const first = await answerFor(page, 'lemon.jpg');
    const labels = makeFile('names.txt', 'ant\nbee\ncat\ndog\nemu\nfox\n');
    const weights = makeFile('other.safetensors', tinyCheckpoint({ classes: 6, seed: 5 }));
    await drop(page, [weights, labels]);
    await networkNamed(page, 'other.safetensors');
    const second = await answerFor(page, 'lemon.jpg');
    assert.notDeepEqual(second.bars, first.bars);
    assert.match(second.name, /^(ant|bee|cat|dog|emu|fox)$/);
    assert.equal(await fact(page, 'labels'), 'known');
  });

  test('says in words that it is not sure where the model says so', async () => {
    const tiny = tinyCheckpoint({ classes: 6, seed: 5 });
    const config = (/** @type {number} */ threshold) =>
      makeFile('config.json', JSON.stringify({ threshold, labels: [...'abcdef'] }));
    const openWith = async (/** @type {string} */ name, /** @type {number} */ threshold) => {
      await drop(page, [makeFile(name, tiny), config(threshold)]);
      await networkNamed(page, name);
      return answerFor(page, 'lemon.jpg');
    };
    const unsure = await openWith('unsure.safetensors', 1);
    assert.equal(unsure.name, 'Not sure');
    assert.equal(
      unsure.sure,
      `Closest match: ${unsure.bars[0].label}. It may be something this network never learned.`,
    );
    assert.match(unsure.said, /^lemon\.jpg: Not sure, \d+\.\d%\. Closest match: [a-f]\./);
    await speak(page, 'ko');
    assert.equal(await page.locator('#answer-name').textContent(), '잘 모르겠습니다');
    await speak(page, 'en');
    const sure = await openWith('sure.safetensors', 0.1);
    assert.equal(sure.name, sure.bars[0].label);
    assert.deepEqual(sure.bars, unsure.bars);
  });

  test('adds a chosen preparation to what the files say, and forgets it for the next network [regression]', async () => {
    assert.equal(await fact(page, 'labels'), 'known');
    const size = await fact(page, 'input');
    const preparation = '.settings [name=preparation]';
    await page.click('.settings summary');
    const recipe = page.locator(`${preparation} option`, { hasText: 'crop 256' }).first();
    await page.selectOption(preparation, (await recipe.getAttribute('value')) ?? '');
    await page.waitForFunction(
      (old) => document.querySelector('[data-fact=input]')?.textContent !== old,
      size,
    );
    assert.equal(await fact(page, 'labels'), 'known');
    assert.notEqual(await page.inputValue(preparation), 'keep');
    await dropTiny(page, 3, 'next.safetensors');
    assert.equal(await page.inputValue(preparation), 'keep');
    assert.equal(await page.inputValue('.own-labels'), 'keep');
  });

  test('says names that are written from right to left, or would turn a sentence around, as they are meant [regression]', async () => {
    const said = async (/** @type {string} */ name) => {
      await drop(page, [makeFile(name, 'no image')]);
      return noticeOn(page, /not an image/);
    };
    assert.match(await said('cat\u202egpj.exe'), /^“catgpj\.exe” is not an image/);
    assert.match(await said('صورة.jpg'), /^“\u2068صورة\.jpg\u2069” is not an image/);
  });

  test('shows all of a photo, however tall it is [regression]', async () => {
    for (const [width, height] of [
      [40, 400],
      [400, 40],
    ]) {
      const name = `${width}x${height}.bmp`;
      await drop(page, [makeFile(name, picture({ width, height }))]);
      await answerFor(page, name);
      await page.waitForFunction(
        (natural) =>
          /** @type {HTMLImageElement} */ (document.querySelector('#stage-photo')).naturalWidth ===
          natural,
        width,
      );
      const [photo, stage] = await page.evaluate(() =>
        ['#stage-photo', '#stage'].map((selector) => {
          const { top, bottom, left, right } = /** @type {Element} */ (
            document.querySelector(selector)
          ).getBoundingClientRect();
          return { top, bottom, left, right };
        }),
      );
      assert.ok(photo.top >= stage.top - 3 && photo.bottom <= stage.bottom + 3, name);
      assert.ok(photo.left >= stage.left - 3 && photo.right <= stage.right + 3, name);
    }
  });

  test('says of a network without numbers that it has none, wherever photos are answered [regression]', async () => {
    // Pixels divided by so small a deviation, and so large a bias, add up to infinity.
    const config = JSON.stringify({ preprocessing: { mean: 0, std: 1e-37 } });
    await drop(page, [
      makeFile('nan.safetensors', tinyCheckpoint({ classes: 6, bias: 3.4e38 })),
      makeFile('config.json', config),
      sample('apple'),
    ]);
    await networkNamed(page, 'nan.safetensors');
    await noticeOn(page, /^This network cannot classify.* NaN/);
    // The answer of the network before is not that of this one.
    assert.equal(await page.locator('#answer-name').textContent(), 'No photo yet');
    assert.equal(await page.locator('#open-inside').isDisabled(), true);
    const apple = readFileSync(sample('apple'));
    await drop(page, [makeFile('one.jpg', apple), makeFile('other.jpg', apple)]);
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    assert.deepEqual(await page.locator('.card-label').allTextContents(), [
      'no answer',
      'no answer',
    ]);
    assert.match(
      (await page.locator('.card-reason').first().textContent()) ?? '',
      /^This network cannot classify/,
    );
    await dropTiny(page, 6);
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done]').length === 2,
    );
    await page.click('.gallery-clear');
    assert.deepEqual(watch.errors, []);
  });

  describe('with the real network', { skip: noShared }, () => {
    test('names the Samoyed of dog.jpg with 0.954, as torch does', async () => {
      await open();
      await drop(page, [
        `${SHARED}/weights/resnet18-imagenet-pqf.safetensors`,
        `${SHARED}/weights/imagenet-labels.txt`,
      ]);
      await networkIs(page, 'ready');
      await drop(page, [`${SHARED}/images/dog.jpg`]);
      const answer = await answerFor(page, 'dog.jpg');
      assert.equal(answer.name, 'Dog: Samoyed');
      assert.equal(answer.sure, 'Almost certainly');
      assert.deepEqual(
        answer.bars.slice(0, 3).map(({ label }) => label),
        ['Samoyed', 'Arctic fox', 'Pomeranian'],
      );
      assert.ok(
        Math.abs(answer.bars[0].probability - 0.954) < 0.005,
        `${answer.bars[0].probability}`,
      );
      for (const { probability, width } of answer.bars) {
        // The value is rounded to a tenth of a percent.
        assert.ok(Math.abs(width - probability) < 6e-4, `bar ${width} for ${probability}`);
      }
      for (const part of ['decode', 'preprocess', 'network']) {
        assert.ok(answer.ms[part] > 0, `${part} took ${answer.ms[part]} ms`);
      }
      assert.match(answer.said, /^dog\.jpg: Dog: Samoyed, 95\.\d%\. Almost certainly$/);
      await page.screenshot({ path: `${SCREENSHOTS}dog.png` });
    });

    test('goes on after a bad file with a second image', async () => {
      await drop(page, [
        makeFile(
          'noise.jpg',
          Uint8Array.from({ length: 999 }, (_, i) => i * 37),
        ),
      ]);
      await page.waitForSelector('#notice p');
      await page.screenshot({ path: `${SCREENSHOTS}bad-file.png` });
      await drop(page, [sample('light')]);
      const answer = await answerFor(page, 'light.jpg');
      assert.equal(answer.name, 'Sign or signal: traffic light');
      assert.equal(await page.locator('#notice').textContent(), '');
    });

    test('asked no other site for anything', () => {
      assert.ok(watch.requests.length > 10);
      assert.deepEqual(watch.foreign(pages.origin), []);
      assert.deepEqual(watch.errors, []);
    });
  });
});
