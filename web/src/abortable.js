// Stops waiting for work as soon as its signal aborts.

/**
 * Pending work per signal. It shares one listener, since Node warns about many listeners on one signal.
 * @type {WeakMap<AbortSignal, Set<() => void>>}
 */
const waiting = new WeakMap();

/**
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} the result of the work; rejects as soon as the signal aborts
 */
export async function abortable(signal, work) {
  if (!signal) return work();
  let all = waiting.get(signal);
  if (!all) {
    const every = (all = new Set());
    waiting.set(signal, every);
    signal.addEventListener('abort', () => every.forEach((abort) => abort()), { once: true });
  }
  /** @type {() => void} */
  let abort = () => {};
  const aborted = new Promise((_, reject) => {
    abort = () => reject(signal.reason);
  });
  all.add(abort);
  try {
    return /** @type {T} */ (await Promise.race([work(), aborted]));
  } finally {
    all.delete(abort);
  }
}
