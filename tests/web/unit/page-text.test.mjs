// Which words the page has while languages and parts are loaded, in whatever order they come.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { LANGUAGES } from '../../../web/page/locales/languages.js';
import { language, loadWords, number, setLanguage, t } from '../../../web/page/text/text.js';

/** @typedef {import('../../../web/page/locales/languages.js').Locale} Locale */

/** What a test lets come. */
const late = () => {
  let come = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((resolve) => (come = resolve));
  return { promise, come };
};

/** @param {string} code @param {Partial<Locale>} locale @param {Promise<void>} [when] */
const add = (code, locale, when = Promise.resolve()) => {
  const whole = {
    words: {},
    parts: {},
    marks: { thousands: '.', decimal: ',' },
    units: [],
    ...locale,
  };
  const load = () => when.then(() => ({ default: whole }));
  /** @type {import('../../../web/page/locales/languages.js').Language[]} */ (LANGUAGES).push({
    code,
    name: code,
    load,
  });
};

describe('the words of the page', () => {
  before(() => {
    // All that the words ask of a page.
    Object.assign(globalThis, { document: { documentElement: {}, querySelectorAll: () => [] } });
  });

  test('are English where a language lacks a sentence, and where it lacks a part', async () => {
    add('xa', { words: { copied: 'Kopirt', 'camera.rate': '{rate} Fotos' } });
    await setLanguage('xa');
    assert.equal(t('copied'), 'Kopirt');
    assert.equal(t('dismiss'), 'Dismiss');
    // The singular of English is none of the language's.
    assert.equal(t('camera.rate', { rate: 1, count: 1 }), '1 Fotos');
    await loadWords('about');
    assert.equal(t('about.close'), 'Close');
    await setLanguage('en');
  });

  test('have the numbers of the language', async () => {
    await setLanguage('xa');
    assert.equal(number(1234567.891, { most: 1 }), '1.234.567,9');
    await setLanguage('en');
    assert.equal(number(1234567.891, { most: 1 }), '1,234,567.9');
  });

  test('are those of the language that was chosen last, also where an earlier one comes later', async () => {
    const slow = late();
    add('xb', {}, slow.promise);
    const first = setLanguage('xb');
    await setLanguage('ko');
    slow.come();
    await first;
    assert.equal(language(), 'ko');
    await setLanguage('en');
  });

  test('of a part come with a language that is chosen while they are loaded', async () => {
    const slow = late();
    const words = { default: { 'teach.close': 'Zu' } };
    add('xc', { parts: { teach: () => slow.promise.then(() => words) } });
    const part = loadWords('teach');
    await setLanguage('xc');
    slow.come();
    await part;
    assert.equal(t('teach.close'), 'Zu');
    await setLanguage('en');
    assert.equal(t('teach.close'), 'Close');
  });

  test('stay where those of another language cannot be loaded', async () => {
    add('xd', {}, Promise.reject(new Error('no connection')));
    await assert.rejects(setLanguage('xd'), /no connection/);
    assert.equal(language(), 'en');
    await assert.rejects(setLanguage('xx'), /no language xx/);
  });
});
