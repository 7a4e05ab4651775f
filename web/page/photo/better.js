// If the built-in network is not sure, the card offers a larger one: its description and origin come first, and another site is
// contacted only after a click. Then both answers are shown.

import { listModels } from '../../src/index.js';
import { sentence } from '../model/chip.js';
import { factsOf } from '../model/facts.js';
import { BUILTIN, listedChoice, storedModels, titleOf } from '../model/stored-models.js';
import { addStyles } from '../styles/add-styles.js';
import { languages, t } from '../text/text.js';
import { answerIn, certainOf } from './certainty.js';

/** @typedef {import('./photo-controller.js').Shown} Shown */

const FRAME = `
  <p class="better-words"></p>
  <p class="better-facts"></p>
  <progress class="better-progress" aria-labelledby="answer-name"></progress>
  <button type="button" class="better-go"></button>
  <button type="button" class="quiet better-cancel"></button>
`;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('./photo-controller.js').PhotoController} photoController
 */
export async function offerBetter(session, photoController) {
  const [models, { names }] = await Promise.all([listModels().catch(() => []), storedModels()]);
  const model = models.find(({ recommended }) => recommended === 'good');
  if (!model) return;
  const here = names.includes(model.name);
  const title = titleOf(model);
  addStyles(new URL('../styles/better.css', import.meta.url));
  const box = /** @type {HTMLElement} */ (document.getElementById('better'));
  box.innerHTML = FRAME;
  /** @template {HTMLElement} E @param {string} name @returns {E} */
  const find = (name) => /** @type {E} */ (box.querySelector(`.better-${name}`));
  const [words, facts] = [find('words'), find('facts')];
  const [go, cancel] = [find('go'), find('cancel')];
  /** @type {HTMLProgressElement} */
  const progress = find('progress');

  /** The built-in network's uncertain answer. @type {Shown | undefined} */
  let before;
  let failed = false;

  /** @returns {'loading' | 'offer' | 'both' | undefined} the state of the card */
  const state = () => {
    const { shown } = photoController;
    if (session.loading?.choice.name === model.name) return before && 'loading';
    if (!shown) return undefined;
    if (before?.photo === shown.photo && shown.by?.name === model.name) return 'both';
    const asked = shown.by === session.current && session.current?.name === BUILTIN;
    return asked && shown.result && certainOf(shown.result) !== 'class' ? 'offer' : undefined;
  };
  const show = () => {
    const now = state();
    const focused = box.contains(document.activeElement);
    box.hidden = !now;
    if (!now) return;
    progress.hidden = cancel.hidden = now !== 'loading';
    go.hidden = now !== 'offer';
    facts.hidden = now !== 'offer';
    cancel.textContent = t('model.cancel');
    go.textContent = t(failed ? 'again' : 'better.go');
    facts.textContent = factsOf(model, here);
    if (now === 'loading') {
      words.textContent = sentence(session)[1];
      const { phase, bytes = 0, total } = session.loading?.progress ?? {};
      if (phase === 'download' && total) Object.assign(progress, { max: total, value: bytes });
      else progress.removeAttribute('value');
    } else if (now === 'both' && before?.result) {
      const { name, sure } = answerIn(before.result);
      words.textContent = t('better.before', { name, sure });
    } else {
      words.textContent = t(failed ? 'better.failed' : 'better.offer', { title });
    }
    // The button that had the focus may have been removed.
    if (focused && now === 'loading') cancel.focus();
    else if (focused && now === 'offer') go.focus();
  };

  go.addEventListener('click', () => {
    before = photoController.shown;
    failed = false;
    session.open(listedChoice(model.name));
    show();
  });
  cancel.addEventListener('click', () => session.cancel());
  session.addEventListener('failed', (event) => {
    if (/** @type {CustomEvent} */ (event).detail.choice.name === model.name) failed = true;
    show();
  });
  for (const type of ['progress', 'ready', 'cancelled']) session.addEventListener(type, show);
  photoController.addEventListener('shown', show);
  languages.addEventListener('change', show);
  show();
}
