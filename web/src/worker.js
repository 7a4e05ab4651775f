// The worker: owns the engine, answers one message after the other.

import { browserIo } from './engine/browser-io.js';
import { serve } from './engine/serve.js';

serve(browserIo, {
  post: (message, transfer) => self.postMessage(message, { transfer }),
  onMessage: (listener) => {
    self.onmessage = ({ data }) => listener(data);
  },
});
