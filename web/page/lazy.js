// Parts of the page that are fetched when they are needed, and may then not be there to be had.

import { t } from './text/text.js';

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
