// Labels of classes and groups as shown on the page.

import { localName } from './names.js';
import { language, t } from './text.js';

/** @typedef {{ label: string, index: number }} Named */

/**
 * @param {Named} prediction
 * @returns {string} its name; or its number in the current language if the network has no names
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
 * Writes a label into an element.
 * @param {HTMLElement} element
 * @param {Named} prediction
 */
export function writeLabel(element, prediction) {
  writeNames(element, labelOf(prediction));
}

/**
 * Writes names, with the language for screen readers: a network's own names are English.
 * @param {HTMLElement} element
 * @param {string} words
 */
export function writeNames(element, words) {
  element.textContent = words;
  if (language() !== 'en' && /^[\x20-\x7e]+$/.test(words)) element.lang = 'en';
  else element.removeAttribute('lang');
}
