// Keeps what is learnt up to date with the classes: learns again after every change, when the visitor pauses.

import { createTeacher } from '../../src/teach.js';
import { nameOf } from './class-set.js';

/** @typedef {import('../../src/teach.js').Teacher} Teacher */
/** @typedef {import('../../src/teach.js').Lesson} Lesson */
/** @typedef {import('./class-set.js').Sample} Sample */
/** @typedef {import('./class-set.js').OwnClass} OwnClass */

/** A change that follows this soon is learnt together with the one before. */
const PAUSE = 350; // milliseconds

/**
 * What was learnt, in terms of the page.
 * @typedef {object} Learnt
 * @property {Lesson} lesson
 * @property {OwnClass[]} classes in the lesson's order
 * @property {Map<number, Sample>} samples by the lesson's ids
 */

/** Says `learning` (`detail`: from 0 to 1), then `learnt` or `failed` (`detail`: the error); `learnt` too when nothing is any more. */
export class Learner extends EventTarget {
  #set;
  #ready;
  /** @type {Teacher | undefined} */
  #teacher;
  /** The name of the counter-examples when the teacher was made. @type {string | undefined} */
  #none;
  /** @type {import('../model/session.js').Current | undefined} */
  #current;
  #key = '';
  #timer = 0;
  #run = new AbortController();
  /** @type {Learnt | undefined} */
  learnt;
  learning = false;

  /**
   * @param {import('./class-set.js').ClassSet} set
   * @param {() => boolean} ready whether all photos have been looked at
   */
  constructor(set, ready) {
    super();
    this.#set = set;
    this.#ready = ready;
  }

  /**
   * @param {import('../model/session.js').Current} current
   * @param {string} key of it, see `networks.js`
   */
  use(current, key) {
    if (current === this.#current) return;
    this.#current = current;
    this.#key = key;
    this.#drop();
    this.changed();
  }

  /** Learns again soon. */
  changed() {
    clearTimeout(this.#timer);
    this.#run.abort();
    this.learning = false;
    this.#timer = setTimeout(() => this.#learn(), PAUSE);
  }

  /**
   * @param {Float32Array} embedding by the network in use
   * @returns {Promise<import('../../src/teach.js').TaughtAnswer | undefined>} undefined while nothing is learnt
   */
  classify(embedding) {
    return this.#ask((teacher) => teacher.classifyEmbedding(embedding));
  }

  /**
   * @template T
   * @param {(teacher: Teacher) => Promise<T>} ask
   * @returns {Promise<T | undefined>} undefined while nothing is learnt
   */
  async #ask(ask) {
    const teacher = this.#teacher;
    if (!teacher || !this.learnt) return undefined;
    try {
      return await ask(teacher);
    } catch (error) {
      // Learning began anew, or with another network: it says when it is done.
      if (teacher !== this.#teacher || this.learning || isAbort(error)) return undefined;
      throw error;
    }
  }

  /** Of the network in use, see `networks.js`; empty: none yet. */
  get key() {
    return this.#key;
  }

  /** Whether the network in use pools its last maps so that places of them speak for classes. */
  get pools() {
    return this.#current?.info.design.head.pooling !== 'max-average';
  }

  /**
   * @param {Blob} photo
   * @param {string} label of a class of the lesson
   * @returns {Promise<import('../../src/index.js').Explanation | undefined>} undefined while nothing is learnt
   */
  explain(photo, label) {
    return this.#ask((teacher) => teacher.explain(photo, { label }));
  }

  /** @returns {Promise<Blob>} the samples that the network in use can work with, and what was learnt */
  async saveSamples() {
    if (this.#teacher && this.learnt) return this.#teacher.saveSamples();
    const { classifier } = /** @type {import('../model/session.js').Current} */ (this.#current);
    const teacher = createTeacher(classifier);
    try {
      for (const { entry, samples } of this.#usable())
        teacher.addEmbeddings(
          nameOf(entry),
          samples.map(({ embedding }) => embedding),
        );
      return await teacher.saveSamples();
    } finally {
      teacher.close();
    }
  }

  /** @returns {Promise<Blob>} the network with what was learnt */
  save() {
    return /** @type {Teacher} */ (this.#teacher).save();
  }

  close() {
    clearTimeout(this.#timer);
    this.#current = undefined;
    this.#drop();
  }

  /** Classes with those samples that have an embedding of the network in use: one cannot read every kept copy. */
  #usable() {
    return this.#set
      .filled()
      .map(({ entry, samples }) => ({
        entry,
        samples: samples.filter(({ network }) => network === this.#key),
      }))
      .filter(({ samples }) => samples.length);
  }

  #drop() {
    this.#run.abort();
    this.#teacher?.close();
    this.#teacher = undefined;
    this.learnt = undefined;
  }

  async #learn() {
    const current = this.#current;
    // The caller, which embeds the photos, calls again when there are more.
    if (!current || !this.#ready()) return;
    const filled = this.#usable();
    if (filled.length < 2) {
      this.learnt = undefined;
      return this.dispatchEvent(new Event('learnt'));
    }
    const none = filled.find(({ entry }) => entry.none);
    this.#teach(current, none && nameOf(none.entry));
    const teacher = /** @type {Teacher} */ (this.#teacher);
    teacher.remove(teacher.classes().flatMap(({ ids }) => ids));
    /** @type {Map<number, Sample>} */
    const samples = new Map();
    for (const { entry, samples: own } of filled) {
      const ids = teacher.addEmbeddings(
        nameOf(entry),
        own.map(({ embedding }) => embedding),
      );
      ids.forEach((id, at) => samples.set(id, own[at]));
    }
    const run = new AbortController();
    this.#run = run;
    this.learning = true;
    this.#progress(0);
    try {
      const lesson = await teacher.train({
        signal: run.signal,
        onProgress: (done) => this.#progress(done),
      });
      if (run.signal.aborted) return;
      this.learning = false;
      this.learnt = { lesson, classes: filled.map(({ entry }) => entry), samples };
      this.dispatchEvent(new Event('learnt'));
    } catch (error) {
      if (run.signal.aborted) return;
      this.learning = false;
      this.dispatchEvent(new CustomEvent('failed', { detail: error }));
    }
  }

  /**
   * @param {import('../model/session.js').Current} current
   * @param {string | undefined} none
   */
  #teach({ classifier }, none) {
    if (this.#teacher && this.#none === none) return;
    this.#teacher?.close();
    this.#teacher = createTeacher(classifier, none === undefined ? {} : { none });
    this.#none = none;
  }

  /** @param {number} detail */
  #progress(detail) {
    this.dispatchEvent(new CustomEvent('learning', { detail }));
  }
}

/** @param {unknown} error */
const isAbort = (error) => /** @type {Error} */ (error)?.name === 'AbortError';
