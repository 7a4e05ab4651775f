// Calls listeners of the caller safely.

/**
 * Wraps a listener so that its exceptions are reported, but do not affect the work.
 * @template T
 * @param {((progress: T) => void) | undefined} listener
 * @returns {((progress: T) => void) | undefined}
 */
export function guarded(listener) {
  return (
    listener &&
    ((progress) => {
      try {
        listener(progress);
      } catch (error) {
        // In Node an uncaught error would end the process.
        (globalThis.reportError ?? console.error)(error);
      }
    })
  );
}
