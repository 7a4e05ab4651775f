// What callers are told by.

/**
 * A listener whose own failure is reported as such, and breaks no work.
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
        // In Node an error that nothing catches would end the program.
        (globalThis.reportError ?? console.error)(error);
      }
    })
  );
}
