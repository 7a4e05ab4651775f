// Light or dark: the system's or the visitor's choice.

import { languages, t } from '../text/text.js';
import { remember } from './storage.js';

export function startTheme() {
  const root = document.documentElement;
  const button = /** @type {HTMLButtonElement} */ (document.getElementById('switch-theme'));
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const bars = [...document.querySelectorAll('meta[name=theme-color]')];
  const systems = bars.map((bar) => bar.getAttribute('media') ?? '');
  const show = () => {
    button.removeAttribute('data-text');
    button.textContent = t(dark() ? 'theme.light' : 'theme.dark');
    // The colour of the browser's bars follows the choice, whatever the system's theme.
    const { theme } = root.dataset;
    bars.forEach((bar, index) => {
      const own = theme && (systems[index].includes(theme) ? 'all' : 'not all');
      bar.setAttribute('media', own || systems[index]);
    });
  };
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    // Read by first.js.
    remember('localStorage', 'residua-theme', root.dataset.theme);
    show();
  });
  system.addEventListener('change', show);
  languages.addEventListener('change', show);
  show();
}
