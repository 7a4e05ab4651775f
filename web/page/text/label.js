// The label of a class or of a group, as the page writes it.

import { localName } from './names.js';
import { language, t } from './text.js';

/** @typedef {{ label: string, index: number }} Named */

/**
 * @param {Named} prediction
 * @returns {string} its name; where the network has none, its number in the language of now
 */
export function labelOf({ label, index }) {
  const name = localName('labels', index);
  return name ?? (label === `class ${index}` ? t('model.class', { index }) : label);
}

/**
 * @param {Named} group
 * @returns {string}
 */
export function groupOf({ label, index }) {
  return localName('groups', index) ?? label;
}

/**
 * Writes a label.
 * @param {HTMLElement} element
 * @param {Named} prediction
 */
export function writeLabel(element, prediction) {
  writeNames(element, labelOf(prediction));
}

/**
 * Writes names, with the language that a screen reader has to speak: a network's own are English.
 * @param {HTMLElement} element
 * @param {string} words
 */
export function writeNames(element, words) {
  element.textContent = words;
  if (language() !== 'en' && /^[\x20-\x7e]+$/.test(words)) element.lang = 'en';
  else element.removeAttribute('lang');
}
