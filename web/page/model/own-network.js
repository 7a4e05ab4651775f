// A checkpoint of one's own with what the visitor has said of it: the same file is loaded again with both.

import { OPEN, configOf } from './settings-config.js';

/** @typedef {import('../../src/index.js').ModelFiles} ModelFiles */
/** @typedef {import('./settings-config.js').Settings} Settings */
/** @typedef {import('./settings-config.js').Sizes} Sizes */

/**
 * @typedef {object} Said
 * @property {ModelFiles} files as they came
 * @property {ModelFiles['labels']} labels undefined: those of the files
 * @property {Settings} settings
 */

export class OwnNetwork {
  #session;
  #recipes;
  /** By what `createClassifier` was given. @type {WeakMap<object, Said>} */
  #said = new WeakMap();

  /**
   * @param {import('./session.js').ModelSession} session
   * @param {Record<string, Sizes>} recipes of the listed models
   */
  constructor(session, recipes) {
    this.#session = session;
    this.#recipes = recipes;
  }

  /** Of the network in use; undefined where it is none of one's own. */
  get said() {
    const model = this.#session.current?.options.model;
    if (typeof model !== 'object') return undefined;
    const files = /** @type {ModelFiles} */ (model);
    return this.#said.get(model) ?? { files, labels: undefined, settings: OPEN };
  }

  /** @param {Partial<Pick<Said, 'labels' | 'settings'>>} change what is no longer as it was */
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
      // What is chosen takes precedence; the rest is as the network's own files say.
      ...(config ? { config: [config, ...[files.config ?? []].flat()] } : {}),
    };
    this.#said.set(model, said);
    this.#session.open({ title: current.title, options: { model } });
  }
}
