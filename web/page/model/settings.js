// The settings that a checkpoint lacks, in plain words. Each change reloads the network and classifies the current photo again;
// beside it, the page shows what the network sees.

import { addStyles } from '../styles/add-styles.js';
import { applyText, languages, t } from '../text/text.js';
import { showPreview } from './preview.js';
import { NORMALISATIONS, OPEN, RECIPES, isWhole } from './settings-config.js';

/** @typedef {import('./settings-config.js').Settings} Settings */

/** The choices by setting. */
const CHOICES = {
  preparation: ['keep', ...Object.keys(RECIPES)],
  normalisation: ['keep', ...Object.keys(NORMALISATIONS), 'own'],
  activation: [
    'keep',
    ...['relu', 'relu6', 'leaky-relu 0.1', 'leaky-relu 0.01', 'silu', 'gelu', 'mish', 'elu'],
    ...['hard-swish', 'tanh', 'none'],
  ],
  maxPool: ['keep', 'yes', 'no'],
  pooling: ['keep', 'average', 'max', 'max-average'],
  stride: ['keep', 'spatial', 'reduce', 'second'],
  output: ['keep', 'softmax', 'sigmoid'],
};

/** Names of activations that are not translated. @type {Record<string, string>} */
const ACTIVATIONS = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  'leaky-relu 0.1': 'Leaky ReLU 0.1',
  'leaky-relu 0.01': 'Leaky ReLU 0.01',
  silu: 'SiLU (Swish)',
  gelu: 'GELU',
  mish: 'Mish',
  elu: 'ELU',
  'hard-swish': 'Hard Swish',
  tanh: 'Tanh',
};

/** @param {keyof typeof CHOICES} name */
const select = (name) =>
  `<label><span data-text="settings.${name}"></span> <select name="${name}"></select></label>`;

/** @param {string} name @param {string} kind attributes */
const field = (name, kind) =>
  `<label><span data-text="settings.${name}"></span> <input name="${name}" autocomplete="off" ${kind} /></label>`;

const FRAME = `
  <p data-text="settings.lead"></p>
  <figure class="preview"><canvas role="img" hidden></canvas><figcaption></figcaption></figure>
  ${select('preparation')}
  <div class="settings-own" data-of="preparation" hidden>
    ${field('input', 'type="number" min="1" max="4096" required')}
    ${field('shortSide', 'type="number" min="0" max="4096" required')}
  </div>
  ${select('normalisation')}
  <div class="settings-own" data-of="normalisation" hidden>
    ${field('mean', 'type="text" inputmode="decimal"')}
    ${field('std', 'type="text" inputmode="decimal"')}
  </div>
  ${['activation', 'maxPool', 'pooling', 'stride', 'output']
    .map((name) => select(/** @type {keyof typeof CHOICES} */ (name)))
    .join('')}
  <p class="settings-wrong" role="alert"></p>
  <button type="reset" class="quiet" data-text="settings.reset"></button>
`;

/**
 * @param {HTMLDetailsElement} details that contain the form
 * @param {object} options
 * @param {import('./session.js').ModelSession} options.session
 * @param {import('../photo/photo-controller.js').PhotoController} options.photoController
 * @param {import('./own-network.js').OwnNetwork} options.network
 * @param {Record<string, import('./settings-config.js').Sizes>} options.recipes of the listed models
 */
export function showSettings(details, { session, photoController, network, recipes }) {
  addStyles(new URL('../styles/settings.css', import.meta.url));
  const form = /** @type {HTMLFormElement} */ (details.querySelector('form'));
  form.innerHTML = FRAME;
  /** @param {string} name @returns {HTMLSelectElement | HTMLInputElement} */
  const control = (name) => /** @type {any} */ (form.elements.namedItem(name));
  const wrong = /** @type {HTMLElement} */ (form.querySelector('.settings-wrong'));

  const fill = () => {
    for (const [name, keys] of Object.entries(CHOICES)) {
      const box = control(name);
      const { value } = box;
      box.replaceChildren(...keys.map((key) => new Option(wordsFor(name, key), key)));
      if (name === 'preparation') {
        const more = Object.entries(recipes).map(
          ([key, { resizeShortSide = 0, cropSize, interpolation = '' }]) =>
            new Option(
              t('model.recipe', { resize: resizeShortSide, crop: cropSize, interpolation }),
              key,
            ),
        );
        box.append(...more, new Option(t('settings.own'), 'own'));
      }
      box.value = value || 'keep';
    }
    applyText(form);
    if (wrong.textContent) wrong.textContent = t('settings.wrong');
  };
  const showOwn = () => {
    for (const own of /** @type {NodeListOf<HTMLElement>} */ (
      form.querySelectorAll('.settings-own')
    )) {
      own.hidden = control(own.dataset.of ?? '').value !== 'own';
    }
  };
  /** Shows the settings in use, which remain if a change fails. */
  const show = () => {
    const { settings } = network.said ?? { settings: OPEN };
    for (const [name, value] of Object.entries(settings)) control(name).value = String(value);
    wrong.textContent = '';
    showOwn();
  };
  /** @returns {Settings} */
  const read = () => {
    const entries = Object.keys(OPEN).map((name) => [name, control(name).value]);
    const texts = Object.fromEntries(entries);
    return { ...texts, input: Number(texts.input), shortSide: Number(texts.shortSide) };
  };
  form.addEventListener('change', () => {
    showOwn();
    const settings = read();
    const whole = isWhole(settings);
    wrong.textContent = whole ? '' : t('settings.wrong');
    if (whole) network.say({ settings });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    network.say({ settings: OPEN });
  });
  for (const type of ['ready', 'failed', 'cancelled']) session.addEventListener(type, show);
  languages.addEventListener('change', fill);
  fill();
  show();
  showPreview(/** @type {HTMLElement} */ (form.querySelector('.preview')), {
    session,
    photoController,
    details,
  });
}

/**
 * @param {string} name of the setting
 * @param {string} key
 */
function wordsFor(name, key) {
  if (key === 'own') return t('settings.own');
  return (name === 'activation' && ACTIVATIONS[key]) || t(`settings.${name}.${key}`);
}
