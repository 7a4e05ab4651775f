import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { readChunks } from '../../../web/src/engine/download.js';
import { openUrl } from '../../../web/src/engine/open-url.js';

const FILE = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31 + (index >> 8)) & 255);
const SHA256 = createHash('sha256').update(FILE).digest('hex');

/**
 * What the server does with each request of a path, in turn; the last entry is repeated.
 * @type {Record<string, ((response: import('node:http').ServerResponse, offset: number) => void)[]>}
 */
const behaviours = {};
/** @type {Record<string, (string | undefined)[]>} the Range headers that arrived */
let ranges = {};
let origin = '';

const server = createServer((request, response) => {
  const path = request.url ?? '';
  const { range } = request.headers;
  (ranges[path] ??= []).push(range);
  const steps = behaviours[path];
  if (!steps) return void response.writeHead(404).end();
  const step = steps[Math.min(ranges[path].length, steps.length) - 1];
  step(response, Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0));
});

/** Sends `bytes` of the file from the asked offset, then breaks the connection. */
const breaksAfter = (bytes, headers = {}) => {
  return (response, offset) => {
    head(response, offset, headers);
    response.write(FILE.subarray(offset, offset + bytes), () => {
      // An error throws away what the reader has not taken yet: give it time.
      setTimeout(() => response.destroy(), 200);
    });
  };
};
const whole = (headers = {}) => {
  return (response, offset) => {
    head(response, offset, headers);
    response.end(FILE.subarray(offset));
  };
};
const ignoresRange = (response) => {
  response.writeHead(200, { 'Content-Length': FILE.length }).end(FILE);
};

function head(response, offset, headers) {
  response.writeHead(offset ? 206 : 200, {
    'Content-Length': FILE.length - offset,
    ...(offset ? { 'Content-Range': `bytes ${offset}-${FILE.length - 1}/${FILE.length}` } : {}),
    ...headers,
  });
}

before(async () => {
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  origin = `http://127.0.0.1:${port}`;
});
after(() => server.close());

/**
 * @param {string | string[]} paths
 * @param {{ bytes?: number | null, sha256?: string | null, signal?: AbortSignal }} [options]
 */
async function read(paths, { bytes = null, sha256 = null, signal } = {}) {
  ranges = {};
  const urls = [paths].flat().map((path) => origin + path);
  /** @type {[number, number | null][]} */
  const progress = [];
  const chunks = [];
  const source = /** @type {const} */ ({ kind: 'url', urls, bytes, sha256 });
  for await (const chunk of readChunks(source, {
    openUrl,
    signal,
    onProgress: (received, total) => progress.push([received, total]),
  })) {
    chunks.push(chunk);
  }
  return { data: Buffer.concat(chunks), progress };
}

test('a file arrives whole, with progress up to its size', async () => {
  behaviours['/whole'] = [whole()];
  const { data, progress } = await read('/whole', { bytes: FILE.length, sha256: SHA256 });
  assert.ok(data.equals(FILE));
  assert.deepEqual(progress.at(-1), [FILE.length, FILE.length]);
});

test('a download that breaks off is taken up where it stopped', async () => {
  behaviours['/breaks'] = [breaksAfter(100_000), breaksAfter(50_000), whole()];
  const { data } = await read('/breaks', { sha256: SHA256 });
  assert.ok(data.equals(FILE));
  const [first, second, third] = ranges['/breaks'];
  assert.equal(first, undefined);
  for (const range of [second, third]) assert.match(range ?? '', /^bytes=[1-9]\d*-$/);
  assert.equal(ranges['/breaks'].length, 3);
});

test('a server without ranges sends the start again, and it is skipped', async () => {
  behaviours['/no-ranges'] = [breaksAfter(100_000), ignoresRange];
  const { data } = await read('/no-ranges', { sha256: SHA256 });
  assert.ok(data.equals(FILE));
});

test('a file that changes between two parts is not glued together', async () => {
  behaviours['/changes'] = [breaksAfter(100_000, { ETag: '"one"' }), whole({ ETag: '"two"' })];
  await assert.rejects(read('/changes'), { code: 'download-failed', message: /changed/ });
});

test('a download that never comes through is download-failed, after retries', async () => {
  behaviours['/stuck'] = [breaksAfter(1000), breaksAfter(0)];
  await assert.rejects(read('/stuck'), { code: 'download-failed', message: /after 1000 bytes/ });
  assert.equal(ranges['/stuck'].length, 4);
});

test('the next address is tried when one does not answer', async () => {
  behaviours['/second'] = [whole()];
  const { data } = await read(['/missing', '/second'], { sha256: SHA256 });
  assert.ok(data.equals(FILE));
});

test('a missing file is download-failed with its address and status', async () => {
  await assert.rejects(read('/missing'), { code: 'download-failed', message: /\/missing.*404/ });
});

test('the wrong content is a checksum-mismatch', async () => {
  behaviours['/wrong'] = [whole()];
  const sha256 = '0'.repeat(64);
  await assert.rejects(read('/wrong', { sha256 }), { code: 'checksum-mismatch', message: /0000/ });
});

test('the first digits of a checksum are enough to check', async () => {
  behaviours['/prefix'] = [whole()];
  assert.ok((await read('/prefix', { sha256: SHA256.slice(0, 8) })).data.equals(FILE));
  await assert.rejects(read('/prefix', { sha256: 'ffffffff' }), { code: 'checksum-mismatch' });
});

test('an abort ends a download that hangs, with its reason', async () => {
  behaviours['/hangs'] = [
    (response) => {
      head(response, 0, {});
      response.write(FILE.subarray(0, 10));
    },
  ];
  const reason = new Error('enough');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  const start = performance.now();
  await assert.rejects(read('/hangs', { signal: controller.signal }), (error) => error === reason);
  assert.ok(performance.now() - start < 1000);
});

test('bytes and Blobs come in pieces, with progress', async () => {
  const bytes = new Uint8Array(9 << 20).fill(7);
  for (const source of [
    /** @type {const} */ ({ kind: 'bytes', bytes }),
    /** @type {const} */ ({ kind: 'blob', blob: new Blob([bytes]) }),
  ]) {
    const progress = [];
    let received = 0;
    for await (const chunk of readChunks(source, {
      openUrl,
      onProgress: (...step) => progress.push(step),
    })) {
      received += chunk.length;
    }
    assert.equal(received, bytes.length);
    assert.deepEqual(
      progress.map(([done]) => done >> 20),
      [4, 8, 9],
    );
  }
});
