// The model section: the network in use, how to open another, the list of models.

import { painted } from '../appear.js';
import { listModels } from '../../src/index.js';
import { Section } from '../section.js';
import { areAssumed } from '../text/names.js';
import { number, t } from '../text/text.js';
import { sentence } from './chip.js';
import { connectClassList } from './class-list.js';
import { factsOf } from './facts.js';
import { connectOwnModelForm } from './own-model-form.js';
import { BUILTIN, listedChoice, storedModels, titleOf } from './stored-models.js';

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
    <div class="understood" hidden></div>
    <details class="model-classes" hidden>
      <summary></summary>
      <div></div>
    </details>
  </div>
  <div class="model-now">
    <dl class="facts"></dl>
    <div class="own-network" hidden></div>
  </div>
  <div class="model-more">
    <h3 data-text="model.more"></h3>
    <ul class="model-rows model-recommended"></ul>
    <details class="model-list">
      <summary data-text="model.list"></summary>
      <ul class="model-rows"></ul>
    </details>
  </div>
`;

/** The facts shown above the list, in this order. */
const RECOMMENDED = /** @type {const} */ (['small', 'good', 'best']);

/**
 * @typedef {object} Surroundings
 * @property {import('./session.js').ModelSession} session
 * @property {import('../photo/photo-controller.js').PhotoController} photoController
 * @property {import('../notice.js').Notice} notice
 */

/**
 * @param {Surroundings} surroundings
 * @param {(arrived: { files: File[] }) => void} onFiles
 */
export async function showPanel(surroundings, onFiles) {
  const { session } = surroundings;
  const [models, { names: stored }] = await Promise.all([listModels(), storedModels()]);
  const section = new Section('model', {
    frame: FRAME,
    styles: new URL('../styles/model.css', import.meta.url),
    write: () => show(),
  });
  const find = (/** @type {string} */ name) => section.find(name);

  const input = /** @type {HTMLInputElement} */ (find('model-input'));
  find('model-pick').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length) onFiles({ files });
  });
  find('model-cancel').addEventListener('click', () => session.cancel());
  // One after the other: both at once would block a slow machine for too long.
  await painted();
  const places = { box: find('own-network'), understood: find('understood') };
  connectOwnModelForm(places, surroundings, models);
  connectClassList(/** @type {HTMLDetailsElement} */ (find('model-classes')), surroundings);

  const list = /** @type {HTMLElement} */ (section.element.querySelector('.model-list ul'));
  const progress = /** @type {HTMLProgressElement} */ (find('model-progress'));
  const details = /** @type {HTMLDetailsElement} */ (find('model-list'));
  const recommended = RECOMMENDED.flatMap((kind) =>
    models.filter((model) => model.recommended === kind),
  );
  const show = () => {
    showFacts(find('facts'), session);
    showRows(find('model-recommended'), recommended, { stored, session });
    showList();
    showProgress();
  };
  // Filled when it is opened: many rows take long on slow machines.
  const showList = () => showRows(list, details.open ? models : [], { stored, session });
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
  show();
  session.addEventListener('progress', showProgress);
  for (const type of ['ready', 'failed', 'cancelled', 'missing'])
    session.addEventListener(type, show);
  section.open({ focus: null, scroll: false });
}

/** @param {Element} element */
const isFocused = (element) => element === document.activeElement;

/**
 * Fills a list. A row's button keeps the focus; if it cannot, since its network is in use now, the summary of the list gets it.
 * @param {HTMLElement} list
 * @param {readonly import('../../src/index.js').Model[]} models
 * @param {{ stored: string[], session: import('./session.js').ModelSession }} known
 */
function showRows(list, models, { stored, session }) {
  const focused = [...list.querySelectorAll('button')].findIndex(isFocused);
  list.replaceChildren(...models.map((model) => row(model, stored, session)));
  if (focused < 0) return;
  const button = list.querySelectorAll('button')[focused];
  if (button && !button.disabled) button.focus();
  else list.closest('.model-more')?.querySelector('summary')?.focus();
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
    ...(info.classes
      ? { labels: t(`model.labels.${areAssumed(info) ? 'assumed' : info.labels}`) }
      : {}),
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
  if (model.recommended) {
    const kind = document.createElement('em');
    kind.textContent = t(`model.recommended.${model.recommended}`);
    name.append(' ', kind);
  }
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
