// The worker: owns the engine and answers messages in order.

import { browserIo } from './engine/browser-io.js';
import { serve } from './engine/serve.js';

serve(browserIo, {
  post: (message, transfer) => self.postMessage(message, { transfer }),
  onMessage: (listener) => {
    self.onmessage = ({ data }) => listener(data);
  },
});
