// Local storage for the page. Where it is blocked, every access throws: then nothing is stored, and the page behaves as on a
// first visit.

/** @typedef {'localStorage' | 'sessionStorage'} Area for good, or for one tab */

/**
 * @param {Area} area
 * @param {string} key
 * @returns {string | undefined}
 */
export function recall(area, key) {
  try {
    return globalThis[area].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Area} area
 * @param {string} key
 * @param {string} value
 * @returns {boolean} whether it was stored
 */
export function remember(area, key, value) {
  try {
    globalThis[area].setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
