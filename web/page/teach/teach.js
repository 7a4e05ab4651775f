// The section in which a visitor teaches the network classes of one's own, from a few photos. Nothing leaves the machine.

import { meantOf, sortFiles } from '../intake/sort-files.js';
import { Section } from '../section.js';
import { addStyles } from '../styles/add-styles.js';
import { sentenceFor } from '../text/failures.js';
import { t } from '../text/text.js';
import { Cards } from './cards.js';
import { ClassSet } from './class-set.js';
import { Edits } from './edits.js';
import { FRAME, connectSteps } from './frame.js';
import { Intake } from './intake.js';
import { Keeper } from './keeper.js';
import { Learner } from './learner.js';
import { Networks } from './networks.js';
import { makeOutcome } from './outcome.js';
import { Report } from './report.js';
import { SamplesFiles } from './samples-files.js';
import { Status } from './status.js';
import { Trial } from './trial.js';
import { UndoBar } from './undo-bar.js';

/**
 * @typedef {object} Surroundings
 * @property {import('../model/session.js').ModelSession} session
 * @property {import('../notice.js').Notice} notice
 * @property {(arrived: { files: File[], skipped?: number, folder?: boolean, noSamples?: boolean }) => void} takeFiles
 *   classifies them, as if they were dropped
 */

/** Photos that come one by one are drawn together. */
const DRAW = 60; // milliseconds

/** The same while many are on their way. */
const DRAW_MANY = 300; // milliseconds
const MANY = 40; // photos

/** @type {Teach | undefined} */
let teach;

/**
 * @param {Surroundings} surroundings
 * @returns {Teach} the page's one
 */
export function openTeach(surroundings) {
  if (!teach || teach.closed) teach = new Teach(surroundings);
  teach.open();
  return teach;
}

