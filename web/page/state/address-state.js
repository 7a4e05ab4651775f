// State of the page in its address: network, sample and language.

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
 * @param {string | undefined} value undefined to remove the key
 */
export function toAddress(key, value) {
  const url = new URL(location.href);
  if (value === undefined) url.searchParams.delete(key);
  else url.searchParams.set(key, value);
  history.replaceState(history.state, '', url);
}
