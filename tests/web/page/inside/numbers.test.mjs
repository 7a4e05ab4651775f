// The arithmetic of the laboratory: sizes, costs and receptive fields, and the values of feature maps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costsOf, partsOf, seenFrom, timesOf } from '../../../../web/page/inside/network.js';
import { tensorNpy, planeCsv } from '../../../../web/page/inside/numbers.js';
import { largest, means, plane, probabilitiesOf } from '../../../../web/page/inside/tensor.js';

/** @typedef {import('../../../../web/src/index.js').BlockDesign} BlockDesign */

/** torchvision's networks by their published shapes: blocks a stage, of two or of three convolutions. */
function torchvision(/** @type {number[]} */ counts, /** @type {'basic' | 'bottleneck'} */ type) {
  const convolution = (/** @type {object} */ more) => ({
    outChannels: 64,
    kernel: 3,
    groups: 1,
    stride: 1,
    padding: 1,
    dilation: 1,
    ...more,
  });
  let inChannels = 64;
  const stages = counts.map((count, s) => ({
    blocks: Array.from({ length: count }, (_, b) => {
      const width = 64 << s;
      const outChannels = type === 'basic' ? width : 4 * width;
      const stride = s && !b ? 2 : 1;
      const convolutions =
        type === 'basic'
          ? [convolution({ outChannels, stride }), convolution({ outChannels })]
          : [
              convolution({ outChannels: width, kernel: 1, padding: 0 }),
              convolution({ outChannels: width, stride }),
              convolution({ outChannels, kernel: 1, padding: 0 }),
            ];
      const shortcut = stride > 1 || inChannels !== outChannels ? 'projection' : 'identity';
      const gate = { type: 'none', size: 0, parameters: 0, multiplications: 0 };
      const block = { type, inChannels, convolutions, shortcut, gate };
      inChannels = outChannels;
      return /** @type {BlockDesign} */ (block);
    }),
  }));
  return {
    inputChannels: 3,
    activation: 'relu',
    sumActivation: 'relu',
    antiAliased: false,
    stem: {
      convolutions: [convolution({ kernel: 7, stride: 2, padding: 3 })],
      activation: true,
      pool: { window: 3, stride: 2, padding: 1 },
    },
    stages,
    head: {
      pooling: /** @type {const} */ ('average'),
      layers: [{ outChannels: 1000, beforePooling: false, type: /** @type {const} */ ('linear') }],
    },
  };
}

const IMAGENET = { classes: 1000, inputHeight: 224, inputWidth: 224 };

test('parts have the published sizes, parameters and multiplications', () => {
  // torchvision's own figures: 11,689,512 and 25,557,032 parameters, 1.81 and 4.09 billion multiply-adds.
  for (const [counts, type, parameters, billions, channels] of /** @type {const} */ ([
    [[2, 2, 2, 2], 'basic', 11_689_512, 1.81, 512],
    [[3, 4, 6, 3], 'bottleneck', 25_557_032, 4.09, 2048],
  ])) {
    const parts = partsOf({ design: torchvision([...counts], type), ...IMAGENET, parameters });
    const sum = (/** @type {'parameters' | 'multiplications'} */ what) =>
      parts.reduce((total, part) => total + part[what], 0);
    assert.equal(sum('parameters'), parameters);
    assert.equal((sum('multiplications') / 1e9).toFixed(2), String(billions));
    const last = parts[parts.length - 2];
    assert.deepEqual(last.size, { height: 7, width: 7, channels });
    assert.deepEqual(parts[1].size, { height: 56, width: 56, channels: 64 });
    assert.equal(parts[2].name, 'stage1.block1');
  }
});

test('a gate costs what the network says of it', () => {
  const design = torchvision([2, 2, 2, 2], 'basic');
  const gate = design.stages[1].blocks[0].gate;
  // Squeeze-and-excitation of 128 channels to 8: 128 * 8 + 8 and 8 * 128 + 128.
  Object.assign(gate, { type: 'squeeze-excite', size: 8, parameters: 2184, multiplications: 2048 });
  const parameters = 11_689_512 + 2184;
  const parts = partsOf({ design, ...IMAGENET, parameters });
  assert.equal(
    parts.reduce((total, part) => total + part.parameters, 0),
    parameters,
  );
});

