// The network named in a link. Since the visitor did not choose it, another site is contacted only with the visitor's consent,
// now or earlier.

import { listCachedWeights, listModels } from '../../src/index.js';
import { listedChoice, storedModels, weightsUrl } from './stored-models.js';

/** @typedef {import('./session.js').Choice} Choice */

/**
 * @param {string} name of a listed model, or an address
 * @returns {Promise<{ choice: Choice, host?: string, unlisted?: true }>} host: of the site that would be contacted; unlisted:
 *   there is no model of that name
 */
export async function linkedModel(name) {
  if (/[/.:]/.test(name)) return addressed(name);
  const choice = listedChoice(name);
  const [models, stored] = await Promise.all([listModels(), storedModels()]);
  const model = models.find((one) => one.name === name);
  if (!model) return { choice, unlisted: true };
  // The module reports what is wrong if it has no address.
  if (!model.addresses.length || stored.names.includes(name)) return { choice };
  const addresses = [weightsUrl + model.file, ...model.addresses];
  if (await isKept(addresses, model.sha256)) return { choice };
  return { choice, host: new URL(model.addresses[0]).host };
}

/** @param {string} name */
async function addressed(name) {
  const url = toUrl(name);
  const title = url?.pathname.split('/').pop() || name;
  const choice = { title, name, options: { model: { weights: url?.href ?? name } } };
  const here = !url || url.origin === location.origin;
  if (here || (await isKept([url.href], null))) return { choice };
  return { choice, host: url.host || url.protocol };
}

/**
 * Whether the visitor has downloaded it before.
 * @param {string[]} addresses
 * @param {string | null} sha256
 */
async function isKept(addresses, sha256) {
  const kept = await listCachedWeights();
  return kept.some(
    (weights) =>
      weights.complete &&
      (addresses.includes(weights.address) || (sha256 !== null && weights.sha256 === sha256)),
  );
}

/** @param {string} address @returns {URL | undefined} */
function toUrl(address) {
  try {
    return new URL(address, document.baseURI);
  } catch {
    return undefined;
  }
}
