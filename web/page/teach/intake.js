// The way of photos into the classes: looked at by the network, reduced to what is kept, and looked at again by another network.

import { Thumbnails } from '../gallery/thumbnails.js';
import { newKey } from './class-set.js';
import { byFolder } from './folders.js';
import { IntakeQueue } from './intake-queue.js';

/** @typedef {import('./class-set.js').OwnClass} OwnClass */
/** @typedef {import('./class-set.js').Sample} Sample */

/** Of the copy that is kept of a photo: the shorter side, pixels. Networks see 224 of it. */
const SIDE = 256;

/** Says `change` when there are photos or failures, `progress` and `idle` as its queue does. */
export class Intake extends EventTarget {
  #session;
  #set;
  #keeper;
  #loaded;
  #queue;
  #thumbnails = new Thumbnails();
  #closed = false;
  /** Photos that were left out. @type {{ name: string, error: unknown }[]} */
  failures = [];

  /**
   * @param {object} surroundings
   * @param {import('../model/session.js').ModelSession} surroundings.session
   * @param {import('./networks.js').Networks} surroundings.networks
   * @param {import('./class-set.js').ClassSet} surroundings.set
   * @param {import('./keeper.js').Keeper} surroundings.keeper
   * @param {() => Promise<void>} surroundings.loaded when what earlier visits stored is here
   */
  constructor({ session, networks, set, keeper, loaded }) {
    super();
    this.#session = session;
    this.#set = set;
    this.#keeper = keeper;
    this.#loaded = loaded;
    this.#queue = new IntakeQueue(session, networks, (name, error) => {
      this.failures.push({ name, error });
      this.#say('change');
    });
    for (const type of ['progress', 'idle'])
      this.#queue.addEventListener(type, () => this.#say(type));
  }

  /** How far it is: `done` of `total` photos, and whether any wait. */
  get queue() {
    return this.#queue;
  }

  /** @type {import('./photo-list.js').AddressOf} */
  address(picture) {
    return this.#thumbnails.address(picture);
  }

  /**
   * @param {OwnClass} entry
   * @param {File[]} files
   * @returns {Promise<void>} when they have been looked at
   */
  async add(entry, files) {
    await this.#loaded();
    this.#keeper.keepClasses(this.#set.classes);
    const wanted = () => this.#set.find(entry.key) !== undefined;
    await this.#queue.add(
      files.map((file) => ({
        name: file.name,
        photo: file,
        wanted,
        onDone: async ({ embedding, network, photo }) => {
          // Where the browser cannot decode it, the module can.
          const picture = (await this.#thumbnails.make(photo, SIDE)) ?? file;
          if (!wanted() || this.#closed) return;
          const { name } = file;
          this.take([{ key: newKey(), classKey: entry.key, name, picture, embedding, network }]);
        },
      })),
    );
  }

  /** @param {Sample[]} samples that are looked at already */
  take(samples) {
    for (const sample of samples) this.#set.samples.set(sample.key, sample);
    this.#keeper.keep(samples);
    this.#say('change');
  }

  /** @param {File[]} files a class is made for each folder that has no class of its name */
  async addFolders(files) {
    await this.#loaded();
    for (const [name, photos] of byFolder(files)) {
      const empty = this.#set.classes.find(
        (one) => !one.none && !one.name && !this.#set.samplesOf(one.key).length,
      );
      const entry = (name && this.#set.named(name)) || empty || this.#set.addClass({ name });
      if (entry === empty) entry.name = name;
      this.add(entry, photos);
    }
    this.#say('change');
  }

  /**
   * Photos that another network has looked at are looked at again. Those without a picture wait for their network.
   * @param {import('../model/session.js').Current} current
   * @param {string} network its key
   */
  renew(current, network) {
    const stale = [...this.#set.samples.values()].filter((sample) => sample.network !== network);
    this.#queue.add(
      stale.flatMap((sample) =>
        sample.picture
          ? {
              name: sample.name,
              photo: sample.picture,
              wanted: () => this.#set.samples.has(sample.key) && this.#session.current === current,
              onDone: ({ embedding, network: by }) => {
                Object.assign(sample, { embedding, network: by });
                this.#keeper.keep([sample]);
              },
            }
          : [],
      ),
    );
  }

  close() {
    this.#closed = true;
    this.#queue.close();
    this.#thumbnails.close();
  }

  /** @param {string} type */
  #say(type) {
    this.dispatchEvent(new Event(type));
  }
}
