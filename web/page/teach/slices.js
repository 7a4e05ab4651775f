// Much work in slices, so that the page answers in between.

/** A slice ends when it has taken this long. */
const SLICE = 8; // milliseconds

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** @returns {() => Promise<void> | undefined} to be awaited between pieces of work: lets the page go on where a slice is over */
export function makeSlices() {
  let end = performance.now() + SLICE;
  return () => {
    if (performance.now() < end) return undefined;
    return pause().then(() => void (end = performance.now() + SLICE));
  };
}
