// English or Korean: as a link says, as the visitor chose before, or as the browser says.

import { language, setLanguage } from '../text/text.js';
import { fromAddress, toAddress } from './address-state.js';
import { keep, recall } from './kept.js';

const KEY = 'residua-language';
const OTHER = /** @type {const} */ ({ en: ['ko', '한국어'], ko: ['en', 'English'] });

/** @returns {Promise<void>} when the words stand */
export async function startLanguage() {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById('switch-language'));
  const show = () => {
    [button.lang, button.textContent] = OTHER[language()];
  };
  button.addEventListener('click', async () => {
    const [code] = OTHER[language()];
    keep('localStorage', KEY, code);
    toAddress('lang', code);
    await setLanguage(code);
    show();
  });
  const wanted = fromAddress('lang') ?? recall('localStorage', KEY) ?? navigator.language;
  if (wanted.startsWith('ko')) await setLanguage('ko');
  else await setLanguage('en');
  show();
}
