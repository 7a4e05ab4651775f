// The worker that learns, in a browser.

import { serve } from './teach/serve.js';

serve(
  {
    post: (reply) => self.postMessage(reply),
    onMessage: (listener) => {
      self.onmessage = ({ data }) => listener(data);
    },
  },
  async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.arrayBuffer();
  },
);
