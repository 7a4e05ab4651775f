// The built-in model's file against what is said of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinRow, noBuiltin, readBuiltin } from '../lib/builtin.mjs';

const MOST = 5e6; // bytes

test('the list says the size, the sha256 and the classes of the built-in model', (context) => {
  if (noBuiltin) return context.skip(noBuiltin);
  const { bytes, sha256, classes } = readBuiltin();
  assert.deepEqual(
    { bytes: builtinRow.bytes, sha256: builtinRow.sha256, classes: builtinRow.classes },
    { bytes, sha256, classes },
  );
  assert.ok(bytes <= MOST, `${bytes} bytes`);
});

test('the built-in model says itself how photos are prepared, its classes and what it is worth', (context) => {
  if (noBuiltin) return context.skip(noBuiltin);
  const { card, classes } = readBuiltin();
  assert.ok(card.preprocessing.cropSize > 0);
  assert.equal(new Set(card.labels).size, classes, 'one name for each class, none twice');
  assert.ok(card.temperature > 0);
  assert.ok(card.threshold > 0 && card.threshold < 1);
});
