// The description of a listed model and its origin.

import { megabytes, number, percent, t } from '../text/text.js';
import { BUILTIN } from './stored-models.js';

/** @typedef {import('../../src/index.js').Model} Model */

/** @param {Model} model */
const bytesOf = ({ bytes, megabytes: about = 0 }) => bytes ?? 1e6 * about;

/**
 * @param {Model} model
 * @param {boolean} here whether this site has its file
 * @returns {string} size, accuracy, licence and origin, in the current language
 */
export function factsOf(model, here) {
  const [address] = model.addresses;
  const place = here
    ? t('model.here')
    : address
      ? t('model.from', { host: new URL(address).host })
      : t('model.byhand');
  return [
    model.name === BUILTIN && t('model.builtin.about', { classes: number(model.classes) }),
    bytesOf(model) && megabytes(bytesOf(model)),
    model.top1 && t('model.top1', { value: percent(model.top1 / 100) }),
    model.licence,
    place,
  ]
    .filter(Boolean)
    .join(' · ');
}
