// The label of a class, as the page writes it.

import { language, t } from './text.js';

/** @typedef {{ label: string, index: number }} Named */

/**
 * @param {Named} prediction
 * @returns {string} its name; where the network has none, its number in the language of now
 */
export function labelOf({ label, index }) {
  return label === `class ${index}` ? t('model.class', { index }) : label;
}

/**
 * Writes a label, with the language that a screen reader has to speak: those of ImageNet are English.
 * @param {HTMLElement} element
 * @param {Named} prediction
 */
export function writeLabel(element, prediction) {
  const words = labelOf(prediction);
  element.textContent = words;
  if (language() !== 'en' && /^[\x20-\x7e]+$/.test(words)) element.lang = 'en';
  else element.removeAttribute('lang');
}
