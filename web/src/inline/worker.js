// The worker of `residua/inline`: src/worker.js with the glue of both flavours.

import { browserIo } from '../engine/browser-io.js';
import { serve } from '../engine/serve.js';
import { glue } from './glue.js';

/** @typedef {import('./glue.js').WasmFactory} WasmFactory */
/** @typedef {import('./platform.js').InlineFlavour} InlineFlavour */

/** @type {import('../engine/engine.js').Io} */
const io = {
  ...browserIo,
  // The address is the name of the flavour: see platform.js.
  importGlue: async (flavour) => ({
    default: /** @type {WasmFactory} */ (glue[/** @type {InlineFlavour} */ (flavour)]),
  }),
};

serve(io, {
  post: (message, transfer) => self.postMessage(message, { transfer }),
  onMessage: (listener) => {
    self.onmessage = ({ data }) => listener(data);
  },
});
