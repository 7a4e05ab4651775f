// The network's section: what is in use, how to bring another, the list of known ones.

import { painted } from '../appear.js';
import { listModels } from '../../src/index.js';
import { addStyles } from '../styles/add-styles.js';
import { applyText, languages, number, t } from '../text/text.js';
import { sentence } from './chip.js';
import { factsOf } from './facts.js';
import { connectOwn } from './own.js';
import { BUILTIN, listedChoice, storedModels, titleOf } from './stored.js';

const FRAME = `
  <div class="model-intro">
    <h2 id="model-title" data-text="model.title"></h2>
    <p class="model-missing" data-text="model.missing" hidden></p>
    <p data-text="model.lead"></p>
    <button type="button" class="primary model-pick" data-text="model.pick"></button>
    <input hidden class="model-input" type="file" multiple />
    <div class="model-loading" hidden>
      <p class="model-sentence"></p>
      <progress class="model-progress" aria-labelledby="model-title"></progress>
      <button type="button" class="quiet model-cancel" data-text="model.cancel"></button>
    </div>
  </div>
  <div class="model-now">
    <dl class="facts"></dl>
  </div>
  <div class="own-network" hidden></div>
  <details class="model-list">
    <summary data-text="model.list"></summary>
    <ul></ul>
  </details>
`;

/**
 * @typedef {object} Surroundings
 * @property {import('./session.js').ModelSession} session
 * @property {import('../photo/desk.js').Desk} desk
 * @property {import('../notice.js').Notice} notice
 */

/**
 * @param {Surroundings} surroundings
 * @param {(arrived: { files: File[] }) => void} onFiles
 */
export async function showPanel(surroundings, onFiles) {
  const { session } = surroundings;
  const section = /** @type {HTMLElement} */ (document.getElementById('model'));
  addStyles(new URL('../styles/model.css', import.meta.url));
  section.innerHTML = FRAME;
  /** @param {string} name */
  const find = (name) => /** @type {HTMLElement} */ (section.querySelector(`.${name}`));

  const input = /** @type {HTMLInputElement} */ (find('model-input'));
  find('model-pick').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length) onFiles({ files });
  });
  find('model-cancel').addEventListener('click', () => session.cancel());
  const [models, { names: stored }] = await Promise.all([listModels(), storedModels()]);
  // One after the other: both at once hold up a slow machine for too long.
  await painted();
  connectOwn(find('own-network'), surroundings, models);

  const list = /** @type {HTMLElement} */ (section.querySelector('.model-list ul'));
  const progress = /** @type {HTMLProgressElement} */ (find('model-progress'));
  const details = /** @type {HTMLDetailsElement} */ (find('model-list'));
  const show = () => {
    showFacts(find('facts'), session);
    showList();
    showProgress();
  };
  // Nobody sees it before it is opened, and many rows take long where the machine is slow.
  const showList = () => {
    if (!details.open) return list.replaceChildren();
    const focused = [...list.querySelectorAll('button')].findIndex(isFocused);
    list.replaceChildren(...models.map((model) => row(model, stored, session)));
    if (focused >= 0) focusRow(list, focused);
  };
  const showProgress = () => {
    const { loading } = session;
    const focused = isFocused(find('model-cancel'));
    find('model-missing').hidden = !session.missing;
    find('model-loading').hidden = !loading;
    if (focused && !loading) find('model-pick').focus();
    if (!loading) return;
    find('model-sentence').textContent = sentence(session)[1];
    const { phase, bytes = 0, total } = loading.progress ?? {};
    if (phase === 'download' && total) {
      progress.max = total;
      progress.value = bytes;
    } else {
      progress.removeAttribute('value');
    }
  };
  details.addEventListener('toggle', showList);
  applyText(section);
  show();
  session.addEventListener('progress', showProgress);
  for (const type of ['ready', 'failed', 'cancelled', 'missing'])
    session.addEventListener(type, show);
  languages.addEventListener('change', show);
}

/** @param {Element} element */
const isFocused = (element) => element === document.activeElement;

/**
 * Gives the focus back to a row's button; to the list's title where the row has none that can have it, since its network
 * is in use now.
 * @param {HTMLElement} list
 * @param {number} index of the row
 */
function focusRow(list, index) {
  const button = list.querySelectorAll('button')[index];
  if (button.disabled) list.closest('details')?.querySelector('summary')?.focus();
  else button.focus();
}

/**
 * @param {HTMLElement} box a <dl>
 * @param {import('./session.js').ModelSession} session
 */
function showFacts(box, { current }) {
  box.replaceChildren();
  if (!current) return;
  const { info } = current;
  const facts = {
    name: titleOf(current),
    architecture: info.architecture,
    classes: number(info.classes),
    input: `${info.inputWidth} × ${info.inputHeight}`,
    parameters: number(info.parameters),
    ...(info.classes ? { labels: t(`model.labels.${info.labels}`) } : {}),
  };
  for (const [key, value] of Object.entries(facts)) {
    const name = document.createElement('dt');
    name.textContent = t(`model.${key}`);
    const text = document.createElement('dd');
    text.textContent = value;
    text.dataset.fact = key;
    const pair = document.createElement('div');
    pair.append(name, text);
    box.append(pair);
  }
}

/**
 * @param {import('../../src/index.js').Model} model
 * @param {string[]} stored
 * @param {import('./session.js').ModelSession} session
 */
function row(model, stored, session) {
  const here = model.name === BUILTIN || stored.includes(model.name);
  const [address] = model.addresses;
  const item = document.createElement('li');
  const name = document.createElement('strong');
  name.textContent = titleOf(model);
  const about = document.createElement('span');
  about.textContent = factsOf(model, here);
  const use = document.createElement('button');
  use.type = 'button';
  use.className = 'quiet';
  const inUse = session.current?.name === model.name;
  use.disabled = inUse || !(here || address);
  use.textContent = t(inUse ? 'model.using' : 'model.use');
  use.setAttribute(
    'aria-label',
    inUse ? t('model.using') : t('model.use.labels', { name: titleOf(model) }),
  );
  use.addEventListener('click', () => session.open(listedChoice(model.name)));
  item.append(name, about, use);
  return item;
}