export class Teach {
  #section = new Section('teach', {
    frame: FRAME,
    styles: new URL('../styles/teach.css', import.meta.url),
    opener: 'open-teach',
    write: () => this.#write(),
  });
  #session;
  #notice;
  #find = (/** @type {string} */ name) => this.#section.find(name);
  #set = new ClassSet();
  #keeper = new Keeper();
  #networks = new Networks((networks) => this.#keeper.keepNetworks(networks));
  #intake;
  #learner;
  #report;
  #trial;
  #undo;
  #edits;
  #cards;
  #status;
  #files;
  #takeFiles;
  #timer = 0;
  /** When what earlier visits stored is here. */
  #loaded;

  /** @param {Surroundings} surroundings */
  constructor({ session, notice, takeFiles }) {
    this.#session = session;
    this.#notice = notice;
    this.#takeFiles = takeFiles;
    addStyles(new URL('../styles/teach-cards.css', import.meta.url));
    addStyles(new URL('../styles/teach-report.css', import.meta.url));
    connectSteps(this.#section.element);
    const [set, keeper, networks] = [this.#set, this.#keeper, this.#networks];
    this.#intake = new Intake({ session, networks, set, keeper, loaded: () => this.#loaded });
    this.#learner = new Learner(set, () => !this.#intake.queue.busy);
    this.#undo = new UndoBar(this.#find('teach-undo'));
    this.#edits = new Edits(set, keeper, this.#undo, (key) => this.#cards.focus(key));
    this.#cards = new Cards(this.#find('teach-cards'), set, (entry) => this.#actionsOf(entry));
    this.#report = new Report(this.#find('teach-report'), {
      onRemove: (sample) => this.#edits.removePhoto(sample),
      live: ({ key }) => set.samples.has(key),
      address: (picture) => this.#intake.address(picture),
    });
    this.#trial = new Trial(this.#find('teach-trial'), {
      session,
      learner: this.#learner,
      set,
      onCorrect: (key, photo) => {
        const entry = set.find(key);
        if (entry) this.#intake.add(entry, [photo]);
      },
      onRefused: ({ key, detail }) => notice.say(() => t(key), { detail }),
      onFailed: (sentence, detail) => notice.say(sentence, { detail }),
    });
    const [intake, learner] = [this.#intake, this.#learner];
    const about = { session, networks, set, keeper, intake, learner };
    this.#status = new Status(this.#find, about);
    this.#files = new SamplesFiles(this.#find, { ...about, notice, loaded: () => this.#loaded });
    const outcome = makeOutcome(this.#find, { session, notice, takeFiles, learner });
    this.#listen(outcome);
    this.#connect();
    this.#loaded = this.#load();
  }

  get closed() {
    return this.#section.signal.aborted;
  }

  open() {
    this.#section.open();
  }

  /**
   * @param {File[]} files
   * @param {Element} target where they were let go
   * @returns {boolean} whether they were meant for this section
   */
  takeDrop(files, target) {
    if (this.closed || !this.#section.element.contains(target)) return false;
    if (sortFiles(files).model) {
      if (files.length > 1) return false;
      this.takeSamples(files[0]);
      return true;
    }
    this.#intake.failures = [];
    const card = /** @type {HTMLElement | null} */ (target.closest('.teach-card'));
    const entry = card && this.#set.find(card.dataset.class ?? '');
    if (entry) this.#intake.add(entry, files);
    else if (target.closest('.teach-probe')) this.#trial.open(files[0]);
    else this.#intake.addFolders(files);
    return true;
  }

  /**
   * Only what is in a file tells samples from a network, as which it is taken otherwise.
   * @param {File} file
   */
  async takeSamples(file) {
    if (!(await this.#files.open(file))) this.#takeFiles({ files: [file], noSamples: true });
  }

  /** Gives the memory back; what is stored stays. */
  close() {
    if (this.closed) return;
    // First, so that nothing answers to what its parts say while they close.
    this.#section.close();
    clearTimeout(this.#timer);
    this.#intake.close();
    this.#learner.close();
    this.#trial.close();
    this.#report.close();
    this.#cards.close();
    this.#keeper.close();
    this.#set.samples.clear();
    this.#section.remove();
  }

  /** @param {{ write: () => void }} outcome */
  #listen(outcome) {
    const { signal } = this.#section;
    const on = (
      /** @type {EventTarget} */ source,
      /** @type {string[]} */ types,
      /** @type {(event: Event) => void} */ act,
    ) => types.forEach((type) => source.addEventListener(type, act, { signal }));
    on(this.#session, ['ready'], () => this.#adopt());
    on(this.#session, ['missing', 'failed'], () => this.#status.writeNetwork());
    on(this.#intake, ['change', 'progress'], () => this.#drawSoon());
    on(this.#intake, ['progress', 'idle'], () => this.#learner.changed());
    on(this.#files, ['change'], () => this.#changed());
    on(this.#edits, ['change'], () => this.#changed());
    on(this.#keeper, ['change'], () => this.#drawSoon());
    on(this.#learner, ['learning'], (event) =>
      this.#status.writeLearning(/** @type {CustomEvent} */ (event).detail),
    );
    on(this.#learner, ['learnt'], () => {
      this.#report.show(this.#learner.learnt);
      outcome.write();
      this.#status.writeLearning();
    });
    on(this.#learner, ['failed'], (event) => {
      const { message: detail } = /** @type {CustomEvent} */ (event).detail;
      this.#status.writeLearning();
      this.#notice.say(() => t('teach.failed'), {
        detail,
        action: { label: 'again', run: () => this.#learner.changed() },
      });
    });
  }

  /** In the language of now. */
  #write() {
    this.#draw();
    this.#cards.write();
    this.#report.write();
    this.#trial.write();
    this.#undo.write();
    this.#status.writeLearning();
    this.#status.writeNetwork();
    // The names of classes without one have changed.
    this.#learner.changed();
  }

  #connect() {
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      this.#find(name).addEventListener('click', act);
    on('teach-close', () => this.close());
    on('teach-add', () => this.#cards.focus(this.#edits.addClass().key));
    on('teach-example', () => this.#showExample());
    on('teach-clear', () => {
      this.#intake.failures = [];
      this.#edits.clear();
      this.#section.element.querySelector('h3')?.focus({ preventScroll: true });
    });
    const input = /** @type {HTMLInputElement} */ (this.#find('teach-folder-input'));
    on('teach-folder', () => input.click());
    input.addEventListener('change', () => {
      const { meant } = meantOf([...(input.files ?? [])]);
      input.value = '';
      this.#intake.failures = [];
      this.#intake.addFolders(meant);
    });
  }

  async #load() {
    this.#set.begin();
    const stored = await this.#keeper.load();
    if (this.closed) return;
    if (stored) {
      this.#networks.restore(stored.networks);
      if (stored.classes.length) this.#set.classes = stored.classes;
      for (const sample of stored.samples)
        if (this.#set.find(sample.classKey)) this.#set.samples.set(sample.key, sample);
    }
    this.#draw();
    this.#status.writeLearning();
    await this.#adopt();
  }

  /** Takes the network in use. */
  async #adopt() {
    const turn = this.#section.begin();
    this.#status.writeNetwork();
    const current = await this.#session.whenReady();
    let key;
    try {
      key = await this.#networks.keyOf(current);
    } catch {
      // It was replaced meanwhile, and the new one says that it is ready; or it fails for every photo, which is said then.
      return;
    }
    if (turn.aborted || current !== this.#session.current) return;
    this.#status.writeNetwork();
    this.#learner.use(current, key);
    this.#trial.renew();
    this.#intake.renew(current, key);
  }

  async #showExample() {
    const button = /** @type {HTMLButtonElement} */ (this.#find('teach-example'));
    button.disabled = true;
    try {
      const { makeExample } = await import('./example.js');
      const { classes, tried } = await makeExample(this.#section.signal);
      classes.forEach(({ name, files }, at) => {
        const entry = this.#set.classes.filter(({ none }) => !none)[at] ?? this.#set.addClass();
        entry.name = this.#set.named(name) && this.#set.named(name) !== entry ? '' : name;
        this.#intake.add(entry, files);
      });
      this.#draw();
      this.#trial.open(tried);
      this.#section.element.querySelector('h3')?.focus({ preventScroll: true });
    } catch (error) {
      if (!this.closed) this.#notice.say(() => sentenceFor(error, ''));
    }
    button.disabled = false;
  }

  /**
   * @param {import('./class-set.js').OwnClass} entry
   * @returns {import('./class-card.js').CardActions}
   */
  #actionsOf(entry) {
    return {
      add: (files) => {
        this.#intake.failures = [];
        return this.#intake.add(entry, files);
      },
      address: (picture) => this.#intake.address(picture),
      removePhoto: (sample) => this.#edits.removePhoto(sample),
      rename: (wanted, { aloud }) => {
        const renamed = this.#edits.rename(entry, wanted);
        const name = wanted.trim();
        if (renamed) this.#trial.write();
        else if (aloud) this.#notice.say(() => t('teach.name.taken', { name }));
        return renamed;
      },
      move: (by) => {
        const focused = /** @type {HTMLElement | null} */ (document.activeElement);
        this.#edits.move(entry, by);
        focused?.focus();
      },
      remove: () => {
        this.#edits.removeClass(entry);
        this.#find('teach-add').focus();
      },
      refused: ({ key, detail }) => this.#notice.say(() => t(key), { detail }),
    };
  }

  #changed() {
    this.#draw();
    this.#report.refresh();
    this.#learner.changed();
  }

  #drawSoon() {
    const { total, done } = this.#intake.queue;
    this.#timer ||= setTimeout(() => this.#draw(), total - done > MANY ? DRAW_MANY : DRAW);
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.closed) return;
    this.#cards.show();
    this.#status.writePhotos();
  }
}
