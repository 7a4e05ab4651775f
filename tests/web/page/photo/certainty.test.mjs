// How the page puts an answer into words: the class, its group alone, or neither.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { namesOf, matches } from '../../../../web/page/gallery/order.js';
import { answerIn, certainOf } from '../../../../web/page/photo/certainty.js';
import { withArticle } from '../../../../web/page/locales/en/article.js';
import { setLanguage } from '../../../../web/page/text/text.js';

const samoyed = { label: 'Samoyed', index: 258, probability: 0.3 };
const group = { label: 'dog', index: 16, probability: 0.95, certain: 'group', best: samoyed };
const ms = { decode: 1, preprocess: 1, network: 1 };

/** @param {object} change @param {object} [best] */
const answer = (change, best = {}) =>
  answerIn({
    predictions: [{ ...samoyed, ...best }],
    sure: true,
    ms,
    group: { ...group, best: { ...samoyed, ...best }, ...change },
  });

describe('the words of an answer', () => {
  before(() => {
    // All that the words ask of a page.
    Object.assign(globalThis, {
      document: { documentElement: { lang: 'en' }, querySelectorAll: () => [] },
    });
  });

  test('name the group and the class where both are certain', () => {
    const said = answer({ certain: 'class', probability: 0.99 }, { probability: 0.8 });
    assert.deepEqual(said, { name: 'Dog: Samoyed', sure: 'Very likely', probability: 0.8 });
  });

  test('name the class as a possibility where only the group is', () => {
    assert.deepEqual(answer({}), {
      name: 'A dog, perhaps a Samoyed',
      sure: 'Almost certainly. Which kind is less certain.',
      probability: 0.95,
    });
    const aircraft = answer({ label: 'aircraft' }, { label: 'airliner' });
    assert.equal(aircraft.name, 'An aircraft, perhaps an airliner');
    const clothes = answer({ label: 'clothing' }, { label: 'jeans' });
    assert.equal(clothes.name, 'Clothing, perhaps jeans');
  });

  test('say that they are not sure where neither is, also where the model has no threshold', () => {
    const said = answer({ certain: 'nothing', probability: 0.4 });
    assert.equal(said.name, 'Not sure');
    assert.equal(
      said.sure,
      'Closest match: Samoyed. It may be something this network never learned.',
    );
  });

  test('do not say the same twice', () => {
    const one = answer({ label: 'umbrella', certain: 'class' }, { label: 'umbrella' });
    assert.equal(one.name, 'Umbrella');
    assert.equal(answer({ label: 'mask' }, { label: 'mask' }).name, 'A mask');
  });

  test('are those of the class alone for a network without groups', () => {
    const plain = { predictions: [samoyed], ms };
    assert.equal(answerIn({ ...plain, sure: true }).name, 'Samoyed');
    assert.equal(answerIn({ ...plain, sure: false }).name, 'Not sure');
    assert.equal(certainOf({ sure: true }), 'class');
  });

  test('are found by the gallery under the class and under the group', () => {
    const item = /** @type {any} */ ({
      photo: { name: 'a.jpg' },
      result: { predictions: [samoyed], sure: false, group, ms },
    });
    assert.deepEqual(namesOf(item), ['Samoyed', 'dog']);
    assert.ok(matches(item, 'dog'));
    assert.ok(matches(item, 'samo'));
    assert.ok(!matches(item, 'cat'));
  });

  test('are Korean on the Korean page', async () => {
    await setLanguage('ko');
    const korean = { label: '개' };
    assert.equal(answer(korean, { label: '사모예드' }).name, '개(사모예드일 수 있음)');
    const both = answer({ ...korean, certain: 'class' }, { label: '사모예드' });
    assert.equal(both.name, '개: 사모예드');
    await setLanguage('en');
  });
});

test('English articles go by sound, and things that one does not count have none', () => {
  for (const words of [
    'a dog',
    'an aircraft',
    'an insect',
    'a European fire salamander',
    'a unicycle',
    'an umbrella',
    'an upright piano',
    'an hourglass',
    'a horse or zebra',
    'a one-piece swimsuit',
    'an Old English sheepdog',
    'an iPod',
    'an ear of corn',
    'an oxcart',
    'a school bus',
    'a praying mantis',
    'a Great Pyrenees',
    'cattle',
    'sunglasses',
    'ice cream',
    'class 207',
  ]) {
    assert.equal(withArticle(words.replace(/^an? /, '')), words);
  }
});
