// The form for information that the visitor's checkpoint lacks: class names, and, in a separate section, the network's
// settings. A change reloads the same file with both.

import { loadSection, withWords } from '../lazy.js';
import { areAssumed } from '../text/names.js';
import { applyText, languages, t } from '../text/text.js';
import { OwnNetwork } from './own-network.js';
import { showUnderstood } from './understood.js';

/** @typedef {import('./settings-config.js').Sizes} Sizes */

const FRAME = `
  <form class="own">
    <h3 data-text="model.own"></h3>
    <p data-text="model.own.lead"></p>
    <label>
      <span class="visually-hidden" data-text="model.own.labels"></span>
      <select class="own-labels"></select>
    </label>
    <input hidden class="own-file" type="file" accept=".txt,.json" />
    <button type="submit" data-text="model.apply"></button>
  </form>
  <details class="settings">
    <summary data-text="model.settings"></summary>
    <form></form>
  </details>
`;

const LABELS = new URL('../../weights/imagenet-labels.txt', import.meta.url);

/**
 * @param {{ box: HTMLElement, understood: HTMLElement }} places understood: where the recognised structure is shown
 * @param {import('./panel.js').Surroundings} surroundings
 * @param {readonly import('../../src/index.js').Model[]} models the list
 */
export function connectOwnModelForm(
  { box, understood },
  { session, photoController, notice },
  models,
) {
  box.innerHTML = FRAME;
  /** @template {HTMLElement} E @param {string} selector @returns {E} */
  const find = (selector) => /** @type {E} */ (box.querySelector(selector));
  /** @type {HTMLFormElement} */
  const form = find('.own');
  /** @type {HTMLSelectElement} */
  const labels = find('.own-labels');
  /** @type {HTMLInputElement} */
  const input = find('.own-file');
  const recipes = recipesOf(models);
  const network = new OwnNetwork(session, recipes);
  /** The chosen labels, to restore the selection if the file dialog is cancelled. */
  let chosen = 'keep';
  /** @type {File | undefined} */
  let file;
  /** The network as opened. @type {object | undefined} */
  let own;
  /** Whether it was assumed to be one of ImageNet then. */
  let cameNameless = false;

  const thousand = () => session.current?.info.classes === 1000;
  const assumed = () => session.current !== undefined && areAssumed(session.current.info);

  const fill = () => {
    if (box.hidden) return;
    const entries = [
      ['keep', t(cameNameless ? 'model.own.labels.assumed' : 'model.own.labels.keep')],
      ...(cameNameless ? [['numbers', t('model.own.labels.numbers')]] : []),
      ...(thousand() && !cameNameless ? [['imagenet', t('model.own.labels.imagenet')]] : []),
      ...(file ? [['chosen', file.name]] : []),
      ['file', t('model.own.labels.file')],
    ];
    const { value } = labels;
    labels.replaceChildren(...entries.map(([key, words]) => new Option(words, key)));
    labels.value = entries.some(([key]) => key === value) ? value : 'keep';
    applyText(box);
  };
  const show = () => {
    const said = network.said;
    box.hidden = understood.hidden = !said;
    if (said?.files !== own) {
      own = said?.files;
      cameNameless = assumed();
      file = undefined;
      chosen = labels.value = 'keep';
    }
    // Without classes there is nothing to name.
    form.hidden = session.current?.info.classes === 0;
    fill();
    if (session.current) showUnderstood(understood, session.current.info);
    showNameless();
  };
  const nameless = /** @type {HTMLElement} */ (document.getElementById('nameless'));
  const naming = /** @type {HTMLButtonElement} */ (nameless.querySelector('button'));
  /** If answers are numbers, names are offered beside them; if names are assumed, a note says so. */
  const showNameless = () => {
    const known = session.current?.info.labels === 'given';
    const focused = document.activeElement === naming;
    nameless.hidden = box.hidden || form.hidden || known;
    if (focused && nameless.hidden) document.getElementById('open-inside')?.focus();
    const [sentence] = nameless.children;
    sentence.textContent = t(assumed() ? 'model.assumed.names' : 'model.nameless');
    const offer = assumed() ? 'other' : thousand() ? 'imagenet' : 'own';
    naming.textContent = t(`model.name.${offer}`);
  };
  naming.addEventListener('click', () => {
    if (thousand() && !assumed()) {
      chosen = labels.value = 'imagenet';
      form.requestSubmit();
    } else {
      form.scrollIntoView({ block: 'center' });
      labels.focus();
    }
  });

  labels.addEventListener('change', () => {
    if (labels.value === 'file') {
      labels.value = chosen;
      input.click();
    } else {
      chosen = labels.value;
    }
  });
  input.addEventListener('change', () => {
    if (!input.files?.length) return;
    [file] = input.files;
    // Otherwise choosing the same file again would not fire a change event.
    input.value = '';
    fill();
    chosen = labels.value = 'chosen';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    network.say({
      labels: chosenLabels(),
    });
  });
  const chosenLabels = () => {
    if (chosen === 'imagenet') return LABELS;
    if (chosen === 'numbers') return Array.from({ length: 1000 }, (_, index) => `class ${index}`);
    return chosen === 'chosen' ? file : undefined;
  };
  /** @type {HTMLDetailsElement} */
  const settings = find('.settings');
  const openSettings = () => {
    if (!settings.open) return;
    settings.removeEventListener('toggle', openSettings);
    loadSection(
      notice,
      () => withWords('settings', import('./settings.js')),
      ({ showSettings }) => showSettings(settings, { session, photoController, network, recipes }),
    );
  };
  settings.addEventListener('toggle', openSettings);
  session.addEventListener('ready', show);
  languages.addEventListener('change', show);
  show();
}

/**
 * The preprocessing of the listed models, without duplicates.
 * @param {readonly import('../../src/index.js').Model[]} models
 * @returns {Record<string, Sizes>} by key
 */
function recipesOf(models) {
  /** @type {Record<string, Sizes>} */
  const found = {};
  for (const { preprocessing } of models) {
    if (!preprocessing) continue;
    const { resizeShortSide, cropSize, interpolation } = preprocessing;
    found[`${resizeShortSide} ${cropSize} ${interpolation}`] = {
      resizeShortSide,
      cropSize,
      interpolation,
    };
  }
  return found;
}
