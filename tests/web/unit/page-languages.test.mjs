// The words of the page in each of its languages, and which language a visitor is shown.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { LANGUAGES, languageFor } from '../../../web/page/locales/languages.js';

/** @typedef {import('../../../web/page/locales/languages.js').Words} Words */

const html = await readFile(new URL('../../../web/page/index.html', import.meta.url), 'utf8');

/** English words that stand in index.html. */
const inPage = Object.fromEntries(
  [...html.matchAll(/data-text="([^"]+)"[^>]*>([^<]*)</g)].map(([, key, text]) => [key, text]),
);

/** By the name of their file, as the language has them. @param {string} code */
async function wordsOf(code) {
  const found = LANGUAGES.find((language) => language.code === code);
  assert.ok(found);
  const { default: locale } = await found.load();
  /** @type {Record<string, Words>} */
  const files = { page: code === 'en' ? { ...inPage, ...locale.words } : locale.words };
  for (const [name, load] of Object.entries(locale.parts)) files[name] = (await load()).default;
  return files;
}

/** A language without a singular of its own leaves it out. @param {string} key */
const isPlural = (key) => !key.endsWith('.one');

/** @param {string} text @returns {string[]} the values that are filled in */
const placeholders = (text) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('the languages of the page', async () => {
  const english = await wordsOf('en');

  test('are two or more, each with a code and a name of its own', () => {
    assert.ok(LANGUAGES.length >= 2);
    for (const field of /** @type {const} */ (['code', 'name'])) {
      assert.equal(new Set(LANGUAGES.map((one) => one[field])).size, LANGUAGES.length);
    }
  });

  for (const { code, name } of LANGUAGES.filter((one) => one.code !== 'en')) {
    test(`${name} has the keys of English, and the same placeholders`, async () => {
      const words = await wordsOf(code);
      assert.deepEqual(Object.keys(words), Object.keys(english));
      for (const [file, own] of Object.entries(words)) {
        const wanted = Object.keys(english[file]).filter((key) => isPlural(key) || key in own);
        assert.deepEqual(Object.keys(own).toSorted(), wanted.toSorted(), file);
        for (const [key, text] of Object.entries(own)) {
          assert.deepEqual(placeholders(text), placeholders(english[file][key]), key);
        }
      }
    });
  }

  test('have no key in two files, since one would hide the other', () => {
    const keys = Object.values(english).flatMap(Object.keys);
    assert.equal(new Set(keys).size, keys.length);
  });

  test('the first that is wanted and known is the one', () => {
    assert.equal(languageFor(['ko-KR', 'en-US']), 'ko');
    assert.equal(languageFor(['fr-FR', 'KO', 'en']), 'ko');
    assert.equal(languageFor(['en-GB', 'ko']), 'en');
    assert.equal(languageFor([undefined, undefined, 'ko']), 'ko');
    // Konkani, whose code begins with the same letters.
    assert.equal(languageFor(['kok-IN']), 'en');
    assert.equal(languageFor([]), 'en');
  });
});
