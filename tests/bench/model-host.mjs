// Serves the folder of a model's file to a page of another origin: a file of 100 MB is too large for playwright's own answers.

import { basename, dirname } from 'node:path';
import { startStaticHost } from '../web/lib/static-host.mjs';

/**
 * @param {string} file
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} address: of the file itself
 */
export async function startModelHost(file) {
  const host = await startStaticHost(dirname(file), {
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  });
  return { ...host, address: host.address + basename(file) };
}
