// What is refused before anything is loaded. The platform here has nothing to load with: a call that passes the checks
// fails with the error of a missing worker.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createForPlatform } from '../../../web/src/create-classifier.js';
import { Classifier } from '../../../web/src/classifier.js';
import { ResiduaError } from '../../../web/src/errors.js';
import { heatmap } from '../../../web/src/heatmap.js';
import { BUILTIN, listModels } from '../../../web/src/models.js';
import { resolveModel } from '../../../web/src/model-source.js';

/** @param {string | URL} address */
const toAddress = (address) => new URL(address, 'http://example.test/page/').href;

const platform = /** @type {any} */ ({
  toAddress,
  builtin: () => 'http://example.test/builtin.safetensors',
  cores: () => 2,
  mayBlock: () => false,
  assets: () => ({ glue: 'http://example.test/glue.mjs', wasm: 'http://example.test/x.wasm' }),
  startWorker() {
    throw new ResiduaError('internal', 'past the checks');
  },
});

/** @param {any} options */
const create = (options) => createForPlatform(platform, options);

/** @type {[string, any, RegExp][]} */
const REFUSED = [
  ['options that are none', 'resnet18', /takes an object of options, not "resnet18"/],
  ['a model that is null', { model: null }, /model must be .* not null/],
  ['a number as model', { model: 18 }, /model must be .* not 18/],
  [
    'an unknown name',
    { model: 'resnet19' },
    /"resnet19" is neither listed nor an address.*resnet18/,
  ],
  ['an unknown option', { model: './a.safetensors', modle: 1 }, /no option modle/],
  ['a listener that is none', { model: './a', onProgress: 1 }, /onProgress must be a function/],
  ['a signal that is none', { model: './a', signal: {} }, /signal must be an AbortSignal/],
  ['labels that are none', { model: './a', labels: 3 }, /labels must be/],
  ['a config that is none', { model: './a', config: 3 }, /config must be/],
  [
    'a wrong part of a model',
    { model: { weights: './a', label: [] } },
    /model has no option label/,
  ],
  ['no threads', { model: './a', threads: 0 }, /threads must be a whole number of at least 1/],
  ['an unknown flavour', { model: './a', flavour: 'fast' }, /flavour must be simd or/],
  ['unknown kernels', { model: './a', kernels: 'fast' }, /kernels must be auto or lean or direct/],
  ['wasmBinary that is no bytes', { model: './a', wasmBinary: 'x' }, /wasmBinary must be bytes/],
  ['worker that is no flag', { model: './a', worker: 'no' }, /worker must be a boolean/],
  ['an address that is none', { model: 'http://' }, /model must be an address, not "http:\/\/"/],
  ['weightsUrl that is no address', { weightsUrl: 5 }, /weightsUrl must be an address, not 5/],
  ['wasmUrl that is no address', { model: './a', wasmUrl: 5 }, /wasmUrl must be an address, not 5/],
  [
    'weightsUrl beside an address',
    { model: './a', weightsUrl: '/models' },
    /weightsUrl is for listed models.*whole address as model/,
  ],
  ['weightsUrl beside a file', { model: new Blob(), weightsUrl: '/models' }, /weightsUrl is for/],
];

for (const [name, options, message] of REFUSED) {
  test(`createClassifier refuses ${name}, naming it`, async () => {
    await assert.rejects(create(options), { code: 'invalid-option', message });
  });
}

test('createClassifier without options, or without a model, takes the built-in one', async () => {
  await assert.rejects(createForPlatform(platform), /past the checks/);
  await assert.rejects(create({ threads: 1 }), /past the checks/);
  assert.equal((await listModels())[0].name, BUILTIN);
});

test('a platform that does not hold the built-in model says where it can come from', async () => {
  const inline = { ...platform, builtin: undefined };
  for (const options of [undefined, {}, { model: BUILTIN }]) {
    await assert.rejects(createForPlatform(inline, options), {
      code: 'invalid-option',
      message: /builtin\.safetensors of the package .* weightsUrl/,
    });
  }
  await assert.rejects(createForPlatform(inline, { weightsUrl: '/models' }), /past the checks/);
});

test('the built-in model is read from a folder that was named, then from the package', async () => {
  const resolve = await resolveModel(undefined, { weightsUrl: '/models' }, platform);
  const { weights, cards } = await resolve();
  assert.deepEqual(weights.kind === 'url' && weights.urls, [
    'http://example.test/models/builtin.safetensors',
    'http://example.test/builtin.safetensors',
  ]);
  // What else belongs to it is in the file.
  assert.deepEqual(cards, []);
});

test('[regression] in a service worker it is said where else the module works', async () => {
  const scope = /** @type {any} */ (globalThis);
  scope.ServiceWorkerGlobalScope = class {};
  try {
    for (const worker of [true, false]) {
      await assert.rejects(create({ worker }), {
        code: 'unsupported-browser',
        message: /offscreen document/,
      });
    }
  } finally {
    delete scope.ServiceWorkerGlobalScope;
  }
});

test('createClassifier takes names, addresses, files, bytes and parts', async () => {
  for (const model of [
    (await listModels())[1].name,
    BUILTIN,
    './weights.safetensors',
    new URL('http://example.test/w.safetensors'),
    new Blob(['x']),
    new ArrayBuffer(8),
    new Uint8Array(8),
    Buffer.from('x'),
    { weights: new Blob(['x']), labels: ['cat', 'dog'], config: { architecture: 'resnet18' } },
  ]) {
    await assert.rejects(create({ model }), /past the checks/);
  }
});

test('an aborted signal is honoured before anything starts', async () => {
  const signal = AbortSignal.abort('early');
  await assert.rejects(create({ model: './a', signal }), (reason) => reason === 'early');
});

