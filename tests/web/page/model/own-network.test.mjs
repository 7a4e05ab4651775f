// Checkpoints of users: the recognised structure that the page shows, the settings that files lack, and
// networks whose answer is not one of several classes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkAccess } from '../../lib/access.mjs';
import {
  SCREENSHOTS,
  answerFor,
  drop,
  makeFile,
  noPage,
  readAnswer,
  sample,
  speak,
} from '../../lib/page.mjs';
import { fact, networkNamed, noticeOn, startPages } from '../../lib/pages.mjs';
import { picture } from '../../lib/picture.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';

const SUM_SENTENCE = /do not add up to 100%/;

/** `fc = Sequential(Dropout, Linear)`. @param {string} name */
const withDropout = (name) => name.replace('fc.', 'fc.1.');

/** A body and a head in a user-defined class. @param {string} name */
const byStudent = (name) =>
  name
    .replace(/^conv1/, 'first.0')
    .replace(/^bn1/, 'first.1')
    .replace(/^layer(\d)\.(\d)/, (_, stage, block) => `net.body.group${stage}.${block}`)
    .replace('downsample', 'skip')
    .replace('conv', 'c')
    .replace('bn', 'n')
    .replace(/^first/, 'net.first')
    .replace('fc', 'net.head.out');

/** Without a last layer, as of self-supervised training. @param {string} name */
const headless = (name) => (name.startsWith('fc.') ? undefined : name);

