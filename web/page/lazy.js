// Loads parts of the page on demand, which may fail.

import { loadWords, t } from './text/text.js';

/**
 * A part of the page with its texts.
 * @template T
 * @param {import('./locales/languages.js').Part} words
 * @param {Promise<T>} part
 * @returns {Promise<T>}
 */
export async function withWords(words, part) {
  const [loaded] = await Promise.all([part, loadWords(words)]);
  return loaded;
}

/**
 * @template T
 * @param {import('./notice.js').Notice} notice reports a failure to load
 * @param {() => Promise<T>} load imports it
 * @param {(part: T) => void} [use]
 * @returns {Promise<void>}
 */
export async function loadSection(notice, load, use = () => {}) {
  let part;
  try {
    part = await load();
  } catch {
    const action = { label: 'again', run: () => void loadSection(notice, load, use) };
    return notice.say(() => t('fail.part'), { action });
  }
  use(part);
}
