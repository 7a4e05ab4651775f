// The page's texts in the visitor's language. The English texts are in index.html, where the first paint needs them, and are
// collected from there; all others are in locales, by language and part of the page.

import english from '../locales/en/locale.js';
import { LANGUAGES } from '../locales/languages.js';

/** @typedef {import('../locales/languages.js').Locale} Locale */
/** @typedef {import('../locales/languages.js').Part} Part */
/** @typedef {import('../locales/languages.js').Words} Words */

let code = 'en';
/** @type {Locale} */
let locale = english;
/** The loaded texts of each language. @type {Map<Locale, { words: Words, parts: Set<Part> }>} */
const loaded = new Map();
/** The parts of the texts that are in use. @type {Set<Part>} */
const used = new Set();
/** @type {Words} */
const fromDocument = {};
let turn = 0;

/** Fires `change` after a language switch; views with values in their sentences render again. */
export const languages = new EventTarget();

/** @returns {string} the code of the language */
export function language() {
  return code;
}

/** @returns {Locale} formats of numbers and names */
export function conventions() {
  return locale;
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] for the {names} in the sentence; a `count` of one selects the singular if
 *   the language has one
 * @returns {string}
 */
export function t(key, values = {}) {
  const sentence = (values.count === 1 && sentenceAt(`${key}.one`)) || sentenceAt(key);
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => isolated(String(values[name] ?? '')));
}

/**
 * Isolates names that are written from right to left.
 * @param {string} value
 */
function isolated(value) {
  const plain = value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** @param {string} key @returns {string | undefined} */
function sentenceAt(key) {
  const own = loadedOf(locale).words[key];
  // English is the fallback for missing texts, except for singulars.
  const fallback = () => fromDocument[key] ?? loadedOf(english).words[key];
  return own ?? (key.endsWith('.one') ? undefined : fallback());
}

/**
 * Loads the texts of a part of the page, now and for languages chosen later.
 * @param {Part} part
 * @returns {Promise<void>} rejects if they cannot be loaded
 */
export async function loadWords(part) {
  let asked;
  do {
    asked = locale;
    await loadPart(asked, part);
    // Another language may have been chosen in the meantime.
  } while (asked !== locale);
  used.add(part);
}

/**
 * @param {string} wanted the code of a language
 * @returns {Promise<void>} rejects if its texts cannot be loaded; the last choice wins
 */
export async function setLanguage(wanted) {
  collect();
  const mine = ++turn;
  const found = LANGUAGES.find((one) => one.code === wanted);
  if (!found) throw new Error(`there is no language ${wanted}`);
  const { default: next } = await found.load();
  for (let lacking = lackingOf(next); lacking.length; lacking = lackingOf(next)) {
    await Promise.all(lacking.map((part) => loadPart(next, part)));
  }
  if (mine !== turn) return;
  locale = next;
  code = wanted;
  document.documentElement.lang = code;
  applyText(document);
  languages.dispatchEvent(new Event('change'));
}

/** @param {Locale} of */
function loadedOf(of) {
  let entry = loaded.get(of);
  if (!entry) loaded.set(of, (entry = { words: { ...of.words }, parts: new Set() }));
  return entry;
}

/** @param {Locale} of @returns {Part[]} */
function lackingOf(of) {
  return [...used].filter((part) => !loadedOf(of).parts.has(part));
}

/** @param {Locale} of @param {Part} part */
async function loadPart(of, part) {
  const load = of.parts[part] ?? english.parts[part];
  const { words, parts } = loadedOf(of);
  if (load && !parts.has(part)) Object.assign(words, (await load()).default);
  parts.add(part);
}

/**
 * Fills every element that has a key for its text or placeholder.
 * @param {ParentNode} root
 */
export function applyText(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    element.textContent = t(/** @type {HTMLElement} */ (element).dataset.text ?? '');
  }
  for (const element of root.querySelectorAll('[data-placeholder]')) {
    const input = /** @type {HTMLInputElement} */ (element);
    input.placeholder = t(input.dataset.placeholder ?? '');
  }
}

/**
 * Formats a number for the language. Intl gives the same result, but takes 15 ms per format on a fast machine.
 * @param {number} value
 * @param {{ least?: number, most?: number }} [digits] decimal places
 */
export function number(value, { least = 0, most = least } = {}) {
  const [whole, fraction = ''] = value.toFixed(most).split('.');
  const kept = fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, '');
  const { thousands, decimal } = locale.marks;
  return whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (kept && decimal + kept);
}

/** @param {number} probability in [0, 1] */
export function percent(probability) {
  return `${number(100 * probability, { least: 1 })}%`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  const value = bytes / 1e6;
  return `${number(value, { most: value < 10 ? 1 : 0 })} MB`;
}

/** @param {number} value milliseconds */
export function milliseconds(value) {
  if (value > 0 && value < 0.05) return '< 0.1 ms';
  return `${number(value, { most: value < 10 ? 1 : 0 })} ms`;
}

function collect() {
  if (Object.keys(fromDocument).length) return;
  for (const element of document.querySelectorAll('[data-text]')) {
    const { text = '' } = /** @type {HTMLElement} */ (element).dataset;
    fromDocument[text] ??= (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  }
}