const silent = new Classifier(
  { call: () => new Promise(() => {}), close() {} },
  /** @type {any} */ ({}),
  toAddress,
);

/** @type {[string, any, any, RegExp][]} */
const REFUSED_CALLS = [
  ['a photo that is none', 5, {}, /photo must be .* not 5/],
  ['no photo', undefined, {}, /photo must be/],
  ['half a photo', { data: new Uint8ClampedArray(4), width: 2, height: 1 }, {}, /2 x 1/],
  ['pixels that are no bytes', { data: [1, 2, 3, 4], width: 1, height: 1 }, {}, /photo.data/],
  ['an empty address', '', {}, /photo must be an address, not ""/],
  ['a list of photos', [new Blob(), 'a.jpg'], {}, /photo .* not \[a value of type Blob,"a.jpg"\]/],
  ['topK of 0', new Blob(), { topK: 0 }, /topK must be a whole number of at least 1/],
  ['topK of 1.5', new Blob(), { topK: 1.5 }, /topK/],
  ['a misspelt option', new Blob(), { topk: 3 }, /no option topk/],
  ['a signal that is none', new Blob(), { signal: 1 }, /signal/],
];

for (const [name, photo, options, message] of REFUSED_CALLS) {
  test(`classify refuses ${name}, naming it`, async () => {
    await assert.rejects(silent.classify(photo, options), { code: 'invalid-option', message });
  });
}

/** @type {[string, (photo: any) => Promise<any>, RegExp][]} */
const REFUSED_LOOKS = [
  [
    'half a crop',
    (p) => silent.classify(p, { crop: /** @type {any} */ ({ x: 0 }) }),
    /crop.y must/,
  ],
  ['a crop between pixels', (p) => silent.embed(p, { crop: box({ x: 0.5 }) }), /crop.x must/],
  ['an empty crop', (p) => silent.logits(p, { crop: box({ width: 0 }) }), /crop.width must/],
  ['a crop that is none', (p) => silent.explain(p, { crop: /** @type {any} */ (3) }), /crop must/],
  [
    'names that are none',
    (p) => silent.features(p, { names: /** @type {any} */ ('stem') }),
    /names/,
  ],
  ['a label that is none', (p) => silent.explain(p, { label: -1 }), /label must be/],
  [
    'options of profile that are none',
    () => silent.profile(/** @type {any} */ (3)),
    /profile takes an object/,
  ],
  ['topK of profile', () => silent.profile(/** @type {any} */ ({ topK: 1 })), /no option topK/],
  [
    'a signal of profile that is none',
    () => silent.profile({ signal: /** @type {any} */ ('stop') }),
    /signal must be an AbortSignal/,
  ],
  [
    'one photo as a batch',
    () => silent.classifyBatch(/** @type {any} */ ('a.jpg')),
    /photos must be an array or iterable, not "a.jpg"/,
  ],
  ['a File as a batch', (p) => silent.classifyBatch(p), /photos must .* of type Blob/],
  [
    'no batch',
    () => silent.classifyBatch(/** @type {any} */ (undefined)),
    /photos must .* undefined/,
  ],
  [
    'a heatmap without pixels',
    async () => heatmap({ data: new Float32Array(1), width: 1, height: 1 }, { width: 0 }),
    /width must be a whole number of at least 1, not 0/,
  ],
  [
    'a heatmap of half a pixel',
    async () => heatmap({ data: new Float32Array(1), width: 1, height: 1 }, { height: 0.5 }),
    /height must be/,
  ],
  ['an empty label', (p) => silent.explain(p, { label: '' }), /label must be/],
  ['topK of embed', (p) => silent.embed(p, /** @type {any} */ ({ topK: 3 })), /no option topK/],
  [
    'a tensor of another shape',
    () => silent.logits({ data: new Float32Array(12), shape: [1, 3, 2, 2] }),
    /tensor.shape must be \[N, height, width, 3\], not \[1,3,2,2\]/,
  ],
  [
    'a tensor of too few numbers',
    () => silent.logits({ data: new Float32Array(11), shape: [1, 2, 2, 3] }),
    /tensor.data has 11 numbers/,
  ],
];

/** @param {object} part */
const box = (part) => ({ x: 0, y: 0, width: 1, height: 1, ...part });

for (const [name, call, message] of REFUSED_LOOKS) {
  test(`the other calls refuse ${name}, naming it`, async () => {
    await assert.rejects(call(new Blob()), { code: 'invalid-option', message });
  });
}

test('closing rejects the calls that are not answered, and later ones, with closed', async () => {
  let ended = 0;
  const classifier = new Classifier(
    { call: () => new Promise(() => {}), close: () => ended++ },
    /** @type {any} */ ({}),
    toAddress,
  );
  const calls = [classifier.classify(new Blob()), classifier.classify(new Blob())];
  classifier.close();
  calls.push(classifier.classify(new Blob()));
  for (const call of calls) await assert.rejects(call, { code: 'closed' });
  assert.equal(ended, 1);
});

test('bytes are taken as they are at the time of the call', async () => {
  /** @type {any[]} */
  const sent = [];
  const classifier = new Classifier(
    {
      call: async (method, [photo]) => (sent.push(photo), { predictions: [], ms: {} }),
      close() {},
    },
    /** @type {any} */ ({}),
    toAddress,
  );
  const bytes = Uint8Array.of(1, 2, 3);
  const call = classifier.classify(bytes);
  bytes.fill(0);
  await call;
  assert.deepEqual(sent[0].bytes, Uint8Array.of(1, 2, 3));
  await classifier.classify(bytes.subarray(1));
  assert.equal(sent[1].bytes.buffer.byteLength, 2);
});
