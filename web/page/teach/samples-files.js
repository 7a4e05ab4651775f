// Samples as a small file: what the network made of the photos, without the photos. With it a visitor goes on later, or adds what
// somebody else has collected.

import { createTeacher } from '../../src/teach.js';
import { download } from '../gallery/export.js';
import { detailOf } from '../text/failures.js';
import { t } from '../text/text.js';
import { nameOf, newKey } from './class-set.js';

/** @typedef {import('./class-set.js').OwnClass} OwnClass */
/** @typedef {import('./class-set.js').Sample} Sample */

const FILE = 'my-samples.safetensors';

/** How much of a file tells whether it holds samples: they are named first. */
const BEGINNING = 1 << 16; // bytes

/** Says `change` when samples have come. */
export class SamplesFiles extends EventTarget {
  #session;
  #networks;
  #set;
  #intake;
  #learner;
  #notice;
  #loaded;

  /**
   * @param {(name: string) => HTMLElement} find parts of the section's frame
   * @param {object} surroundings
   * @param {import('../model/session.js').ModelSession} surroundings.session
   * @param {import('./networks.js').Networks} surroundings.networks
   * @param {import('./class-set.js').ClassSet} surroundings.set
   * @param {import('./intake.js').Intake} surroundings.intake
   * @param {import('./learner.js').Learner} surroundings.learner
   * @param {import('../notice.js').Notice} surroundings.notice
   * @param {() => Promise<void>} surroundings.loaded when what earlier visits stored is here
   */
  constructor(find, { session, networks, set, intake, learner, notice, loaded }) {
    super();
    this.#session = session;
    this.#networks = networks;
    this.#set = set;
    this.#intake = intake;
    this.#learner = learner;
    this.#notice = notice;
    this.#loaded = loaded;
    find('teach-samples-save').addEventListener('click', () => this.#save());
    const input = /** @type {HTMLInputElement} */ (find('teach-samples-input'));
    find('teach-samples-open').addEventListener('click', () => input.click());
    input.addEventListener('change', async () => {
      const [file] = input.files ?? [];
      input.value = '';
      if (file && !(await this.open(file)))
        notice.say(() => t('teach.samples.damaged', { name: file.name }));
    });
  }

  /**
   * @param {File} file
   * @returns {Promise<boolean>} whether it is one of samples; what fails then is said
   */
  async open(file) {
    try {
      const beginning = await file.slice(0, BEGINNING).text();
      if (!beginning.includes('"residua.samples"')) return false;
    } catch {
      // The file cannot be read; opening it as a network reports that.
      return false;
    }
    await this.#loaded();
    const current = await this.#session.whenReady();
    const counter = this.#set.classes.find(({ none }) => none);
    const none = counter ? nameOf(counter) : t('teach.none');
    const teacher = createTeacher(current.classifier, { none });
    try {
      await teacher.addSamples(file);
      const network = await this.#networks.keyOf(current);
      let count = 0;
      for (const { label, ids } of teacher.classes()) {
        const entry = this.#classFor(label, label === none);
        const own = this.#set.samplesOf(entry.key).map(({ embedding }) => embedding);
        const known = new Set(own.map(keyOf));
        const samples = ids
          .map((id) => teacher.embedding(id))
          .filter((embedding) => !known.has(keyOf(embedding)))
          .map((embedding) => ({
            key: newKey(),
            classKey: entry.key,
            name: file.name,
            embedding,
            network,
          }));
        this.#intake.take(samples);
        count += samples.length;
      }
      this.#notice.say(() => t(count ? 'teach.samples.added' : 'teach.samples.known', { count }));
      this.dispatchEvent(new Event('change'));
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      const key = code === 'invalid-option' ? 'teach.samples.other' : 'teach.samples.damaged';
      this.#notice.say(() => t(key, { name: file.name }), { detail: detailOf(error) });
    } finally {
      teacher.close();
    }
    return true;
  }

  /**
   * @param {string} name
   * @param {boolean} none whether it is that of the counter-examples
   * @returns {OwnClass} the class of that name, one without name and photos, or a new one
   */
  #classFor(name, none) {
    const { classes } = this.#set;
    if (none) return classes.find((one) => one.none) ?? this.#set.addClass({ none });
    const empty = () =>
      classes.find((one) => !one.none && !one.name && !this.#set.samplesOf(one.key).length);
    const entry = this.#set.named(name) ?? empty() ?? this.#set.addClass();
    if (!this.#set.named(name)) entry.name = name;
    return entry;
  }

  async #save() {
    try {
      const file = await this.#learner.saveSamples();
      download(FILE, file.type, file);
    } catch (error) {
      this.#notice.say(() => t('teach.save.failed'), { detail: detailOf(error) });
    }
  }
}

/** Two photos never agree in so many numbers. @param {Float32Array} embedding */
const keyOf = (embedding) => embedding.subarray(0, 32).join();
