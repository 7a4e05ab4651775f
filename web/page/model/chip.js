// The status line at the top: the network in use, or the progress of loading.

import { languages, megabytes, t } from '../text/text.js';
import { titleOf } from './stored-models.js';

/** @param {import('./session.js').ModelSession} session */
export function showChip(session) {
  const chip = /** @type {HTMLElement} */ (document.getElementById('model-chip'));
  const aloud = /** @type {HTMLElement} */ (document.getElementById('model-said'));
  chip.removeAttribute('data-text');
  const say = () => {
    const [state, text] = sentence(session);
    const words = state === 'loading' ? t('chip.loading') : text;
    if (aloud.textContent !== words) aloud.textContent = words;
  };
  const show = () => {
    const [state, text] = sentence(session);
    // Only changes are announced to screen readers, not every megabyte.
    if (state !== chip.dataset.state || state !== 'loading') say();
    chip.dataset.state = state;
    chip.textContent = text;
  };
  for (const type of ['progress', 'ready', 'failed', 'cancelled', 'missing'])
    session.addEventListener(type, show);
  languages.addEventListener('change', () => {
    show();
    say();
  });
}

/**
 * @param {import('./session.js').ModelSession} session
 * @returns {[string, string]} state and text
 */
export function sentence(session) {
  const { loading, current } = session;
  if (loading) {
    const title = titleOf(loading.choice);
    const { phase, bytes = 0, total } = loading.progress ?? {};
    if (!phase) return ['loading', t('chip.loading')];
    if (phase !== 'download') return ['loading', t('chip.build', { title })];
    const values = { title, done: megabytes(bytes), total: total ? megabytes(total) : '' };
    return ['loading', t(total ? 'chip.bytes' : 'chip.some', values)];
  }
  if (current) return ['ready', t('chip.ready', { title: titleOf(current) })];
  return ['missing', t('chip.missing')];
}
