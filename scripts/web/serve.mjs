// Serves the page on this machine: web/ at /, weights/ at /weights/.
//
//   PORT=8080 node scripts/web/serve.mjs
//
// Every response has COOP and COEP headers, without which browsers provide no shared memory and therefore no threads.
// Range and HEAD requests are supported, because models are large and their downloads can be resumed.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_PAGE = '/page/';
// The networks that scripts/fetch-weights.sh downloaded; the file may be missing.
const FETCHED = '/weights/downloads/index.json';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  // Always revalidate: a rebuilt module must never be combined with an old page.
  'Cache-Control': 'no-cache',
  'Accept-Ranges': 'bytes',
};

/** @returns {string | undefined} the file at a path; undefined outside the two folders and for dot files */
function fileFor(/** @type {string} */ pathname) {
  const path = normalize(decodeURIComponent(pathname));
  if (path.includes('\0') || path.split(sep).some((part) => part.startsWith('.'))) return undefined;
  const file = path.startsWith('/weights/') ? join(ROOT, path) : join(ROOT, 'web', path);
  return file.endsWith(sep) ? join(file, 'index.html') : file;
}

/**
 * The single range in a `Range` header, clamped to the file. Undefined for no range or several, for which the whole
 * file is a valid response; null if the range is outside the file.
 * @param {string | undefined} header
 * @param {number} size
 */
function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start <= end && start < size ? { start, end } : null;
}

/** From size and modification time, which suffices to distinguish two builds or two downloads. */
const tagOf = (/** @type {import('node:fs').Stats} */ info) =>
  `"${info.size.toString(16)}-${Math.trunc(info.mtimeMs).toString(16)}"`;

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  const end = (/** @type {number} */ status, text = '', headers = {}) => {
    response.writeHead(status, {
      ...HEADERS,
      'Content-Type': TYPES['.txt'],
      'Content-Length': Buffer.byteLength(text),
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };

  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return end(405, 'GET and HEAD only\n', { Allow: 'GET, HEAD' });
  }
  let file;
  let pathname;
  try {
    pathname = new URL(request.url ?? '/', 'http://localhost').pathname;
    file = fileFor(pathname);
  } catch {
    return end(400, 'not an address\n');
  }
  if (pathname === '/') return end(302, '', { Location: START_PAGE });
  const info = file && (await stat(file).catch(() => undefined));
  if (!info && pathname === FETCHED) return end(200, '{}', { 'Content-Type': TYPES['.json'] });
  if (!file || !info) return end(404, `there is no ${pathname} here\n`);
  if (info.isDirectory()) return end(302, '', { Location: `${pathname}/` });

  const tag = tagOf(info);
  const headers = {
    ...HEADERS,
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    ETag: tag,
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers);
    return response.end();
  }
  // A range of a different version of the file would be useless to the client.
  const unchanged = !request.headers['if-range'] || request.headers['if-range'] === tag;
  const range = unchanged ? parseRange(request.headers.range, info.size) : undefined;
  if (range === null) return end(416, '', { 'Content-Range': `bytes */${info.size}` });
  const { start, end: last } = range ?? { start: 0, end: info.size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'Content-Length': last - start + 1,
    ...(range && { 'Content-Range': `bytes ${start}-${last}/${info.size}` }),
  });
  if (request.method === 'HEAD' || info.size === 0) return response.end();
  createReadStream(file, { start, end: last })
    .on('error', () => response.destroy())
    .pipe(response);
}

const port = Number(process.env.PORT ?? 8080);
const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.destroy();
  });
});
server.on('error', (error) => {
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  console.error(
    code === 'EADDRINUSE'
      ? `error: port ${port} is in use; choose another one: PORT=8081 scripts/start.sh`
      : `error: ${error.message}`,
  );
  process.exitCode = 1;
});
server.listen(port, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`Residua is at http://127.0.0.1:${address.port}/ (stop with Ctrl-C)`);
});
