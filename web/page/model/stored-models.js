// The models stored beside the page: the built-in one, and those in the folder that scripts/fetch-weights.sh fills.

import { t } from '../text/text.js';

const FOLDER = new URL('../../weights/downloads/', import.meta.url);

/** Where the module looks for a model's file before it tries the public address. */
export const weightsUrl = FOLDER.href;

/** The model that is part of the page. */
export const BUILTIN = 'builtin';

/**
 * @typedef {object} Stored
 * @property {string[]} names of the models whose files are in the folder
 * @property {string} first the model that the page opens initially
 */

/** @type {Promise<Stored> | undefined} */
let stored;

/** @returns {Promise<Stored>} */
export function storedModels() {
  stored ??= readIndex();
  return stored;
}

/**
 * @param {string} name of a listed model
 * @returns {import('./session.js').Choice}
 */
export function listedChoice(name) {
  return { title: name, name, options: name === BUILTIN ? {} : { model: name, weightsUrl } };
}

/**
 * The displayed name of a network in the current language.
 * @param {{ name?: string, title?: string }} choice or row of the list
 */
export function titleOf({ name, title = name ?? '' }) {
  return name === BUILTIN ? t('model.builtin') : title;
}

/** @returns {Promise<Stored>} only the built-in one if there is no index */
async function readIndex() {
  /** @type {{ models?: unknown, first?: unknown }} */
  const index = await fetch(new URL('index.json', FOLDER))
    .then((response) => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  /** @type {string[]} */
  const names = Array.isArray(index.models) ? index.models : [];
  return { names, first: names.find((name) => name === index.first) ?? BUILTIN };
}
