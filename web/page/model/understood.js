// The recognised structure of the visitor's checkpoint, so that it can be verified: the network as a tree in the paper's terms,
// and the assumptions. The module provides both in English.

import { t } from '../text/text.js';

/**
 * @param {HTMLElement} box
 * @param {import('./session.js').Current['info']} info
 */
export function showUnderstood(box, { classes, structure, assumptions, path }) {
  const said = [];
  if (!classes) said.push(element('p', t('model.encoder')));
  if (path) said.push(element('p', t('model.path', { path })));
  if (assumptions.length) {
    const list = document.createElement('ul');
    list.lang = 'en';
    list.append(...assumptions.map((one) => element('li', one)));
    said.push(element('p', t('model.assumed')), list);
  }
  const details = document.createElement('details');
  details.open = box.querySelector('details')?.open ?? false;
  const tree = element('pre', structure.trimEnd());
  tree.lang = 'en';
  details.append(element('summary', t('model.structure')), tree);
  // Otherwise the focus would be lost with its element.
  const focused = box.contains(document.activeElement);
  box.replaceChildren(...said, details);
  if (focused) details.querySelector('summary')?.focus();
}

/**
 * @param {string} name
 * @param {string} text
 */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
