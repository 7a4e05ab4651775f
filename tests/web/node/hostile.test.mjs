// Arguments that throw when they are read, or that no message may quote whole: each fails with one ResiduaError of bounded length.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { createClassifier, heatmap, ResiduaError } from '../../../web/src/node.js';
import { createTeacher } from '../../../web/src/teach-node.js';
import { noBuiltin } from '../lib/builtin.mjs';
import { runProgram } from '../lib/command.mjs';
import { picture } from '../lib/picture.mjs';

/** @type {import('../../../web/src/node.js').Classifier} */
let classifier;
before(async () => {
  if (!noBuiltin) classifier = await createClassifier({ threads: 1 });
});
after(() => classifier?.close());

function detachedView() {
  const view = new Uint8Array(16);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** @type {any[]} */
const circular = [];
circular.push(circular);

/** @type {Record<string, any>} */
const HOSTILE = {
  'memory that was handed over': detachedView().buffer,
  'a view of such memory': detachedView(),
  'a revoked proxy': revoked(),
  'a getter that throws': {
    get [Symbol.toStringTag]() {
      throw new TypeError('getter');
    },
  },
  'an array in itself': circular,
  'a symbol': Symbol('s'),
  'a BigInt': 10n,
  'a base64 string': `data:image/png;base64,${'A'.repeat(100_000)}`,
  'a class of a very long name': { [Symbol.toStringTag]: 'Q'.repeat(100_000) },
  'what calls itself a File': { [Symbol.toStringTag]: 'File', size: 9, slice() {} },
  'pixels of BigInt size': { data: new Uint8Array(4), width: 1n, height: 1n },
};

/**
 * @param {() => unknown} call
 * @param {string} what
 */
async function failsWell(call, what) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof ResiduaError, `${what}: ${error}`);
    assert.ok(error.message.length <= 1200, `${what}: ${error.message.length} characters`);
    assert.notEqual(error.code, 'internal', `${what}: ${error.message}`);
    return;
  }
  assert.fail(`${what}: taken`);
}

for (const [name, value] of Object.entries(HOSTILE)) {
  test(
    `[regression] ${name} is refused by a ResiduaError everywhere`,
    { skip: noBuiltin },
    async () => {
      for (const option of ['labels', 'config', 'wasmUrl', 'signal', 'threads', 'wasmBinary']) {
        // Any object may be a config; it says nothing of use.
        if (option === 'config' && /getter|size/.test(name)) continue;
        await failsWell(() => createClassifier({ [option]: value }), option);
      }
      for (const method of /** @type {const} */ (['classify', 'logits', 'embed', 'explain'])) {
        await failsWell(() => classifier[method](value), method);
      }
      for (const option of ['crop', 'allow', 'timeout', 'signal']) {
        await failsWell(() => classifier.classify(picture(), { [option]: value }), option);
      }
      await failsWell(() => classifier.features(picture(), { names: value }), 'names');
      await failsWell(() => classifier.weights(value), 'weights');
      await failsWell(() => heatmap(value), 'heatmap');
      await failsWell(() => createTeacher(value), 'createTeacher');
      const teacher = createTeacher(classifier);
      await failsWell(() => teacher.remove(value), 'remove');
      await failsWell(() => teacher.reorder(value), 'reorder');
      await failsWell(() => teacher.rename('a', value), 'rename');
      await failsWell(() => teacher.addSamples(value), 'addSamples');
      await failsWell(() => teacher.add('a', [picture()], { onProgress: value }), 'onProgress');
      teacher.close();
    },
  );
}

test('[regression] a thousand threads or workers are refused, not started', async () => {
  for (const option of ['threads', 'workers']) {
    await assert.rejects(createClassifier({ [option]: 1000 }), {
      code: 'invalid-option',
      message: `${option} must be a number from 1 to 64, not 1000.`,
    });
  }
});

test('[regression] a picture of 4 TB is refused by its size', () => {
  const explanation = { data: new Float32Array(4), width: 2, height: 2 };
  assert.throws(() => heatmap(explanation, { width: 1e6, height: 1e6 }), {
    code: 'invalid-option',
    message: 'width must be a number from 1 to 8192, not 1000000.',
  });
});

test(
  'what an iterable of photos throws reaches the caller as it is, after the answers before it',
  { skip: noBuiltin },
  async () => {
    const own = new TypeError('the disk is gone');
    async function* photos() {
      yield picture();
      throw own;
    }
    /** @type {number[]} */
    const answered = [];
    await assert.rejects(
      async () => {
        for await (const { index } of classifier.classifyEach(photos())) answered.push(index);
      },
      (error) => error === own,
    );
    assert.deepEqual(answered, [0]);
    await assert.rejects(classifier.classifyBatch(photos()), (error) => error === own);
    assert.equal((await classifier.classify(picture())).length, 5);
  },
);

test(
  'pixels, bytes and tensors of another realm are taken as those of this one',
  { skip: noBuiltin },
  async () => {
    const { length } = picture();
    const realm = createContext({ length, file: picture() });
    const ofRealm = (/** @type {string} */ code) => runInContext(`(${code})`, realm);
    const copy = '(() => { const v = new Uint8Array(length); v.set(file); return v; })()';
    const expected = await classifier.classify(picture());
    assert.deepEqual(await classifier.classify(ofRealm(copy)), expected);
    assert.deepEqual(await classifier.classify(ofRealm(`${copy}.buffer`)), expected);
    const pixels = (/** @type {Uint8ClampedArray} */ data) => ({ data, width: 8, height: 8 });
    assert.deepEqual(
      await classifier.classify(
        ofRealm('{ data: new Uint8ClampedArray(256).fill(99), width: 8, height: 8 }'),
      ),
      await classifier.classify(pixels(new Uint8ClampedArray(256).fill(99))),
    );
    const tensor = '{ data: new Float32Array(224 * 224 * 3), shape: [1, 224, 224, 3] }';
    assert.deepEqual(
      await classifier.logits(ofRealm(tensor)),
      await classifier.logits({
        data: new Float32Array(224 * 224 * 3),
        shape: [1, 224, 224, 3],
      }),
    );
  },
);

test('an abort before loading rejects with its reason, of whatever kind', async () => {
  for (const reason of [null, 'why', Symbol('why')]) {
    const controller = new AbortController();
    controller.abort(reason);
    const thrown = await createClassifier({ signal: controller.signal }).catch((error) => error);
    assert.equal(thrown, reason);
  }
});

test(
  '[regression] a listener of train that throws ends neither it nor the program',
  { skip: noBuiltin },
  async () => {
    const teach = new URL('../../../web/src/teach-node.js', import.meta.url);
    const script = `
    import { createTeacher } from ${JSON.stringify(teach)};
    const teacher = createTeacher({ embed() {} });
    teacher.addEmbeddings('a', [[1, 2], [2, 3]].map((all) => Float32Array.from(all)));
    teacher.addEmbeddings('b', [[-1, 2], [-2, 1]].map((all) => Float32Array.from(all)));
    const { classes } = await teacher.train({ onProgress() { throw new TypeError('mine'); } });
    console.log(classes.join());
    teacher.close();`;
    const { status, out, err } = await runProgram(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    assert.equal(status, 0, err);
    assert.equal(out.trim(), 'a,b');
    assert.match(err, /TypeError: mine/);
  },
);
