// "How it works" on one screen, and code for using the network on another page.

import { BUILTIN, titleOf } from '../model/stored-models.js';
import { Section } from '../section.js';
import { number, t } from '../text/text.js';
import { linesFor } from './embed.js';

const FRAME = `
  <div class="about-head">
    <h2 id="about-title" data-text="about.title" tabindex="-1"></h2>
    <button type="button" class="quiet about-close" data-text="about.close"></button>
  </div>
  <ol class="about-steps">
    <li>
      <svg viewBox="0 0 96 60" aria-hidden="true">
        <rect class="about-frame" x="6" y="6" width="84" height="48" rx="4" />
        <rect class="about-crop" x="26" y="8" width="44" height="44" />
      </svg>
      <h3 data-text="about.photo"></h3>
      <p class="about-photo"></p>
    </li>
    <li>
      <svg viewBox="0 0 96 60" aria-hidden="true">
        <path class="about-skip" d="M14 38V26a12 12 0 0 1 12-12h44a12 12 0 0 1 12 12v12" />
        <path class="about-line" d="M4 40h88" />
        <rect class="about-block" x="26" y="30" width="18" height="20" rx="3" />
        <rect class="about-block" x="52" y="30" width="18" height="20" rx="3" />
      </svg>
      <h3 data-text="about.network"></h3>
      <p class="about-network"></p>
    </li>
    <li>
      <svg viewBox="0 0 96 60" aria-hidden="true">
        <rect class="about-block" x="10" y="10" width="72" height="9" rx="4" />
        <rect class="about-bar" x="10" y="26" width="26" height="9" rx="4" />
        <rect class="about-bar" x="10" y="42" width="10" height="9" rx="4" />
      </svg>
      <h3 data-text="about.answer"></h3>
      <p data-text="about.answer.more"></p>
    </li>
    <li>
      <svg viewBox="0 0 96 60" aria-hidden="true">
        <rect class="about-frame" x="14" y="8" width="68" height="40" rx="4" />
        <path class="about-line" d="M4 52h88" />
        <path class="about-skip" d="m36 28 8 8 16-16" />
      </svg>
      <h3 data-text="about.here"></h3>
      <p data-text="about.here.more"></p>
    </li>
  </ol>
  <h3 data-text="about.embed"></h3>
  <p class="about-embed-lead"></p>
  <div class="about-lines"></div>
`;

/** @type {Section | undefined} */
let section;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../notice.js').Notice} notice
 */
export function showAbout(session, notice) {
  section ??= make(session, notice);
  section.open();
}

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../notice.js').Notice} notice
 */
function make(session, notice) {
  const made = new Section('about', {
    frame: FRAME,
    styles: new URL('../styles/about.css', import.meta.url),
    opener: 'open-about',
    write: () => show(),
  });
  const find = (/** @type {string} */ name) => made.find(name);
  find('about-close').addEventListener('click', () => made.close());
  const show = () => {
    const { current } = session;
    const name = titleOf(current ?? { name: BUILTIN });
    const size = current?.info.inputWidth ?? 224;
    find('about-photo').textContent = t('about.photo.more', { size: `${size} × ${size}` });
    find('about-network').textContent = current
      ? t('about.network.more', {
          name,
          parameters: number(current.info.parameters),
        })
      : '';
    find('about-embed-lead').textContent = t('about.embed.more', { name });
    find('about-lines').replaceChildren(
      ...linesFor(current).map(({ key, code }) => lineOf(key, code, notice)),
    );
  };
  session.addEventListener('ready', show);
  show();
  return made;
}

/**
 * @param {string} key of its description
 * @param {string} code
 * @param {import('../notice.js').Notice} notice
 */
function lineOf(key, code, notice) {
  const box = document.createElement('div');
  const title = document.createElement('h4');
  title.textContent = t(key);
  const text = document.createElement('pre');
  text.tabIndex = 0;
  text.textContent = code;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'quiet';
  copy.textContent = t('copy');
  copy.setAttribute('aria-label', `${t('copy')}: ${t(key)}`);
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = t('copied');
    } catch {
      notice.say(() => t('fail.copy'));
    }
  });
  box.append(title, text, copy);
  return box;
}
