// Whether answers are right, for photos in folders named after classes or groups of the network.

import { groupOf, labelOf } from '../text/label.js';

/** @typedef {import('./card.js').Item} Item */
/** @typedef {import('../model/session.js').Current} Current */
/** @typedef {{ label: string, index: number, group?: { label: string, index: number } }} Named */

const plain = (/** @type {string} */ name) => name.trim().toLowerCase().replace(/[_-]+/g, ' ');

/** The folder that a photo was in. @param {Item} item */
const folderOf = ({ photo }) => photo.name.split('/').at(-2);

/**
 * The network's own names of a class and of its group, and those that the page shows.
 * @param {Named} one
 */
function namesOf(one) {
  const { group } = one;
  return [one.label, labelOf(one), ...(group ? [group.label, groupOf(group)] : [])].map(plain);
}

export class Verdicts {
  /** @type {Current | undefined} */
  #network;
  /** @type {Promise<Set<string>>} */
  #names = Promise.resolve(new Set());

  /**
   * @param {Item} item with an answer of the network
   * @param {Current} network
   * @returns {Promise<'right' | 'wrong' | undefined>} undefined where the folder has no name of the network's
   */
  async judge(item, network) {
    const folder = folderOf(item);
    if (!folder || !item.result) return undefined;
    const wanted = plain(folder);
    if (!(await this.#namesOf(network)).has(wanted)) return undefined;
    const { group, predictions } = item.result;
    const said = namesOf({ ...predictions[0], group });
    return said.includes(wanted) ? 'right' : 'wrong';
  }

  /** @param {Current} network */
  #namesOf(network) {
    if (this.#network !== network) {
      this.#network = network;
      this.#names = network.classifier.classes().then(
        (classes) => new Set(classes.flatMap(namesOf)),
        () => new Set(),
      );
    }
    return this.#names;
  }
}
