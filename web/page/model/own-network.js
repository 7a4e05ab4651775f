// The visitor's checkpoint with the visitor's settings: the same file is reloaded with both.

import { OPEN, configOf } from './settings-config.js';

/** @typedef {import('../../src/index.js').ModelFiles} ModelFiles */
/** @typedef {import('./settings-config.js').Settings} Settings */
/** @typedef {import('./settings-config.js').Sizes} Sizes */

/**
 * @typedef {object} Said
 * @property {ModelFiles} files as opened
 * @property {ModelFiles['labels']} labels undefined: those of the files
 * @property {Settings} settings
 */

export class OwnNetwork {
  #session;
  #recipes;
  /** By the argument of `createClassifier`. @type {WeakMap<object, Said>} */
  #said = new WeakMap();

  /**
   * @param {import('./session.js').ModelSession} session
   * @param {Record<string, Sizes>} recipes of the listed models
   */
  constructor(session, recipes) {
    this.#session = session;
    this.#recipes = recipes;
  }

  /** Of the network in use; undefined if it is not the visitor's. */
  get said() {
    const model = this.#session.current?.options.model;
    if (typeof model !== 'object') return undefined;
    const files = /** @type {ModelFiles} */ (model);
    return this.#said.get(model) ?? { files, labels: undefined, settings: OPEN };
  }

  /** @param {Partial<Pick<Said, 'labels' | 'settings'>>} change the changed values */
  say(change) {
    const { current } = this.#session;
    const before = this.said;
    if (!current || !before) return;
    const said = { ...before, ...change };
    const { files, labels, settings } = said;
    const config = configOf(settings, this.#recipes);
    const model = {
      ...files,
      ...(labels ? { labels } : {}),
      // Chosen values take precedence over those in the network's own files.
      ...(config ? { config: [config, ...[files.config ?? []].flat()] } : {}),
    };
    this.#said.set(model, said);
    this.#session.open({ title: current.title, options: { model } });
  }
}
