// What a visitor changes of the classes by hand. What is removed can be put back.

import { t } from '../text/text.js';
import { nameOf } from './class-set.js';

/** @typedef {import('./class-set.js').OwnClass} OwnClass */
/** @typedef {import('./class-set.js').Sample} Sample */

/** Says `change` when something has changed. */
export class Edits extends EventTarget {
  #set;
  #keeper;
  #undo;
  #focus;

  /**
   * @param {import('./class-set.js').ClassSet} set
   * @param {import('./keeper.js').Keeper} keeper
   * @param {import('./undo-bar.js').UndoBar} undo
   * @param {(entry: string) => void} focus puts the focus on a class that is back, by its key
   */
  constructor(set, keeper, undo, focus) {
    super();
    this.#set = set;
    this.#keeper = keeper;
    this.#undo = undo;
    this.#focus = focus;
  }

  /** @param {Sample} sample */
  removePhoto(sample) {
    this.#set.samples.delete(sample.key);
    this.#keeper.forget([sample.key]);
    this.#undo.offer(
      () => t('teach.removed.photo'),
      () => {
        this.#set.samples.set(sample.key, sample);
        this.#keeper.keep([sample]);
        this.#changed();
        this.#focus(sample.classKey);
      },
    );
    this.#changed();
  }

  /** @returns {OwnClass} without photos */
  addClass() {
    const entry = this.#set.addClass();
    this.#keepClasses();
    this.#changed();
    return entry;
  }

  /** @param {OwnClass} entry */
  removeClass(entry) {
    const removed = this.#set.removeClass(entry.key);
    this.#keeper.forget(removed.samples.map(({ key }) => key));
    this.#keepClasses();
    this.#undo.offer(
      () => t('teach.removed.class', { name: nameOf(entry), count: removed.samples.length }),
      () => {
        this.#set.putClass(removed);
        this.#keeper.keep(removed.samples);
        this.#keepClasses();
        this.#changed();
        this.#focus(entry.key);
      },
    );
    this.#changed();
  }

  clear() {
    const { classes } = this.#set;
    const samples = [...this.#set.samples.values()];
    this.#set.begin();
    this.#keeper.clear();
    this.#undo.offer(
      () => t('teach.removed.all', { count: samples.length }),
      () => {
        this.#set.classes = classes;
        for (const sample of samples) this.#set.samples.set(sample.key, sample);
        this.#keeper.keep(samples);
        this.#keepClasses();
        this.#changed();
      },
    );
    this.#changed();
  }

  /** @param {OwnClass} entry @param {-1 | 1} by */
  move(entry, by) {
    if (!this.#set.moveClass(entry.key, by)) return;
    this.#keepClasses();
    this.#changed();
  }

  /**
   * @param {OwnClass} entry
   * @param {string} wanted
   * @returns {boolean} whether no other class has this name
   */
  rename(entry, wanted) {
    const name = wanted.trim();
    if (name === entry.name) return true;
    const other = name && this.#set.named(name);
    if (other && other !== entry) return false;
    entry.name = name;
    this.#keepClasses();
    this.#changed();
    return true;
  }

  #keepClasses() {
    this.#keeper.keepClasses(this.#set.classes);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