describe('the visitor’s own checkpoint', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;
  /** What the network under torchvision's names answers. @type {Awaited<ReturnType<typeof readAnswer>>} */
  let expected;

  before(async () => {
    pages = await startPages();
    ({ page } = await pages.visit({ bypassCSP: true }));
    await open('plain.safetensors', {});
    await page.click('[data-sample=dog]');
    expected = await answerFor(page, 'dog.webp');
  });
  after(() => pages?.close());

  /**
   * @param {string} name of the file
   * @param {Parameters<typeof tinyCheckpoint>[0]} options
   * @param {string[]} more paths of files that come with it
   */
  const open = async (name, options, more = []) => {
    await drop(page, [makeFile(name, tinyCheckpoint({ classes: 6, ...options })), ...more]);
    await networkNamed(page, name);
  };
  /** @param {Parameters<import('playwright-core').Page['screenshot']>[0] & { path: string }} options */
  const keep = (options) =>
    page.screenshot({ ...options, path: `${SCREENSHOTS}${options.path}`, fullPage: true });
  const tree = () => page.locator('.understood pre').textContent();
  const assumed = () => page.locator('.understood li').allTextContents();
  const openSettings = async () => {
    if (!(await page.locator('.settings select').count())) await page.click('.settings summary');
    await page.locator('.settings select').first().waitFor();
  };
  /**
   * @param {string} name of the setting
   * @param {string} value
   */
  const choose = async (name, value) => {
    await openSettings();
    await page.evaluate(() => {
      const said = document.querySelector('#answer-said');
      if (said) said.textContent = '';
    });
    await page.selectOption(`.settings [name=${name}]`, value);
    await page.waitForFunction(() => document.querySelector('#answer-said')?.textContent !== '');
  };

  for (const [kind, rename] of /** @type {const} */ ([
    ['with dropout before its last layer', withDropout],
    ['written by hand', byStudent],
  ])) {
    test(`${kind} answers as under torchvision’s names, and its structure is shown`, async () => {
      const name = `${rename.name}.safetensors`;
      await open(name, { rename });
      assert.deepEqual((await answerFor(page, 'dog.webp')).bars, expected.bars);
      assert.equal(await page.locator('.understood pre').isVisible(), false);
      await page.click('.understood summary');
      const said = (await tree()) ?? '';
      assert.match(said, /^stem: 7x7 to 8 stride 2/);
      assert.equal(said.match(/^stage\d: 2 blocks/gm)?.length, 4);
      assert.match(said, /^head: average pooling, linear to 6, softmax$/m);
      assert.ok((await assumed()).some((one) => /ImageNet/.test(one)));
      await page.click('.understood summary');
    });
  }

  test('exported by fastai answers as PyTorch does, under its own names of classes [regression]', async () => {
    const golden = new URL('../../../golden/checkpoints/fastai_export.', import.meta.url);
    const expectation = JSON.parse(readFileSync(new URL(`${golden}json`), 'utf8'));
    await drop(page, [fileURLToPath(`${golden}pkl`)]);
    await networkNamed(page, 'fastai_export.pkl');
    await drop(page, [makeFile('stripes.bmp', picture(expectation.picture))]);
    const { bars } = await answerFor(page, 'stripes.bmp');
    const named = Object.entries(expectation.probabilities).toSorted(([, a], [, b]) => b - a);
    assert.deepEqual(
      bars.map(({ label }) => label),
      named.map(([name]) => name),
    );
    named.forEach(([, probability], i) => {
      assert.ok(Math.abs(bars[i].width - probability) < 1e-4, `${bars[i].width}, ${probability}`);
    });
    assert.match((await tree()) ?? '', /^head: max and average pooling/m);
    await keep({ path: 'own-fastai.png' });
    await page.click('[data-sample=dog]');
    await answerFor(page, 'dog.webp');
  });

  test('with one output has two bars, of the two labels', async () => {
    const labels = makeFile('labels.txt', 'cat\ndog\n');
    await open('one.safetensors', { classes: 1 }, [labels]);
    const { bars, sure } = await answerFor(page, 'dog.webp');
    assert.deepEqual(bars.map(({ label }) => label).toSorted(), ['cat', 'dog']);
    assert.ok(Math.abs(bars[0].width + bars[1].width - 1) < 1e-6);
    assert.doesNotMatch(sure, SUM_SENTENCE);
    assert.equal(await fact(page, 'classes'), '2');
  });

  test('without classes is no damaged one: it is looked inside', async () => {
    await open('encoder.safetensors', { rename: headless });
    await page.locator('#answer-name', { hasText: 'No classes' }).waitFor();
    assert.match((await page.locator('#answer-sure').textContent()) ?? '', /64 numbers/);
    assert.equal(await page.locator('#notice').textContent(), '');
    assert.match((await page.locator('.understood p').first().textContent()) ?? '', /no classes/);
    assert.match((await tree()) ?? '', /no classes$/);
    assert.equal(await page.locator('.own').isVisible(), false);
    assert.equal(await page.locator('#bars > li:visible').count(), 0);
    assert.equal(await page.locator('[data-fact=labels]').count(), 0);
    assert.equal(await page.locator('#nameless').isVisible(), false);
    await page.click('#open-inside');
    await page.locator('.map button', { hasText: 'head' }).click();
    await page.locator('.lab-chapter', { hasText: 'no classes' }).waitFor();
    await keep({ path: 'own-encoder.png' });
    await page.click('.inside-close');
    // Many photos are each without an answer, and why is said.
    await drop(page, ['apple', 'ball'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    const reason = await page.locator('.card-reason').first().textContent();
    assert.match(reason ?? '', /no classes/);
    await page.click('.gallery-clear');
  });

  test('answers several labels at once where that is chosen', async () => {
    await open('several.safetensors', {});
    const softmax = (await answerFor(page, 'dog.webp')).bars;
    await choose('output', 'sigmoid');
    const { bars, sure } = await answerFor(page, 'dog.webp');
    assert.match(sure, SUM_SENTENCE);
    assert.deepEqual(
      bars.map(({ label }) => label),
      softmax.map(({ label }) => label),
    );
    // Of both the differences of the logits are the same.
    const logit = (/** @type {number} */ p) => Math.log(p / (1 - p));
    for (let i = 1; i < bars.length; i++) {
      const difference = Math.log(softmax[0].width / softmax[i].width);
      const first = 1 / (1 + Math.exp(-logit(bars[i].width) - difference));
      assert.ok(Math.abs(bars[0].width - first) < 1e-4, `${bars[0].width}, ${first}`);
    }
    const probable = bars.filter(({ width }) => width >= 0.5);
    assert.equal(
      (await readAnswer(page)).name.toLowerCase(),
      (probable.length ? probable : bars.slice(0, 1)).map(({ label }) => label).join(', '),
    );
    assert.match((await tree()) ?? '', /sigmoid$/);
    await page.click('.settings [type=reset]');
    await page.waitForFunction(() =>
      /softmax$/.test(document.querySelector('pre')?.textContent ?? ''),
    );
    assert.equal(await page.inputValue('.settings [name=output]'), 'keep');
  });

  test('shows what the network sees of the photo, squashed or cropped', async () => {
    await openSettings();
    // Of a wide photo only the middle square is seen; squashed, all of it.
    await drop(page, [makeFile('wide.bmp', halves())]);
    await answerFor(page, 'wide.bmp');
    const corner = () =>
      page.locator('.preview canvas').evaluate((element) => {
        const canvas = /** @type {HTMLCanvasElement} */ (element);
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
        return [...context.getImageData(2, canvas.height / 2, 1, 1).data];
      });
    const cornerIs = (/** @type {number[]} */ colour) =>
      page.waitForFunction(
        (wanted) => {
          const canvas = /** @type {HTMLCanvasElement} */ (
            document.querySelector('.preview canvas')
          );
          const data = canvas.getContext('2d')?.getImageData(2, canvas.height / 2, 1, 1).data;
          return data && wanted.every((value, i) => Math.abs(value - data[i]) < 40);
        },
        colour,
        { timeout: 20_000 },
      );
    await cornerIs([0, 0, 255]);
    await choose('preparation', 'squash');
    await cornerIs([255, 0, 0]);
    assert.equal((await corner())[3], 255);
    await choose('preparation', 'own');
    await page.fill('.settings [name=input]', '96');
    await page.fill('.settings [name=shortSide]', '0');
    await page.press('.settings [name=shortSide]', 'Enter');
    await page.waitForFunction(
      () => document.querySelector('[data-fact=input]')?.textContent === '96 × 96',
    );
    await page.fill('.settings [name=input]', '0');
    await page.press('.settings [name=input]', 'Enter');
    assert.match((await page.locator('.settings-wrong').textContent()) ?? '', /whole numbers/);
    await page.click('.settings [type=reset]');
    await page.waitForFunction(
      () => document.querySelector('[data-fact=input]')?.textContent === '224 × 224',
    );
  });

  test('keeps sizes that its files say where only mean and deviation are chosen', async () => {
    const config = JSON.stringify({ preprocessing: { resizeShortSide: 80, cropSize: 64 } });
    await open('sized.safetensors', {}, [makeFile('config.json', config)]);
    assert.equal(await fact(page, 'input'), '64 × 64');
    const { bars } = await answerFor(page, 'wide.bmp');
    await choose('normalisation', 'half');
    assert.equal(await fact(page, 'input'), '64 × 64');
    assert.notDeepEqual((await answerFor(page, 'wide.bmp')).bars, bars);
  });

  test('has labels for every setting, also in Korean, on a phone and by axe’s measure', async () => {
    const check = () => checkAccess(page, '#model');
    await openSettings();
    await page.selectOption('.settings [name=normalisation]', 'own');
    await keep({ path: 'own-desktop.png' });
    await check();
    await page.setViewportSize({ width: 390, height: 844 });
    await speak(page, 'ko');
    assert.equal(await page.locator('.settings summary').textContent(), '파일로 알 수 없는 설정');
    assert.equal(
      await page.locator('.settings [name=maxPool] option:checked').textContent(),
      '추정한 대로',
    );
    await keep({ path: 'own-phone-ko.png' });
    await check();
    await page.setViewportSize({ width: 1280, height: 900 });
    await speak(page, 'en');
  });

  test('that is of another family is said to be that, and not damaged', async () => {
    const rename = (/** @type {string} */ name) => `blocks.0.attn.${name.replace('conv', 'qkv')}`;
    const odd = tinyCheckpoint({
      rename: (name) => (/^fc|^layer/.test(name) ? rename(name) : undefined),
    });
    await drop(page, [makeFile('odd.safetensors', odd)]);
    assert.match(await noticeOn(page), /^“odd\.safetensors” is not a ResNet/);
    assert.doesNotMatch(await noticeOn(page), /damaged|again/);
    const detail = (await page.locator('#notice .detail').textContent()) ?? '';
    assert.ok(detail.length > 20, detail);
  });

  test('of another program is said to be that, and is no photo [regression]', async () => {
    await drop(page, [
      makeFile('keras.h5', Buffer.from('\x89HDF\r\n\x1A\n\0\0\0\0\0\x08', 'latin1')),
    ]);
    await page.locator('#notice', { hasText: 'keras.h5' }).waitFor();
    assert.match(
      (await page.locator('#notice .detail').textContent()) ?? '',
      /HDF5 file, as Keras/,
    );
  });
});

/** 400 x 200 pixels: the left and the right quarter red, the middle half blue. */
function halves() {
  const [width, height] = [400, 200];
  const file = picture({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const middle = x >= width / 4 && x < (3 * width) / 4;
      file.set(middle ? [255, 0, 0] : [0, 0, 255], 54 + 3 * (y * width + x));
    }
  }
  return file;
}
