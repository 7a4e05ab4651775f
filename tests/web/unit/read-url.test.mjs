// Whole files of addresses: photos, labels, configs.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { readUrl } from '../../../web/src/engine/open-url.js';

const PIECES = ['one ', 'two ', 'three'];
let origin = '';
const server = createServer(async (request, response) => {
  if (request.url === '/endless') return void response.write('x');
  for (const piece of PIECES) {
    response.write(piece);
    await new Promise((wake) => setTimeout(wake, 400));
  }
  response.end();
});

before(async () => {
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  origin = `http://127.0.0.1:${port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test('a slow server is waited for as long as something comes', async () => {
  const bytes = await readUrl(`${origin}/slow`, undefined, 1000);
  assert.equal(new TextDecoder().decode(bytes), PIECES.join(''));
});

test('[regression] a server that stops sending is given up after the time limit', async () => {
  await assert.rejects(readUrl(`${origin}/endless`, undefined, 50), {
    code: 'download-failed',
    message: /sent nothing for 0.05 s/,
  });
});

test('an abort ends the download with its reason', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort('enough'), 20);
  const reason = await readUrl(`${origin}/endless`, controller.signal).catch((error) => error);
  assert.equal(reason, 'enough');
});

test('[regression] a whole file that is taken for an address is not quoted as a whole', async () => {
  const long = `${origin.replace('http', 'nothing')}/${'A'.repeat(100_000)}`;
  const error = await readUrl(long).catch((failure) => failure);
  assert.equal(error.code, 'download-failed');
  assert.ok(error.message.length < 500, `${error.message.length} characters`);
});

test('[regression] an object URL that was revoked is not blamed on CORS', async () => {
  const url = URL.createObjectURL(new Blob(['x']));
  URL.revokeObjectURL(url);
  await assert.rejects(readUrl(url), { code: 'download-failed', message: /revoked/ });
});