test('a place sees what its layers reach, by hand', () => {
  const [, stem, first] = partsOf({
    design: torchvision([2, 2, 2, 2], 'basic'),
    ...IMAGENET,
    parameters: 11_689_512,
  });
  // 7x7 with stride 2, then 3x3 pooling with stride 2: 7 + 2 * 2 = 11 pixels, a step of 4; two 3x3 add 2 * 2 * 4 = 16.
  assert.deepEqual([stem.field.size, stem.field.step], [11, 4]);
  assert.deepEqual([first.field.size, first.field.step], [27, 4]);
  // The first place of the stem: padding moves the pooling by 1 (2 pixels) and the filter by 3, so it begins at -5.
  assert.deepEqual(seenFrom(stem.field, { x: 0, y: 1 }), { x: -5, y: -1, width: 11, height: 11 });
});

test('a bottleneck saves what the paper says', () => {
  // 256 channels: 2 * 9 * 256 * 256 against 2 * 256 * 64 + 9 * 64 * 64 = 1,179,648 and 69,632.
  assert.deepEqual(costsOf({ channels: 256, places: 1 }), { basic: 1_179_648, bottleneck: 69_632 });
});

test('a step without a name belongs to the part of the next one [regression]', () => {
  const parts = ['photo', 'stem', 'stage1.block1', 'stage2.block1', 'head'].map((name) => ({
    name,
  }));
  const steps = [
    ['stem.conv', 3],
    ['stem', 1],
    ['stage1.block1', 2],
    ['', 0.5],
    ['stage2.block1.projection', 4],
    ['pooled', 1],
    ['head.linear', 0.25],
  ].map(([name, ms]) => ({ name: String(name), ms: Number(ms) }));
  assert.deepEqual(timesOf(/** @type {any} */ (parts), steps), {
    photo: 0,
    stem: 4,
    'stage1.block1': 2,
    'stage2.block1': 4.5,
    head: 1.25,
  });
});

test('values lie place by place', async () => {
  // Two channels at 1 x 3 places: 1 and 10, 2 and -20, 3 and 30.
  const feature = { height: 1, width: 3, channels: 2, data: Float32Array.of(1, 10, 2, -20, 3, 30) };
  assert.deepEqual([...plane(feature, 1).values], [10, -20, 30]);
  assert.deepEqual([...means(feature)], [2, 20 / 3].map(Math.fround));
  assert.deepEqual(largest([1, 5, 3], 2), [1, 2]);
  const csv = await planeCsv({ feature, channel: 1 }, 'what it\nis').text();
  assert.equal(csv, '# what it is\n10,-20,30\n');
  const file = new Uint8Array(await tensorNpy(feature).arrayBuffer());
  const text = new TextDecoder('latin1').decode(file);
  const length = new DataView(file.buffer).getUint16(8, true);
  assert.ok(text.startsWith('\x93NUMPY\x01\x00'));
  assert.match(text, /'descr': '<f4', 'fortran_order': False, 'shape': \(1, 3, 2\), \}/);
  assert.equal((10 + length) % 64, 0);
  assert.deepEqual([...new Float32Array(file.slice(10 + length).buffer)], [1, 10, 2, -20, 3, 30]);
});

test('logits become probabilities as the network’s output says', () => {
  const [a, b] = probabilitiesOf([0, Math.log(3)], 1, 'softmax');
  assert.ok(Math.abs(a - 0.25) < 1e-6 && Math.abs(b - 0.75) < 1e-6);
  assert.ok(Math.abs(probabilitiesOf([0, 2 * Math.log(3)], 2, 'softmax')[1] - 0.75) < 1e-6);
  assert.deepEqual([...probabilitiesOf([0, 0], 1, 'sigmoid')], [0.5, 0.5]);
  assert.deepEqual([...probabilitiesOf([0], 1, 'softmax')], [0.5, 0.5]);
});
