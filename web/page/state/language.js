// The language: as a link says, as the visitor chose before, or as the browser says.

import { loadSection } from '../lazy.js';
import { LANGUAGES, languageFor } from '../locales/languages.js';
import { language, setLanguage } from '../text/text.js';
import { fromAddress, toAddress } from './address-state.js';
import { remember, recall } from './storage.js';

const KEY = 'residua-language';

/**
 * @param {import('../notice.js').Notice} notice
 * @returns {Promise<void>} when the words stand
 */
export async function startLanguage(notice) {
  const list = /** @type {HTMLSelectElement} */ (document.getElementById('switch-language'));
  const options = LANGUAGES.map(({ code, name }) =>
    Object.assign(new Option(name, code), { lang: code }),
  );
  list.replaceChildren(...options);
  // Where the words cannot be loaded the language stays as it was.
  const show = () => {
    list.value = language();
  };
  list.addEventListener('change', async () => {
    const { value } = list;
    const keep = () => {
      remember('localStorage', KEY, language());
      toAddress('lang', language());
      show();
    };
    await loadSection(notice, () => setLanguage(value), keep);
    show();
  });
  const tags = [fromAddress('lang'), recall('localStorage', KEY), ...navigator.languages];
  await loadSection(notice, () => setLanguage(languageFor(tags)), show);
}
