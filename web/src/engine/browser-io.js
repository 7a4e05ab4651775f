// How a browser reads addresses and imports the module's glue.

import { openUrl, readUrl } from './open-url.js';

/** @type {import('./engine.js').Io} */
export const browserIo = {
  openUrl,
  readUrl,
  // The glue is an asset, imported by its address, so that no bundler takes it apart.
  importGlue: (url) =>
    import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url),
};
