// The section in which a visitor teaches the network classes of one's own, from a few photos. Nothing leaves the machine.

import { meantOf, sortFiles } from '../intake/sort-files.js';
import { Thumbnails } from '../gallery/thumbnails.js';
import { titleOf } from '../model/stored-models.js';
import { Section } from '../section.js';
import { sentenceFor } from '../text/failures.js';
import { megabytes, number, t } from '../text/text.js';
import { ClassCard } from './class-card.js';
import { ClassSet, nameOf, newKey } from './class-set.js';
import { byFolder } from './folders.js';
import { FRAME, connectSteps } from './frame.js';
import { IntakeQueue } from './intake-queue.js';
import { Keeper } from './keeper.js';
import { Learner } from './learner.js';
import { Networks } from './networks.js';
import { makeOutcome } from './outcome.js';
import { Report } from './report.js';
import { Trial } from './trial.js';
import { UndoBar } from './undo-bar.js';

/** @typedef {import('./class-set.js').OwnClass} OwnClass */
/** @typedef {import('./class-set.js').Sample} Sample */

/**
 * @typedef {object} Surroundings
 * @property {import('../model/session.js').ModelSession} session
 * @property {import('../notice.js').Notice} notice
 * @property {(arrived: { files: File[], skipped?: number, folder?: boolean }) => void} takeFiles classifies them, as if they were dropped
 */

/** Of the copy that is kept of a photo: the shorter side, pixels. Networks see 224 of it. */
const SIDE = 256;

/** Photos that come one by one are drawn together. */
const DRAW = 60; // milliseconds

