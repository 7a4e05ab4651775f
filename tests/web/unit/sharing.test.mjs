import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharing } from '../../../web/src/engine/sharing.js';

const MIB = 1 << 20;

/**
 * @param {import('node:test').TestContext} context
 * @param {object} model
 * @returns {number} MiB that the memory may grow to
 */
function limitFor(context, model) {
  let pages = 0;
  context.mock.method(WebAssembly, 'Memory', function (/** @type {any} */ { maximum }) {
    pages = maximum;
  });
  sharing(2, /** @type {any} */ (model));
  context.mock.restoreAll();
  return pages / 16;
}

test('memory follows the size of the checkpoint', (context) => {
  const bytes = { length: 10 * MIB };
  // Eight times the file, and 512 MiB beside.
  assert.equal(limitFor(context, { weights: { kind: 'bytes', bytes } }), 592);
});

test('[regression] of a checkpoint in several files all of them count', (context) => {
  const weights = { kind: 'blob', blob: { size: MIB } };
  const parts = [{ size: 20 * MIB }, { size: 29 * MIB }];
  assert.equal(limitFor(context, { weights, parts }), 512 + 8 * 50);
});

test('memory for a checkpoint of unknown size is generous', (context) => {
  assert.equal(limitFor(context, { weights: { kind: 'url', bytes: null } }), 2048);
});
