// Copies of the network that answer a gallery's photos side by side.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Copies } from '../../../web/page/gallery/copies.js';

const given = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
const machine = { hardwareConcurrency: 2, deviceMemory: 4 };
before(() =>
  Object.defineProperty(globalThis, 'navigator', { value: machine, configurable: true }),
);
after(() => {
  if (given) Object.defineProperty(globalThis, 'navigator', given);
  else Reflect.deleteProperty(globalThis, 'navigator');
});

/** @param {string} name @param {object} [info] @returns {any} a network */
const network = (name, info) => ({
  name,
  info: { threads: 1, parameters: 12e6, ...info },
  classifier: {
    close() {
      closed.push(name);
    },
  },
});
/** @type {string[]} */
let closed = [];
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** @param {any} original @param {(number: number) => any} [make] */
async function grown(original, make = (number) => network(`copy ${number}`)) {
  closed = [];
  let made = 0;
  let ready = 0;
  const copies = new Copies(
    () => ready++,
    async () => make(++made),
  );
  copies.grow(original);
  await nextTask();
  return { copies, count: () => ({ made, ready }) };
}

test('there are as many as cores and memory hold, and none beside threads', async () => {
  const sizes = [];
  for (const [cores, gigabytes, info] of [
    [1, 4, {}],
    [2, 4, {}],
    [4, 8, {}],
    [16, 8, {}],
    [4, 0.5, {}],
    [4, 4, { threads: 4 }],
    [4, 4, { parameters: 200e6 }],
  ]) {
    Object.assign(machine, { hardwareConcurrency: cores, deviceMemory: gigabytes });
    const { copies, count } = await grown(network('original', /** @type {object} */ (info)));
    sizes.push(copies.size);
    assert.equal(count().ready, copies.size - 1);
  }
  assert.deepEqual(sizes, [1, 2, 4, 4, 1, 1, 1]);
  Object.assign(machine, { hardwareConcurrency: 2, deviceMemory: 4 });
});

test('what waits goes to the network with the least to do', async () => {
  const original = network('original');
  const { copies } = await grown(original);
  /** @type {[string, () => void][]} */
  const running = [];
  const ask = (/** @type {any} */ { name }) =>
    new Promise((resolve) => running.push([name, () => resolve(name)]));
  const answers = [1, 2, 3].map(() => copies.answer(original, ask));
  assert.deepEqual(
    running.map(([name]) => name),
    ['original', 'copy 1', 'original'],
  );
  running[1][1]();
  assert.equal(await answers[1], 'copy 1');
  copies.answer(original, ask);
  assert.equal(running[3][0], 'copy 1');
});

test('a photo whose copy dies is answered by the original, and the copy is given up', async () => {
  const original = network('original');
  const { copies } = await grown(original);
  const asked = [];
  const ask = async (/** @type {any} */ { name }) => {
    asked.push(name);
    await nextTask();
    if (name !== 'original') throw new Error('died');
    return name;
  };
  const answers = await Promise.all([copies.answer(original, ask), copies.answer(original, ask)]);
  assert.deepEqual(answers, ['original', 'original']);
  assert.deepEqual(asked, ['original', 'copy 1', 'original']);
  assert.deepEqual([copies.size, closed], [1, ['copy 1']]);
});

test('a photo that is broken fails, and costs no copy', async () => {
  const original = network('original');
  const { copies } = await grown(original);
  const ask = async () => {
    await nextTask();
    throw new Error('no image');
  };
  const both = await Promise.allSettled([
    copies.answer(original, ask),
    copies.answer(original, ask),
  ]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(copies.size, 2);
});

test('copies are closed at the end, those that are still made included', async () => {
  const original = network('original');
  const { copies } = await grown(original);
  copies.close();
  assert.deepEqual([closed, copies.size], [['copy 1'], 1]);
  /** @type {(made: any) => void} */
  let made = () => {};
  const late = await grown(original, () => new Promise((resolve) => (made = resolve)));
  late.copies.close();
  made(network('late'));
  await nextTask();
  assert.deepEqual([closed, late.copies.size], [['late'], 1]);
});

test('one that cannot be made leaves the others as they are', async () => {
  const original = network('original');
  const { copies } = await grown(original, async () => {
    throw new Error('no memory');
  });
  assert.equal(copies.size, 1);
  assert.equal(await copies.answer(original, async ({ title = 'asked' }) => title), 'asked');
});
