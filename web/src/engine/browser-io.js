// Reads addresses and imports the module's glue in a browser.

import { openUrl, readUrl } from './open-url.js';

/** @type {import('./engine.js').Io} */
export const browserIo = {
  openUrl,
  readUrl,
  // The glue is an asset, imported by its address, so that bundlers leave it unchanged.
  importGlue: (url) =>
    import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url),
};
