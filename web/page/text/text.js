// The page's words in the visitor's language. English stands in index.html, where the first paint needs
// it, and is collected from there; en.js and ko.js hold what only appears later, ko.js also the rest.

import english from './en.js';

/** @typedef {'en' | 'ko'} Language */

/** @type {Record<string, string>} */
let words = english;
/** @type {Record<string, string>} */
const fromDocument = {};
/** @type {Record<Language, Record<string, string>>} */
const added = { en: {}, ko: {} };

/** Fires `change` after a language switch; views with values in their sentences render again. */
export const languages = new EventTarget();

/** @returns {Language} */
export function language() {
  return document.documentElement.lang === 'ko' ? 'ko' : 'en';
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] for the {names} in the sentence; a `count` of one has words of its
 *   own where the language needs them
 * @returns {string}
 */
export function t(key, values = {}) {
  const sentence = (values.count === 1 && sentenceAt(`${key}.one`)) || sentenceAt(key);
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => isolated(String(values[name] ?? '')));
}

/**
 * A name that is written from right to left, or would turn the sentence around it.
 * @param {string} value
 */
function isolated(value) {
  const plain = value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** @param {string} key @returns {string | undefined} */
function sentenceAt(key) {
  const own = words[key] ?? added[language()][key];
  // English stands in for what Korean does not have, but not for its singular.
  return own ?? (key.endsWith('.one') ? undefined : (fromDocument[key] ?? english[key]));
}

/**
 * Adds the words of a part of the page that is loaded later.
 * @param {Record<Language, Record<string, string>>} more
 */
export function addWords(more) {
  Object.assign(added.en, more.en);
  Object.assign(added.ko, more.ko);
}

/**
 * @param {Language} code
 * @returns {Promise<void>}
 */
export async function setLanguage(code) {
  collect();
  words = code === 'ko' ? (await import('./ko.js')).default : english;
  document.documentElement.lang = code;
  applyText(document);
  languages.dispatchEvent(new Event('change'));
}

/**
 * Fills every element that names its words, or those of its placeholder.
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
 * A number as people who read English or Korean write it. Intl would say the same, and takes 15 ms of a fast machine for each
 * of its formats.
 * @param {number} value
 * @param {{ least?: number, most?: number }} [digits] behind the point
 */
export function number(value, { least = 0, most = least } = {}) {
  const [whole, fraction = ''] = value.toFixed(most).split('.');
  const kept = fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, '');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (kept && `.${kept}`);
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
