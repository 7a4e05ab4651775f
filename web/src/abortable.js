// Work that nobody waits for any longer once its signal aborts.

/**
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} of the work, rejected at once when the signal aborts
 */
export async function abortable(signal, work) {
  if (!signal) return work();
  /** @type {() => void} */
  let abort = () => {};
  const aborted = new Promise((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return /** @type {T} */ (await Promise.race([work(), aborted]));
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
