// A photo by its address. The page fetches it only when the visitor gives one.

import { t } from '../text/text.js';

/**
 * @param {string} address
 * @returns {Promise<{ name: string, blob: Blob }>}
 * @throws {Error} whose message is a sentence for the visitor
 */
export async function fetchPhoto(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    throw new Error(t('fail.address.form'));
  }
  let response;
  try {
    // No cookies and no referrer: the site learns no more than that somebody asks.
    response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (cause) {
    throw new Error(t('fail.address'), { cause });
  }
  if (!response.ok) throw new Error(t('fail.address.status', { status: response.status }));
  let blob;
  try {
    blob = await response.blob();
  } catch (cause) {
    throw new Error(t('fail.address.ended'), { cause });
  }
  const name = url.protocol === 'data:' ? 'data:' : (url.pathname.split('/').pop() ?? url.host);
  return { name: safelyDecoded(name) || url.host, blob };
}

/** @param {string} name */
function safelyDecoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
