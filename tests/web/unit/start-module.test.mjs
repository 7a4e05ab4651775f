// What is said where the WebAssembly does not come to life. The glue is played here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startModule } from '../../../web/src/engine/start-module.js';

const ASSETS = { glue: 'https://x.test/glue.mjs', wasm: 'https://x.test/residua.wasm' };

/** @param {object} request */
function start(request) {
  const io = {
    readUrl: async () => new TextEncoder().encode('<!doctype html>'),
    importGlue: async () => ({
      async default() {
        throw new WebAssembly.CompileError('expected magic word');
      },
    }),
  };
  return startModule(
    /** @type {any} */ ({ assets: ASSETS, threads: 1, ...request }),
    /** @type {any} */ (io),
    [],
  );
}

test('the address is named that gave no WebAssembly', async () => {
  await assert.rejects(start({}), {
    code: 'download-failed',
    message: /from https:\/\/x\.test\/residua\.wasm \(expected magic word\)/,
  });
});

test('bytes that were handed in are not blamed on an address', async () => {
  await assert.rejects(start({ wasmBinary: new Uint8Array(8) }), {
    code: 'download-failed',
    message: /from wasmBinary \(expected magic word\)/,
  });
});

test('[regression] no memory for the WebAssembly is out-of-memory, not a failed download', async () => {
  for (const thrown of [
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
    new Error(
      'Aborted(RangeError: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory)',
    ),
  ]) {
    const createModule = () => Promise.reject(thrown);
    const io = { importGlue: async () => ({ default: createModule }) };
    const request = { assets: { glue: 'g', wasm: 'w' }, threads: 1, model: {} };
    await assert.rejects(startModule(/** @type {any} */ (request), /** @type {any} */ (io), []), {
      code: 'out-of-memory',
      cause: thrown,
    });
  }
});

test('a module that this browser cannot compile is blamed on it, not on the connection [regression]', async () => {
  const wasmBinary = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  await assert.rejects(start({ wasmBinary, flavour: 'relaxed-simd' }), {
    code: 'unsupported-browser',
    message: /browser could not start the flavour relaxed-simd \(expected magic word\)/,
  });
});
