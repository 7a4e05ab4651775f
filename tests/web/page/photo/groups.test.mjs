// Everyday groups on the page, and the names of ImageNet's classes in its languages, with networks of 1000 classes whose
// answers are random.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
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
import { networkNamed, startPages } from '../../lib/pages.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../../web/src/node.js';

/** @param {string} file */
const lines = (file) =>
  readFileSync(new URL(`../../../../weights/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
const english = lines('imagenet-labels.txt');
const korean = lines('imagenet-labels.ko.txt');
const koreanGroups = lines('imagenet-groups.ko.txt');
/** @type {Record<string, (number | [number, number])[]>} */
const table = JSON.parse(
  readFileSync(new URL('../../../../weights/imagenet-groups.json', import.meta.url), 'utf8'),
);
const englishGroups = Object.keys(table);

describe('everyday groups', { skip: noPage }, () => {
  const weights = tinyCheckpoint({ classes: 1000 });
  /** At which no class stands out. */
  const temperature = 20;
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  /** A threshold that the best class does not reach, but the best group does. */
  let between = 0;

  /** @param {string} name of the network @param {number} threshold */
  const openWith = async (name, threshold) => {
    const config = { threshold, temperature, labels: english };
    await drop(page, [makeFile(name, weights), makeFile('config.json', JSON.stringify(config))]);
    await networkNamed(page, name);
    return answerFor(page, 'apple.jpg');
  };
  /** The index of the class that is the best of all. */
  const bestIndex = async () =>
    Number(await page.getAttribute('#bars .bar >> nth=0', 'data-index'));

  before(async () => {
    const classifier = await createClassifier({
      model: weights,
      threads: 1,
      config: { temperature },
    });
    const { predictions, group } = await classifier.classifyDetailed(sample('apple'));
    classifier.close();
    assert.ok(group && predictions[0].probability < 0.9 * group.probability);
    between = (predictions[0].probability + group.probability) / 2;
    pages = await startPages();
    ({ page } = await pages.visit());
    await drop(page, [sample('apple')]);
  });
  after(() => pages?.close());

  test('stand before the class where both are certain', async () => {
    const { name } = await openWith('sure.safetensors', 1e-6);
    const index = await bestIndex();
    const group = englishGroups.find((one) =>
      table[one].some((entry) =>
        typeof entry === 'number' ? entry === index : entry[0] <= index && index <= entry[1],
      ),
    );
    assert.equal(name.toLowerCase(), `${group}: ${english[index]}`.toLowerCase());
    assert.match(name, /^[A-Z]/);
  });

  test('are said alone where the class is not certain, in English with articles', async () => {
    const { name, said } = await openWith('hedged.safetensors', between);
    const [, group, label] = /^(.+), perhaps (.+)$/.exec(name) ?? [];
    const bare = (/** @type {string} */ words) => words.replace(/^an? /i, '');
    assert.ok(englishGroups.includes(bare(group).toLowerCase()), name);
    assert.ok(english.includes(bare(label)), name);
    assert.ok(said.startsWith(`apple.jpg: ${name}, `), said);
  });

  test('are Korean with their classes on the Korean page, in the gallery and in its files', async () => {
    const inEnglish = await readAnswer(page);
    await speak(page, 'ko');
    // They come when they are asked for first.
    await page.waitForFunction(() =>
      /\(.+일 수 있음\)$/.test(document.querySelector('#answer-name')?.textContent ?? ''),
    );
    await page.waitForFunction(() =>
      /[가-힣]/.test(document.querySelector('.bar-label')?.textContent ?? ''),
    );
    const inKorean = await readAnswer(page);
    const [group, label] = inKorean.name.replace(/일 수 있음\)$/, '').split('(');
    assert.ok(koreanGroups.includes(group), inKorean.name);
    assert.ok(korean.includes(label), inKorean.name);
    for (const [rank, bar] of inKorean.bars.entries()) {
      assert.equal(bar.label, korean[english.indexOf(inEnglish.bars[rank].label)]);
    }
    assert.equal(await page.getAttribute('#answer-name', 'lang'), null);
    await page.screenshot({ path: `${SCREENSHOTS}groups-ko.png` });

    await drop(page, ['apple', 'ball', 'light'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    const card = (await page.locator('.card-label >> nth=0').textContent()) ?? '';
    assert.ok(koreanGroups.includes(card.split(':')[0]), card);
    await page.fill('.gallery-filter', card.split(':')[0]);
    assert.ok((await page.locator('.card:not([hidden])').count()) >= 1);
    await page.fill('.gallery-filter', 'no such label');
    assert.equal(await page.locator('.card:not([hidden])').count(), 0);
    await page.fill('.gallery-filter', '');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.gallery-csv'),
    ]);
    const [head, ...rows] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    const column = head.replace('\uFEFF', '').split(',').indexOf('group');
    assert.equal(rows.length, 3);
    for (const row of rows) {
      const fields = row.split(',');
      assert.ok(korean.includes(fields[1]), row);
      assert.ok(koreanGroups.includes(fields[column]), row);
    }
    await page.click('.gallery-clear');
    await speak(page, 'en');
    assert.equal(
      (await readAnswer(page)).bars.every(({ label: one }) => english.includes(one)),
      true,
    );
  });

  test('are not said where neither is certain', async () => {
    const { name, sure } = await openWith('unsure.safetensors', 1);
    assert.equal(name, 'Not sure');
    assert.match(sure, /^Closest match: .+\. It may be something this network never learned\.$/);
  });

  test('and Korean names are none of a network whose classes are others', async () => {
    const labels = Array.from({ length: 1000 }, (_, index) => `thing ${index}`);
    await drop(page, [
      makeFile('others.safetensors', weights),
      makeFile('config.json', JSON.stringify({ labels })),
    ]);
    await networkNamed(page, 'others.safetensors');
    assert.match((await answerFor(page, 'apple.jpg')).name, /^thing \d+$/);
    await speak(page, 'ko');
    assert.match((await readAnswer(page)).name, /^thing \d+$/);
    assert.equal(await page.getAttribute('#answer-name', 'lang'), 'en');
    await speak(page, 'en');
  });
});
