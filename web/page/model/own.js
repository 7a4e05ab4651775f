// What a checkpoint of one's own does not say: the names of its classes, and how its photos were prepared.
// Choosing loads the same file again with both.

import { applyText, languages, t } from '../text/text.js';

/** @typedef {import('../../src/index.js').ModelFiles} ModelFiles */

const FRAME = `
  <h3 data-text="model.own"></h3>
  <p data-text="model.own.lead"></p>
  <label><span data-text="model.own.labels"></span> <select class="own-labels"></select></label>
  <input hidden class="own-file" type="file" accept=".txt,.json" />
  <label><span data-text="model.own.preprocessing"></span> <select class="own-preprocessing"></select></label>
  <button type="submit" data-text="model.apply"></button>
`;

const LABELS = new URL('../../weights/imagenet-labels.txt', import.meta.url);

/**
 * @param {HTMLFormElement} form
 * @param {import('./session.js').ModelSession} session
 * @param {readonly import('../../src/index.js').Model[]} models the list
 */
export function connectOwn(form, session, models) {
  form.innerHTML = FRAME;
  const labels = /** @type {HTMLSelectElement} */ (form.querySelector('.own-labels'));
  const preprocessing = /** @type {HTMLSelectElement} */ (form.querySelector('.own-preprocessing'));
  const input = /** @type {HTMLInputElement} */ (form.querySelector('.own-file'));
  /** Which labels are chosen: what the list goes back to where the browser's dialog is cancelled. */
  let chosen = 'keep';
  /** @type {File | undefined} */
  let file;
  /** The network as it came. @type {ModelFiles | undefined} */
  let own;
  /** From a network with what was said here to the one as it came. @type {WeakMap<object, ModelFiles>} */
  const origins = new WeakMap();

  const fill = () => {
    if (form.hidden) return;
    options(labels, [
      ['keep', t('model.own.labels.keep')],
      ...(thousand()
        ? [/** @type {[string, string]} */ (['imagenet', t('model.own.labels.imagenet')])]
        : []),
      ...(file ? [/** @type {[string, string]} */ (['chosen', file.name])] : []),
      ['file', t('model.own.labels.file')],
    ]);
    options(preprocessing, [
      ['keep', t('model.own.preprocessing.keep')],
      ...recipes(models).map(([key, words]) => /** @type {[string, string]} */ ([key, words])),
    ]);
    applyText(form);
  };
  const show = () => {
    const { current } = session;
    form.hidden = typeof current?.options.model !== 'object';
    const model = /** @type {ModelFiles} */ (form.hidden ? undefined : current?.options.model);
    const origin = model && (origins.get(model) ?? model);
    if (origin !== own) {
      own = origin;
      file = undefined;
      chosen = labels.value = preprocessing.value = 'keep';
    }
    fill();
    showNameless();
  };
  const nameless = /** @type {HTMLElement} */ (document.getElementById('nameless'));
  const naming = /** @type {HTMLButtonElement} */ (nameless.querySelector('button'));
  const thousand = () => session.current?.info.classes === 1000;
  /** Where the answers are numbers, names for them are offered beside. */
  const showNameless = () => {
    const known = session.current?.info.labels === 'given';
    const focused = document.activeElement === naming;
    nameless.hidden = form.hidden || known;
    if (focused && nameless.hidden) document.getElementById('open-inside')?.focus();
    const [words] = nameless.children;
    words.textContent = t('model.nameless');
    naming.textContent = t(thousand() ? 'model.name.imagenet' : 'model.name.own');
  };
  naming.addEventListener('click', () => {
    if (thousand()) {
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
    // Otherwise the same file chosen again would be no change.
    input.value = '';
    fill();
    chosen = labels.value = 'chosen';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { current } = session;
    if (!current || !own) return;
    const given = chosen === 'imagenet' ? LABELS : chosen === 'chosen' ? file : undefined;
    const config = recipes(models).find(([key]) => key === preprocessing.value)?.[2];
    const model = {
      ...own,
      ...(given ? { labels: given } : {}),
      // What is chosen is believed first; the rest is as the network's own files say.
      ...(config ? { config: [config, ...[own.config ?? []].flat()] } : {}),
    };
    origins.set(model, own);
    session.open({ title: current.title, options: { model } });
  });
  session.addEventListener('ready', show);
  languages.addEventListener('change', show);
  show();
}

/**
 * The ways in which the listed models prepare photos, each once.
 * @param {readonly import('../../src/index.js').Model[]} models
 * @returns {[string, string, object][]} key, words, the model's card
 */
function recipes(models) {
  /** @type {Map<string, [string, string, object]>} */
  const found = new Map();
  for (const { preprocessing } of models) {
    if (!preprocessing) continue;
    const { resizeShortSide, cropSize, interpolation } = preprocessing;
    const values = { resize: resizeShortSide, crop: cropSize, interpolation };
    const key = Object.values(values).join(' ');
    found.set(key, [key, t('model.recipe', values), { preprocessing }]);
  }
  return [...found.values()];
}

/**
 * @param {HTMLSelectElement} select whose choice stays where it can
 * @param {[string, string][]} entries value and words
 */
function options(select, entries) {
  const { value } = select;
  select.replaceChildren(...entries.map(([key, words]) => new Option(words, key)));
  select.value = entries.some(([key]) => key === value) ? value : 'keep';
}
