// The language: from the link, the visitor's earlier choice, or the browser.

import { loadSection } from '../lazy.js';
import { LANGUAGES, languageFor } from '../locales/languages.js';
import { language, setLanguage } from '../text/text.js';
import { fromAddress, toAddress } from './address-state.js';
import { remember, recall } from './storage.js';

const KEY = 'residua-language';

/**
 * @param {import('../notice.js').Notice} notice
 * @returns {Promise<void>} resolves when the texts are shown
 */
export async function startLanguage(notice) {
  const list = /** @type {HTMLSelectElement} */ (document.getElementById('switch-language'));
  const options = LANGUAGES.map(({ code, name }) =>
    Object.assign(new Option(name, code), { lang: code }),
  );
  list.replaceChildren(...options);
  // If the texts cannot be loaded, the language does not change.
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
