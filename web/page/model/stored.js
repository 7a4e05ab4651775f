// The networks that are stored beside the page, in the folder that scripts/fetch-weights fills.

const FOLDER = new URL('../../weights/downloads/', import.meta.url);

/** Where the module looks for a model's file before it asks the model's public address. */
export const weightsUrl = FOLDER.href;

/** @type {Promise<string[]> | undefined} */
let names;

/** @returns {Promise<string[]>} names of the models whose files are here; none where nothing can be read */
export function storedModels() {
  names ??= readIndex();
  return names;
}

/**
 * @param {string} name of a model of the list
 * @returns {import('./session.js').Choice}
 */
export function listedChoice(name) {
  return { title: name, name, options: { model: name, weightsUrl } };
}

async function readIndex() {
  try {
    const response = await fetch(new URL('index.json', FOLDER));
    if (!response.ok) return [];
    const { models } = await response.json();
    return Array.isArray(models) ? models : [];
  } catch {
    return [];
  }
}
