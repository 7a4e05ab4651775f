// Keeps the page's files for visits without a connection, and adds the headers of cross-origin isolation
// for hosts that cannot send them. It stands at the root of what is served, since it can only serve the
// page, the module's workers and the WebAssembly together from there.
//
// With a connection every file comes from the network. What is kept for when there is none is one version of the page: a
// newer one takes its place when all of it is here. The built-in network is one of these files; others are kept by the
// module.

const CACHES = 'residua-page-';
const ROOT = self.registration.scope;
const START = ['', 'page/', 'weights/imagenet-labels.txt', 'weights/downloads/index.json'];
/** In a cache: that its page is the one to be shown. Nothing answers at it. */
const MARK = `${ROOT}.kept`;
/** In the HTML that scripts/build-page.sh makes. Without it every visit counts as one of a new version. */
const VERSION = /<meta name="version" content="([^"]+)"/;

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** How long to wait for a connection that may not be there. */
const PATIENCE = 4000; // milliseconds

/** How long an installation may take. */
const INSTALLATION = 15_000; // milliseconds

/** The clients that show the page as it is kept, so that all of their files have to be. @type {Set<string>} */
const asKept = new Set();

/** @type {Promise<Cache | undefined> | undefined} */
let keptCache;

self.addEventListener('install', (event) => {
  // What is not kept by then, or cannot be, is tried again when the page asks. Browsers give up a worker whose installation
  // takes long.
  const soon = new Promise((resolve) => setTimeout(resolve, INSTALLATION));
  event.waitUntil(Promise.race([keepNewest(), soon]).then(() => self.skipWaiting()));
});

// Not waited for: in Firefox the page's own workers would have to agree, which sit in Atomics.wait, and until then no
// request of the page is answered.
self.addEventListener('activate', () => {
  self.clients.claim().catch(() => {});
});

// The page asks whether all of it is kept.
self.addEventListener('message', (event) => {
  const [port] = event.ports;
  event.waitUntil(keepNewest().then((whole) => port.postMessage(whole)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !request.url.startsWith(ROOT) || isWeights(url)) return;
  event.respondWith(answer(request, event.resultingClientId || event.clientId));
});

/** Big files, which the module reads in parts and keeps itself. */
function isWeights({ pathname }) {
  return pathname.includes('/weights/downloads/') && !pathname.endsWith('.json');
}

/**
 * @param {Request} request
 * @param {string} client which asks, or which it will be
 */
async function answer(request, client) {
  keptCache ??= findKept();
  const kept = await (await keptCache)?.match(keyOf(request.url));
  if (!kept) return isolated(await fetch(request));
  if (asKept.has(client)) return isolated(kept);
  const opening = request.mode === 'navigate';
  const fresh = fetch(request);
  fresh.catch(() => {});
  try {
    const response = await (opening ? Promise.race([fresh, late()]) : fresh);
    // A host that fails for now, or has a newer version without this file, gives nothing better than what is kept.
    if (isFile(response, request.url)) return isolated(response);
  } catch {
    // There is no connection, or a slow one.
  }
  if (opening) asKept.add(client);
  return isolated(kept);
}

/**
 * Whether it is the file that was asked for. Some hosts answer with a page of their own, and call it found.
 * @param {Response} response
 * @param {string} address
 */
function isFile({ ok, type, status, headers }, address) {
  if (type === 'opaqueredirect') return true;
  const html = /html/.test(headers.get('Content-Type') ?? '');
  return (
    (ok || status === 304) &&
    !(html && /\.(js|mjs|css|wasm|json|jpg|png|svg|webp)$/.test(keyOf(address)))
  );
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

/** @type {Promise<boolean>} */
let keeping = Promise.resolve(false);

/**
 * Keeps the page as the host has it now, in the place of what is kept.
 * @returns {Promise<boolean>} whether all of it is kept
 */
function keepNewest() {
  keeping = keeping.then(keepNewestAlone, keepNewestAlone);
  return keeping;
}

async function keepNewestAlone() {
  const current = await findKept();
  if (current && !(await isNewer(current))) return keepAll(current);
  const name = CACHES + Date.now();
  const cache = await caches.open(name);
  const whole = await keepAll(cache);
  if (current && !whole) {
    await caches.delete(name);
    return false;
  }
  await cache.put(MARK, new Response());
  keptCache = Promise.resolve(cache);
  for (const other of await caches.keys()) {
    if (other.startsWith(CACHES) && other !== name) await caches.delete(other);
  }
  return whole;
}

/** @returns {Promise<Cache | undefined>} the one whose page is to be shown without a connection */
async function findKept() {
  for (const name of await caches.keys()) {
    if (!name.startsWith(CACHES)) continue;
    const cache = await caches.open(name);
    if (await cache.match(MARK)) return cache;
  }
  return undefined;
}

/**
 * Whether the host has another version than the one that is kept.
 * @param {Cache} current
 */
async function isNewer(current) {
  const address = new URL('page/', ROOT).href;
  try {
    const response = await fetch(address, { cache: 'no-cache' });
    const [fresh, kept] = await Promise.all(
      [response, await current.match(address)].map(versionOf),
    );
    return response.ok && (fresh === undefined || fresh !== kept);
  } catch {
    return false;
  }
}

/** @param {Response | undefined} page */
async function versionOf(page) {
  return VERSION.exec((await page?.text()) ?? '')?.[1];
}

/**
 * Keeps the page and everything that it names, to any depth, unless it is kept already.
 * @param {Cache} cache
 * @returns {Promise<boolean>} whether all of it is kept now
 */
async function keepAll(cache) {
  const seen = new Set();
  let whole = true;
  /** @param {string} address @returns {Promise<string[]>} addresses in it */
  const visit = async (address) => {
    try {
      const kept = await cache.match(address);
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
  if (!isFile(response, address)) throw new Error(`${address} answers ${response.status}`);
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
