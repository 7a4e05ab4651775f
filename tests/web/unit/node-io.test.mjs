// What is said in Node of what cannot be read, where there are no pages and no CORS.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { nodeIo } from '../../../web/src/engine/node-io.js';

const HERE = new URL('.', import.meta.url).href;
const ABSENT = new URL('absent %41.jpg', HERE).href;

for (const [name, read] of /** @type {const} */ ([
  ['readUrl', (/** @type {string} */ url) => nodeIo.readUrl(url)],
  ['openUrl', (/** @type {string} */ url) => nodeIo.openUrl(url, { offset: 0 })],
])) {
  test(`${name} names the file that is not there, as its system does`, async () => {
    await assert.rejects(read(ABSENT), {
      code: 'download-failed',
      message: /absent%20%41\.jpg could not be read: ENOENT/,
    });
  });

  test(`${name} says at once that a folder is none`, async () => {
    const start = performance.now();
    await assert.rejects(read(HERE), {
      code: 'download-failed',
      message: /\/unit\/ could not be read: .*(folder|directory)/,
    });
    assert.ok(performance.now() - start < 300);
  });

  test(`${name} says why there is no connection, and nothing of pages`, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    server.close();
    await once(server, 'close');
    await assert.rejects(read(`http://127.0.0.1:${port}/a.jpg`), (error) => {
      const { code, message, cause } = /** @type {any} */ (error);
      assert.equal(code, 'download-failed');
      assert.match(message, /a\.jpg could not be read: .*ECONNREFUSED/);
      assert.doesNotMatch(message, /CORS/);
      return cause instanceof TypeError;
    });
  });
}

test('an answer that is none keeps its status', async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  try {
    await assert.rejects(nodeIo.readUrl(`http://127.0.0.1:${port}/a.jpg`), {
      code: 'download-failed',
      message: /answered with status 404/,
    });
  } finally {
    server.close();
  }
});

test('an abort is the reason, not a failed download', async () => {
  const signal = AbortSignal.abort('enough');
  const isReason = (/** @type {unknown} */ reason) => reason === 'enough';
  await assert.rejects(nodeIo.readUrl('http://127.0.0.1:9/a.jpg', signal), isReason);
  await assert.rejects(nodeIo.openUrl('http://127.0.0.1:9/', { offset: 0, signal }), isReason);
});