/** A network that sees less than this finds fine differences hard. */
const FINE = 128; // pixels

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
  #queue;
  #learner;
  #report;
  #trial;
  #undo;
  #thumbnails = new Thumbnails();
  /** @type {Map<string, ClassCard>} */
  #cards = new Map();
  /** Photos that were left out. @type {{ name: string, error: unknown }[]} */
  #failures = [];
  #timer = 0;
  /** When what earlier visits stored is here. */
  #loaded;

  /** @param {Surroundings} surroundings */
  constructor({ session, notice, takeFiles }) {
    this.#session = session;
    this.#notice = notice;
    connectSteps(this.#section.element);
    this.#queue = new IntakeQueue(session, this.#networks, (name, error) => {
      this.#failures.push({ name, error });
      this.#drawSoon();
    });
    this.#learner = new Learner(this.#set, () => !this.#queue.busy);
    this.#undo = new UndoBar(this.#find('teach-undo'));
    this.#report = new Report(this.#find('teach-report'), {
      onRemove: (sample) => this.#removePhoto(sample),
      live: ({ key }) => this.#set.samples.has(key),
    });
    this.#trial = new Trial(this.#find('teach-trial'), {
      session,
      learner: this.#learner,
      set: this.#set,
      onCorrect: (key, photo) => {
        const entry = this.#set.find(key);
        if (entry) this.#add(entry, [photo]);
      },
      onRefused: ({ key, detail }) => notice.say(() => t(key), { detail }),
      onFailed: (sentence, detail) => notice.say(sentence, { detail }),
    });
    const outcome = makeOutcome(this.#find, { session, notice, takeFiles, learner: this.#learner });
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
    if (this.closed || !this.#section.element.contains(target) || sortFiles(files).model)
      return false;
    this.#failures = [];
    const card = /** @type {HTMLElement | null} */ (target.closest('.teach-card'));
    const entry = card && this.#set.find(card.dataset.class ?? '');
    if (entry) this.#add(entry, files);
    else if (target.closest('.teach-probe')) this.#trial.open(files[0]);
    else this.#addFolders(files);
    return true;
  }

  /** Gives the memory back; what is stored stays. */
  close() {
    if (this.closed) return;
    // First, so that nothing answers to what its parts say while they close.
    this.#section.close();
    clearTimeout(this.#timer);
    this.#queue.close();
    this.#learner.close();
    this.#trial.close();
    this.#report.close();
    this.#thumbnails.close();
    for (const card of this.#cards.values()) card.close();
    this.#cards.clear();
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
    on(this.#session, ['missing', 'failed'], () => this.#writeBase());
    on(this.#queue, ['progress'], () => {
      this.#drawSoon();
      this.#learner.changed();
    });
    on(this.#queue, ['idle'], () => this.#learner.changed());
    on(this.#keeper, ['change'], () => this.#drawSoon());
    on(this.#learner, ['learning'], (event) =>
      this.#writeState(/** @type {CustomEvent} */ (event).detail),
    );
    on(this.#learner, ['learnt'], () => {
      this.#report.show(this.#learner.learnt);
      outcome.write();
      this.#writeState();
    });
    on(this.#learner, ['failed'], (event) => {
      const { message: detail } = /** @type {CustomEvent} */ (event).detail;
      this.#writeState();
      this.#notice.say(() => t('teach.failed'), {
        detail,
        action: { label: 'again', run: () => this.#learner.changed() },
      });
    });
  }

  /** In the language of now. */
  #write() {
    this.#draw();
    this.#report.write();
    this.#trial.write();
    this.#undo.write();
    this.#writeState();
    this.#writeBase();
    // The names of classes without one have changed.
    this.#learner.changed();
  }

  #connect() {
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      this.#find(name).addEventListener('click', act);
    on('teach-close', () => this.close());
    on('teach-add', () => {
      const entry = this.#set.addClass();
      this.#keepClasses();
      this.#draw();
      this.#cards.get(entry.key)?.focusName();
    });
    on('teach-example', () => this.#showExample());
    on('teach-clear', () => this.#clear());
    const input = /** @type {HTMLInputElement} */ (this.#find('teach-folder-input'));
    on('teach-folder', () => input.click());
    input.addEventListener('change', () => {
      const { meant } = meantOf([...(input.files ?? [])]);
      input.value = '';
      this.#failures = [];
      this.#addFolders(meant);
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
    this.#writeState();
    await this.#adopt();
  }

  /** Takes the network in use; photos that another one has looked at are looked at again. */
  async #adopt() {
    const turn = this.#section.begin();
    this.#writeBase();
    const current = await this.#session.whenReady();
    let key;
    try {
      key = await this.#networks.keyOf(current);
    } catch {
      // It was replaced meanwhile, and the new one says that it is ready; or it fails for every photo, which is said then.
      return;
    }
    if (turn.aborted || current !== this.#session.current) return;
    this.#writeBase();
    this.#learner.use(current, key);
    this.#trial.renew();
    const stale = [...this.#set.samples.values()].filter(({ network }) => network !== key);
    this.#queue.add(
      stale.map((sample) => ({
        name: sample.name,
        photo: sample.picture,
        wanted: () => this.#set.samples.has(sample.key) && this.#session.current === current,
        onDone: (embedding, network) => {
          Object.assign(sample, { embedding, network });
          this.#keeper.keep([sample]);
        },
      })),
    );
  }

  /**
   * @param {OwnClass} entry
   * @param {File[]} files
   * @returns {Promise<void>} when they have been looked at
   */
  async #add(entry, files) {
    await this.#loaded;
    this.#keepClasses();
    const wanted = () => this.#set.find(entry.key) !== undefined;
    await this.#queue.add(
      files.map((file) => ({
        name: file.name,
        photo: file,
        wanted,
        onDone: async (embedding, network) => {
          // Where the browser cannot decode it, the module can.
          const picture = (await this.#thumbnails.make(file, SIDE)) ?? file;
          if (!wanted() || this.closed) return;
          const { name } = file;
          const sample = { key: newKey(), classKey: entry.key, name, picture, embedding, network };
          this.#set.samples.set(sample.key, sample);
          this.#keeper.keep([sample]);
          this.#drawSoon();
        },
      })),
    );
  }

  /** @param {File[]} files a class is made for each folder that has no class of its name */
  async #addFolders(files) {
    await this.#loaded;
    for (const [name, photos] of byFolder(files)) {
      const empty = this.#set.classes.find(
        (one) => !one.none && !one.name && !this.#set.samplesOf(one.key).length,
      );
      const entry = (name && this.#set.named(name)) || empty || this.#set.addClass({ name });
      if (entry === empty) entry.name = name;
      this.#add(entry, photos);
    }
    this.#draw();
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
        this.#add(entry, files);
      });
      this.#draw();
      this.#trial.open(tried);
      this.#section.element.querySelector('h3')?.focus({ preventScroll: true });
    } catch (error) {
      if (!this.closed) this.#notice.say(() => sentenceFor(error, ''));
    }
    button.disabled = false;
  }

  /** @param {Sample} sample */
  #removePhoto(sample) {
    this.#set.samples.delete(sample.key);
    this.#keeper.forget([sample.key]);
    this.#undo.offer(
      () => t('teach.removed.photo'),
      () => {
        this.#set.samples.set(sample.key, sample);
        this.#keeper.keep([sample]);
        this.#changed();
        this.#cards.get(sample.classKey)?.focusName();
      },
    );
    this.#changed();
  }

  /** @param {OwnClass} entry */
  #removeClass(entry) {
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
        this.#cards.get(entry.key)?.focusName();
      },
    );
    this.#changed();
    this.#find('teach-add').focus();
  }

  #clear() {
    const { classes } = this.#set;
    const samples = [...this.#set.samples.values()];
    this.#set.begin();
    this.#keeper.clear();
    this.#failures = [];
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
    this.#section.element.querySelector('h3')?.focus({ preventScroll: true });
  }

  /**
   * @param {OwnClass} entry
   * @returns {ClassCard}
   */
  #card(entry) {
    return new ClassCard(entry, {
      add: (files) => {
        this.#failures = [];
        return this.#add(entry, files);
      },
      removePhoto: (sample) => this.#removePhoto(sample),
      rename: (name, { aloud }) => this.#rename(entry, name, aloud),
      move: (by) => {
        const focused = /** @type {HTMLElement | null} */ (document.activeElement);
        if (!this.#set.moveClass(entry.key, by)) return;
        this.#keepClasses();
        this.#changed();
        focused?.focus();
      },
      remove: () => this.#removeClass(entry),
      refused: ({ key, detail }) => this.#notice.say(() => t(key), { detail }),
    });
  }

  /**
   * @param {OwnClass} entry
   * @param {string} wanted
   * @param {boolean} aloud whether it is said that the name is taken
   * @returns {boolean} whether no other class has this name
   */
  #rename(entry, wanted, aloud) {
    const name = wanted.trim();
    if (name === entry.name) return true;
    const other = name && this.#set.named(name);
    if (other && other !== entry) {
      if (!aloud) return false;
      this.#notice.say(() => t('teach.name.taken', { name }));
      return false;
    }
    entry.name = name;
    this.#keepClasses();
    this.#changed();
    this.#trial.write();
    return true;
  }

  #keepClasses() {
    this.#keeper.keepClasses(this.#set.classes);
  }

  #changed() {
    this.#draw();
    this.#report.refresh();
    this.#learner.changed();
  }

  #drawSoon() {
    this.#timer ||= setTimeout(() => this.#draw(), DRAW);
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.closed) return;
    const { classes } = this.#set;
    for (const [key, card] of this.#cards) {
      if (classes.some((one) => one.key === key)) continue;
      card.close();
      this.#cards.delete(key);
    }
    const box = this.#find('teach-cards');
    classes.forEach((entry, at) => {
      const card = this.#cards.get(entry.key) ?? this.#card(entry);
      this.#cards.set(entry.key, card);
      if (box.children[at] !== card.element) box.insertBefore(card.element, box.children[at]);
      card.show(this.#set.samplesOf(entry.key), {
        first: at === 0,
        last: at === classes.length - 1,
      });
    });
    this.#find('teach-start').hidden = this.#set.samples.size > 0 || this.#queue.busy;
    this.#writeQueue();
    this.#writeFailures();
    this.#writeKept();
  }

  #writeQueue() {
    const { done, total, busy } = this.#queue;
    const progress = /** @type {HTMLProgressElement} */ (this.#find('teach-progress'));
    this.#find('teach-queue').hidden = !busy;
    progress.max = Math.max(1, total);
    progress.value = done;
    this.#find('teach-queue-words').textContent = this.#session.current
      ? t('teach.queue', { done, count: total })
      : t(this.#session.missing ? 'answer.needs' : 'answer.waiting');
  }

  #writeFailures() {
    const names = this.#failures.map(({ name }) => name);
    const [first] = this.#failures;
    const sentence =
      names.length === 1
        ? t('teach.left.single', { reason: sentenceFor(first.error, first.name) })
        : t('teach.left.out', { count: names.length, names: names.slice(0, 5).join(', ') });
    const problem = this.#find('teach-problem');
    const text = names.length ? sentence : '';
    if (problem.textContent !== text) problem.textContent = text;
  }

  #writeKept() {
    const { state, unsaved } = this.#keeper;
    const { size } = this.#set.samples;
    const line = this.#find('teach-kept');
    const empty = !size && state === 'kept';
    line.classList.toggle('teach-warning', state !== 'kept' && size > 0);
    /** @type {HTMLElement} */ (line.querySelector('span')).textContent =
      state === 'full'
        ? t('teach.kept.full', { count: unsaved })
        : t(`teach.kept${state === 'none' ? '.none' : empty ? '.empty' : ''}`, {
            size: megabytes(this.#set.bytes),
          });
    this.#find('teach-clear').hidden = !size;
  }

  /** @param {number} [done] of learning, from 0 to 1 */
  #writeState(done) {
    const { learnt } = this.#learner;
    const state = this.#find('teach-state');
    if (done !== undefined && done < 1) {
      state.setAttribute('aria-live', 'off');
      state.textContent = t('teach.learning', { percent: number(100 * done) });
      return;
    }
    state.removeAttribute('aria-live');
    const classes = this.#set.filled().length;
    state.textContent = learnt
      ? t('teach.learnt', { count: learnt.samples.size, classes: learnt.classes.length })
      : t(classes === 1 ? 'teach.needs.second' : 'teach.needs.photos');
  }

  #writeBase() {
    const { current, missing } = this.#session;
    const small = current && Math.min(current.info.inputWidth, current.info.inputHeight) < FINE;
    this.#find('teach-base').textContent = current
      ? [
          t('teach.base', { title: titleOf(current) }),
          ...(small ? [t('teach.base.small')] : []),
        ].join(' ')
      : t(missing ? 'answer.needs' : 'answer.waiting');
  }
}
