// The part of the page's state that a link can carry: which network, which sample, which language.

/** @typedef {'model' | 'sample' | 'lang'} Key */

/**
 * @param {Key} key
 * @returns {string | undefined}
 */
export function fromAddress(key) {
  return new URL(location.href).searchParams.get(key) ?? undefined;
}

/**
 * @param {Key} key
 * @param {string | undefined} value undefined takes the key out
 */
export function toAddress(key, value) {
  const url = new URL(location.href);
  if (value === undefined) url.searchParams.delete(key);
  else url.searchParams.set(key, value);
  history.replaceState(history.state, '', url);
}
