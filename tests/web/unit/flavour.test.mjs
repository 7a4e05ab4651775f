// Which build of the WebAssembly is chosen; Node has shared memory, and relaxed SIMD from 22 on.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { chooseFlavours } from '../../../web/src/flavour.js';
import { hasRelaxedSimd } from '../../../web/src/engine/features.js';
import { relaxed } from '../../../web/dist/builds.js';

const set = hasRelaxedSimd() ? 'relaxed-simd' : 'simd';

afterEach(() => {
  delete (/** @type {any} */ (globalThis).crossOriginIsolated);
});

/** @param {boolean} isolated */
function pretendIsolation(isolated) {
  Object.defineProperty(globalThis, 'crossOriginIsolated', { value: isolated, configurable: true });
}

test('all cores of a small machine are used, half of a large one, and at most eight threads', () => {
  pretendIsolation(true);
  const threads = [1, 2, 4, 6, 8, 12, 64].map(
    (cores) => chooseFlavours({}, { cores, mayBlock: true })[0].threads,
  );
  assert.deepEqual(threads, [1, 2, 4, 4, 4, 6, 8]);
  assert.equal(chooseFlavours({}, { cores: 2, mayBlock: true })[0].flavour, `${set}-threads`);
  assert.equal(chooseFlavours({}, { cores: 1, mayBlock: true })[0].flavour, set);
});

test('without isolation it is one thread, and says which headers are missing', () => {
  pretendIsolation(false);
  const [{ flavour, threads, performanceNotes }] = chooseFlavours({}, { cores: 8, mayBlock: true });
  assert.equal(flavour, set);
  assert.equal(threads, 1);
  assert.match(performanceNotes.join(), /Cross-Origin-Opener-Policy.*Cross-Origin-Embedder-Policy/);
});

test('a thread that may not wait runs alone, and says so', () => {
  const [{ threads, performanceNotes }] = chooseFlavours(
    { threads: 4 },
    { cores: 8, mayBlock: false },
  );
  assert.equal(threads, 1);
  assert.match(performanceNotes.join(), /worker: false/);
});

test('one thread asked for is one thread, with nothing to explain', () => {
  const [{ flavour, threads, performanceNotes }] = chooseFlavours(
    { threads: 1 },
    { cores: 8, mayBlock: true },
  );
  assert.equal(flavour, set);
  assert.equal(threads, 1);
  assert.ok(performanceNotes.every((sentence) => !/thread/.test(sentence)));
});

test('a flavour that cannot run here is refused with the reason', () => {
  pretendIsolation(false);
  assert.throws(() => chooseFlavours({ flavour: 'simd-threads' }, { cores: 2, mayBlock: true }), {
    code: 'unsupported-browser',
    message: /simd-threads.*isolated/,
  });
});

test('threads that the flavour asked for does not have are not left out silently', () => {
  const asked = /** @type {const} */ ({ flavour: 'simd', threads: 2 });
  const [{ flavour, threads, performanceNotes }] = chooseFlavours(asked, {
    cores: 2,
    mayBlock: true,
  });
  assert.equal(flavour, 'simd');
  assert.equal(threads, 1);
  assert.match(performanceNotes[0], /simd-threads/);
});

for (const [what, instructions] of /** @type {const} */ ([
  ['SIMD', [253, 15]], // i8x16.splat
  ['exceptions', [6, 64, 25]], // try catch_all
])) {
  test(`a browser without WebAssembly ${what} gets an error that names browsers with it`, (context) => {
    const { validate } = WebAssembly;
    context.mock.method(WebAssembly, 'validate', (/** @type {Uint8Array} */ bytes) => {
      return validate(bytes) && !Buffer.from(bytes).includes(Buffer.from(instructions));
    });
    assert.throws(() => chooseFlavours({}, { cores: 1, mayBlock: true }), {
      code: 'unsupported-browser',
      message: /SIMD or exceptions.*Chrome 95, Firefox 114, Safari 16\.4/,
    });
  });
}

test('what fails to start is followed by all that may run instead, the best first', () => {
  pretendIsolation(true);
  const sets = hasRelaxedSimd() ? ['relaxed-simd', 'simd'] : ['simd'];
  const choices = chooseFlavours({}, { cores: 2, mayBlock: true });
  assert.deepEqual(
    choices.map(({ flavour, threads }) => [flavour, threads]),
    [...sets.map((name) => [`${name}-threads`, 2]), ...sets.map((name) => [name, 1])],
  );
  // What was asked for is not replaced by anything.
  assert.equal(chooseFlavours({ flavour: 'simd' }, { cores: 2, mayBlock: true }).length, 1);
});

test('a browser that lacks one of the relaxed instructions has none [regression]', (context) => {
  assert.ok(relaxed.includes(0x105), 'fused multiply-add');
  assert.ok(relaxed.includes(0x113), 'the integer dot product');
  for (const missing of relaxed) {
    // As an engine that knows the others: the module begins as it must, and has all of them in it.
    const mocked = context.mock.method(
      WebAssembly,
      'validate',
      (/** @type {Uint8Array} */ bytes) => !contains(bytes, missing),
    );
    assert.equal(hasRelaxedSimd(), false, `0x${missing.toString(16)}`);
    mocked.mock.restore();
  }
});

/** @param {Uint8Array} bytes @param {number} instruction */
function contains(bytes, instruction) {
  return Buffer.from(bytes).includes(
    Buffer.from([253, (instruction & 127) | 128, instruction >> 7]),
  );
}
