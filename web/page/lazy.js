// Parts of the page that are fetched when they are needed, and may then not be there to be had.

import { loadWords, t } from './text/text.js';

/**
 * A part of the page with its words.
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
 * @param {import('./notice.js').Notice} notice says that the part could not be loaded
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
