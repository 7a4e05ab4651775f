// What the section says of how it stands: photos under way, left out and stored; what is learnt, and by which network.

import { titleOf } from '../model/stored-models.js';
import { sentenceFor } from '../text/failures.js';
import { megabytes, number, t } from '../text/text.js';

/** A network that sees less than this finds fine differences hard. */
const FINE = 128; // pixels

export class Status {
  #find;
  #session;
  #set;
  #keeper;
  #intake;
  #learner;

  /**
   * @param {(name: string) => HTMLElement} find parts of the section's frame
   * @param {object} about
   * @param {import('../model/session.js').ModelSession} about.session
   * @param {import('./class-set.js').ClassSet} about.set
   * @param {import('./keeper.js').Keeper} about.keeper
   * @param {import('./intake.js').Intake} about.intake
   * @param {import('./learner.js').Learner} about.learner
   */
  constructor(find, { session, set, keeper, intake, learner }) {
    this.#find = find;
    this.#session = session;
    this.#set = set;
    this.#keeper = keeper;
    this.#intake = intake;
    this.#learner = learner;
  }

  /** Of the photos. */
  writePhotos() {
    this.#find('teach-start').hidden = this.#set.samples.size > 0 || this.#intake.queue.busy;
    this.#writeQueue();
    this.#writeFailures();
    this.#writeUnused();
    this.#writeKept();
  }

  /** @param {number} [done] of learning, from 0 to 1 */
  writeLearning(done) {
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

  writeNetwork() {
    const { current, missing } = this.#session;
    const small = current && Math.min(current.info.inputWidth, current.info.inputHeight) < FINE;
    this.#find('teach-base').textContent = current
      ? [
          t('teach.base', { title: titleOf(current) }),
          ...(small ? [t('teach.base.small')] : []),
        ].join(' ')
      : t(missing ? 'answer.needs' : 'answer.waiting');
  }

  #writeQueue() {
    const { done, total, busy } = this.#intake.queue;
    const progress = /** @type {HTMLProgressElement} */ (this.#find('teach-progress'));
    this.#find('teach-queue').hidden = !busy;
    progress.max = Math.max(1, total);
    progress.value = done;
    this.#find('teach-queue-words').textContent = this.#session.current
      ? t('teach.queue', { done, count: total })
      : t(this.#session.missing ? 'answer.needs' : 'answer.waiting');
  }

  #writeFailures() {
    const { failures } = this.#intake;
    const names = failures.map(({ name }) => name);
    const [first] = failures;
    const sentence =
      names.length === 1
        ? t('teach.left.single', { reason: sentenceFor(first.error, first.name) })
        : t('teach.left.out', { count: names.length, names: names.slice(0, 5).join(', ') });
    const problem = this.#find('teach-problem');
    const text = names.length ? sentence : '';
    if (problem.textContent !== text) problem.textContent = text;
  }

  /** Samples that came without photos cannot be looked at by another network. */
  #writeUnused() {
    const { key } = this.#learner;
    let count = 0;
    for (const { network, picture } of this.#set.samples.values())
      if (key && network !== key && !picture) count++;
    const line = this.#find('teach-unused');
    line.hidden = !count;
    line.textContent = count ? t('teach.samples.unused', { count }) : '';
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
    /** @type {HTMLButtonElement} */ (this.#find('teach-samples-save')).disabled = !size;
  }
}
