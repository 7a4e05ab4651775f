// A host of one file that pauses in the middle until it is resumed.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * @param {Uint8Array} file
 * @returns {Promise<{ origin: string, goOn: () => void, close: () => Promise<void> }>} goOn: sends the other half, also to
 *   later requests
 */
export async function startSlowHost(file) {
  /** @type {() => void} */
  let goOn = () => {};
  const told = new Promise((resolve) => (goOn = () => resolve(undefined)));
  const server = createServer(async (_request, response) => {
    response.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Content-Length': file.length,
      'Content-Type': 'application/octet-stream',
    });
    const half = file.length >> 1;
    response.write(file.subarray(0, half));
    await told;
    response.end(file.subarray(half));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    goOn,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
