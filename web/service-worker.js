// Keeps the page's files for visits without a connection, and adds the headers of cross-origin isolation
// for hosts that cannot send them. It stands at the root of what is served, since it can only serve the
// page, the module's workers and the WebAssembly together from there.
//
// With a connection every file comes from the network, so that the parts always fit together; what came
// last is kept for when there is none. The built-in network is one of these files; others are kept by the
// module.

const CACHE = 'residua-page-1';
const ROOT = self.registration.scope;
const START = ['', 'page/', 'weights/imagenet-labels.txt', 'weights/downloads/index.json'];

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Longer than this nobody wants to wait for a network that may not be there. */
const PATIENCE = 4000; // milliseconds

self.addEventListener('install', (event) => {
  // What cannot be kept now is tried again when the page asks.
  event.waitUntil(keepAll({ anew: true }).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

// The page asks whether all of it is kept. After a new version of it is served, parts may be missing that were not asked for.
self.addEventListener('message', (event) => {
  const [port] = event.ports;
  event.waitUntil(keepAll().then((whole) => port.postMessage(whole)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !request.url.startsWith(ROOT) || isWeights(url)) return;
  event.respondWith(answer(request, event));
});

/** Big files, which the module reads in parts and keeps itself. */
function isWeights({ pathname }) {
  return pathname.includes('/weights/downloads/') && !pathname.endsWith('.json');
}

/**
 * @param {Request} request
 * @param {FetchEvent} event kept alive until the answer is kept
 */
async function answer(request, event) {
  const cache = await caches.open(CACHE);
  const key = keyOf(request.url);
  const kept = await cache.match(key);
  const fresh = fetch(request).then((response) => {
    if (response.status === 200) event.waitUntil(cache.put(key, response.clone()));
    return response;
  });
  if (!kept) return isolated(await fresh);
  fresh.catch(() => {});
  try {
    const response = await Promise.race([fresh, late()]);
    // A host that fails for now has nothing better than what is kept.
    return isolated(response.status < 500 ? response : kept);
  } catch {
    return isolated(kept);
  }
}

/** The page is the same whatever its address says about its state. */
function keyOf(address) {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  return url.href;
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('late')), PATIENCE));
}

/** @param {Response} response */
function isolated(response) {
  // Neither can be given headers, nor needs any.
  if (response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const { status, statusText } = response;
  const body = status === 204 || status === 304 ? null : response.body;
  return new Response(body, { status, statusText, headers });
}

/**
 * Keeps the page and everything that it names, to any depth.
 * @param {{ anew?: boolean }} [options] anew: also what is kept already
 * @returns {Promise<boolean>} whether all of it is kept now
 */
async function keepAll({ anew = false } = {}) {
  const cache = await caches.open(CACHE);
  const seen = new Set();
  let whole = true;
  /** @param {string} address @returns {Promise<string[]>} addresses in it */
  const visit = async (address) => {
    try {
      const kept = anew ? undefined : await cache.match(address);
      return await addressesIn(kept ?? (await keep(cache, address)), address);
    } catch {
      whole = false;
      return [];
    }
  };
  let next = START.map((path) => new URL(path, ROOT).href);
  while (next.length) {
    const found = await Promise.all(next.map(visit));
    for (const address of next) seen.add(address);
    next = [...new Set(found.flat())].filter((address) => !seen.has(address));
  }
  return whole;
}

/**
 * @param {Cache} cache
 * @param {string} address
 * @returns {Promise<Response>} what is kept now
 */
async function keep(cache, address) {
  const response = await fetch(address, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const kept = response.redirected ? Response.redirect(response.url) : response;
  await cache.put(address, kept.clone());
  return kept;
}

/**
 * Addresses of files of ours in HTML and in modules, where they are literal.
 * @param {Response} response
 * @param {string} base
 * @returns {Promise<string[]>}
 */
async function addressesIn(response, base) {
  if (!/html|javascript/.test(response.headers.get('Content-Type') ?? '')) return [];
  const text = await response.text();
  const patterns = [
    /(?:href|src)="([^"#]+)"/g,
    /(?:from|import)\s*\(?\s*'(\.[^']+)'/g,
    /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g,
    /new URL\(\s*["']([^"']+)["'],\s*import\.meta\.url/g,
  ];
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(([, path]) => new URL(path, base))
    .filter(({ href, pathname }) => href.startsWith(ROOT) && /\.\w+$/.test(pathname))
    .filter((url) => !isWeights(url))
    .map(({ href }) => href);
}

async function dropOldCaches() {
  for (const name of await caches.keys()) {
    if (name.startsWith('residua-page-') && name !== CACHE) await caches.delete(name);
  }
}
