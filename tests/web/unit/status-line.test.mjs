// The line of the command that says how far things are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatusLine } from '../../../web/src/cli/status-line.js';

// To the beginning of the line, and erase it (ECMA-48).
const ERASE = '\r\x1b[K';

/** @param {import('node:test').TestContext} context */
function playedTerminal(context, { isTTY = true } = {}) {
  let now = 1000;
  context.mock.method(performance, 'now', () => now);
  /** @type {string[]} */
  const written = [];
  const line = new StatusLine({ isTTY, write: (text) => written.push(text) });
  return { line, written, pass: (/** @type {number} */ ms) => (now += ms) };
}

test('a terminal sees each status in place of the one before', (context) => {
  const { line, written, pass } = playedTerminal(context);
  line.show('1 of 3 images');
  pass(100);
  line.show('2 of 3 images');
  assert.deepEqual(written, [`${ERASE}1 of 3 images`, `${ERASE}2 of 3 images`]);
});

test('it is not written more often than anybody reads', (context) => {
  const { line, written, pass } = playedTerminal(context);
  for (let i = 0; i < 1000; i++) {
    line.show(`${i} images`);
    pass(1);
  }
  assert.equal(written.length, 10);
});

test('it goes before something else is printed, once', (context) => {
  const { line, written } = playedTerminal(context);
  line.clear();
  assert.deepEqual(written, []);
  line.show('1 image');
  line.clear();
  line.clear();
  assert.deepEqual(written, [`${ERASE}1 image`, ERASE]);
});

test('a file or a pipe sees nothing of it', (context) => {
  const { line, written } = playedTerminal(context, { isTTY: false });
  line.show('1 image');
  line.clear();
  assert.deepEqual(written, []);
});
