// Keeps classes and photos in the browser's own database, so that they survive a reload. Nothing of it leaves the machine.

/** @typedef {import('./class-set.js').Sample} Sample */
/** @typedef {import('./class-set.js').OwnClass} OwnClass */
/** @typedef {import('./networks.js').Network} Network */

const DATABASE = 'residua-teach';
const SAMPLES = 'samples';
const ABOUT = 'about';

/** Photos that are read at a time: the page answers in between. */
const AT_A_TIME = 50;

export class Store {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
    // Another tab wants to delete or change it.
    database.onversionchange = () => database.close();
  }

  /**
   * @returns {Promise<Store>} rejects where the browser keeps nothing, as in some private windows
   */
  static async open() {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SAMPLES, { keyPath: 'key' });
      request.result.createObjectStore(ABOUT);
    };
    return new Store(await settled(request));
  }

  /**
   * @returns {Promise<{ classes: OwnClass[], networks: Network[], samples: Sample[] }>}
   */
  async load() {
    const transaction = this.#database.transaction([SAMPLES, ABOUT]);
    const about = transaction.objectStore(ABOUT);
    const [classes, networks] = await Promise.all([
      settled(about.get('classes')),
      settled(about.get('networks')),
    ]);
    /** @type {Sample[]} */
    const samples = [];
    for (;;) {
      const after = samples.length
        ? IDBKeyRange.lowerBound(samples[samples.length - 1].key, true)
        : null;
      const some = await settled(transaction.objectStore(SAMPLES).getAll(after, AT_A_TIME));
      samples.push(...some);
      if (some.length < AT_A_TIME) break;
    }
    return { classes: classes ?? [], networks: networks ?? [], samples };
  }

  /** @param {Sample[]} samples */
  putSamples(samples) {
    return this.#write((store) => {
      for (const sample of samples) store(SAMPLES).put(sample);
    });
  }

  /** @param {string[]} keys */
  removeSamples(keys) {
    return this.#write((store) => {
      for (const key of keys) store(SAMPLES).delete(key);
    });
  }

  /** @param {OwnClass[]} classes */
  putClasses(classes) {
    return this.#write((store) => store(ABOUT).put(classes, 'classes'));
  }

  /** @param {Network[]} networks */
  putNetworks(networks) {
    return this.#write((store) => store(ABOUT).put(networks, 'networks'));
  }

  clear() {
    return this.#write((store) => {
      store(SAMPLES).clear();
      store(ABOUT).clear();
    });
  }

  close() {
    this.#database.close();
  }

  /**
   * All of it is written, or nothing.
   * @param {(store: (name: string) => IDBObjectStore) => void} act
   * @returns {Promise<void>}
   */
  #write(act) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction([SAMPLES, ABOUT], 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      act((name) => transaction.objectStore(name));
    });
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
