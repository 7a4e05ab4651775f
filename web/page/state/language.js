// English or Korean: as a link says, as the visitor chose before, or as the browser says.

import { loadSection } from '../lazy.js';
import { language, setLanguage } from '../text/text.js';
import { fromAddress, toAddress } from './address-state.js';
import { remember, recall } from './storage.js';

const KEY = 'residua-language';
const OTHER = /** @type {const} */ ({ en: ['ko', '한국어'], ko: ['en', 'English'] });

/**
 * @param {import('../notice.js').Notice} notice
 * @returns {Promise<void>} when the words stand
 */
export async function startLanguage(notice) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById('switch-language'));
  const show = () => {
    [button.lang, button.textContent] = OTHER[language()];
  };
  button.addEventListener('click', () => {
    const [code] = OTHER[language()];
    loadSection(
      notice,
      () => setLanguage(code),
      () => {
        remember('localStorage', KEY, code);
        toAddress('lang', code);
        show();
      },
    );
  });
  const wanted = fromAddress('lang') ?? recall('localStorage', KEY) ?? navigator.language;
  await loadSection(notice, () => setLanguage(wanted.startsWith('ko') ? 'ko' : 'en'), show);
}
