import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromWire, ResiduaError, toResiduaError, toWire } from '../../../web/src/errors.js';

test('an error of the C++ side keeps its code, its message and itself as the cause', () => {
  const thrown = Object.assign(new Error('no JPEG'), { code: 'invalid-image' });
  const error = toResiduaError(thrown);
  assert.ok(error instanceof ResiduaError && error instanceof Error);
  assert.equal(error.code, 'invalid-image');
  assert.equal(error.message, 'no JPEG');
  assert.equal(error.cause, thrown);
});

test('a code that is not ours is not taken over', () => {
  const thrown = Object.assign(new Error('x'), { code: 'ENOENT' });
  assert.equal(toResiduaError(thrown).code, 'internal');
});

test('a failed allocation is out-of-memory, however it is said', () => {
  for (const thrown of [
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
    new RangeError('Array buffer allocation failed'),
    new WebAssembly.RuntimeError('Aborted(OOM)'),
  ]) {
    assert.equal(toResiduaError(thrown).code, 'out-of-memory', thrown.message);
  }
});

test('what is thrown need not be an error', () => {
  assert.match(toResiduaError('just a string').message, /just a string/);
  assert.equal(toResiduaError(undefined).code, 'internal');
  assert.equal(toResiduaError(17).code, 'internal');
});

test('code, message and cause survive structured cloning', () => {
  const cause = new TypeError('underneath');
  const sent = structuredClone(toWire(new ResiduaError('download-failed', 'above', { cause })));
  const error = fromWire(sent);
  assert.equal(error.code, 'download-failed');
  assert.equal(error.message, 'above');
  assert.equal(/** @type {Error} */ (error.cause).message, 'TypeError: underneath');
});

test('a cause that cannot be cloned is carried as its text', () => {
  const cause = Object.assign(new Error('with a function'), { callback() {} });
  const error = fromWire(structuredClone(toWire(new ResiduaError('internal', 'x', { cause }))));
  assert.equal(/** @type {Error} */ (error.cause).message, 'with a function');
});
