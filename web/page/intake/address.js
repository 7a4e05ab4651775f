// Opens a photo by its address. The page fetches it only when the visitor enters one.

import { PageFailure } from '../text/failures.js';
import { t } from '../text/text.js';

/**
 * Whether a text consists of one address.
 * @param {string} text
 */
export const isAddress = (text) => /^https?:\/\/\S+$/.test(text);

/**
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<{ name: string, blob: Blob }>}
 * @throws {PageFailure}
 */
export async function fetchPhoto(address, signal) {
  const url = toUrl(address);
  if (!url) throw new PageFailure('fail.address.form');
  let response;
  try {
    // Without cookies and referrer, so that the site learns as little as possible.
    response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', signal });
  } catch (cause) {
    throw new PageFailure('fail.address', { cause });
  }
  if (!response.ok)
    throw new PageFailure('fail.address.status', { values: { status: response.status } });
  // The most likely mistake is a link to a page that shows the image.
  if (/^text\/html\b/.test(response.headers.get('content-type') ?? ''))
    throw new PageFailure('fail.address.page');
  let blob;
  try {
    blob = await response.blob();
  } catch (cause) {
    throw new PageFailure('fail.address.ended', { cause });
  }
  const name =
    url.protocol === 'data:' ? t('photo.pasted') : (url.pathname.split('/').pop() ?? url.host);
  return { name: safelyDecoded(name) || url.host, blob };
}

/**
 * @param {string} address
 * @returns {URL | undefined} undefined if it is not an address that a photo can be fetched from
 */
function toUrl(address) {
  try {
    const url = new URL(address);
    return /^(https?|data|blob):$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} name */
function safelyDecoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
