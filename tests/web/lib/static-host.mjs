// A host that can only send files: no headers of its own choice, a base path, another origin.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * @typedef {object} StaticHost
 * @property {string} origin
 * @property {string} address of the folder
 * @property {(overloaded: boolean) => void} overload makes it answer everything with 503, or no longer
 * @property {(file: string) => () => void} hold keeps requests for a file waiting until what it gives is called
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} folder
 * @param {{ base?: string, headers?: Record<string, string> }} [options] base: path before every file, with
 *   slashes at both ends
 * @returns {Promise<StaticHost>}
 */
export async function startStaticHost(folder, { base = '/', headers = {} } = {}) {
  let overloaded = false;
  /** @type {Map<string, Promise<void>>} */
  const held = new Map();
  const server = createServer(async (request, response) => {
    if (overloaded) return response.writeHead(503, { 'Content-Type': 'text/html' }).end('Later.');
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname));
    const name = path.endsWith('/') ? `${path}index.html` : path;
    await held.get(name.slice(base.length));
    const content = name.startsWith(base)
      ? await readFile(join(folder, name.slice(base.length))).catch(() => undefined)
      : undefined;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(content ? 200 : 404, { 'Content-Type': type, ...headers });
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const overload = (/** @type {boolean} */ now) => void (overloaded = now);
  const hold = (/** @type {string} */ file) => {
    /** @type {() => void} */
    let release = () => {};
    held.set(file, new Promise((resolve) => (release = resolve)));
    return () => release();
  };
  return { origin, address: `${origin}${base}`, overload, hold, close };
}
