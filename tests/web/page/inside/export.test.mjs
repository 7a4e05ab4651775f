// What the gallery writes into files, and how it sorts and filters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv, toJson } from '../../../../web/page/gallery/export.js';
import { matches, orders, sorted } from '../../../../web/page/gallery/order.js';
import { sortFiles } from '../../../../web/page/intake/sort-files.js';
import { certainty } from '../../../../web/page/photo/certainty.js';

const ms = { decode: 1, preprocess: 2, network: 3.5 };
const predictions = [
  { label: 'pitcher, ewer', index: 725, probability: 0.75 },
  { label: 'the "vase"', index: 883, probability: 0.25 },
];
const group = {
  label: 'jug or teapot',
  index: 61,
  probability: 0.875,
  certain: 'group',
  best: predictions[0],
};
const rows = [
  { file: 'a,b.jpg', result: { predictions, sure: false, ms } },
  { file: 'bad.jpg', error: { code: 'invalid-image', message: 'no image' } },
  { file: 'c.jpg', result: { predictions: predictions.slice(1), sure: false, group, ms } },
];

test('CSV has a row per photo, quotes what needs it and leaves empty what is not known', () => {
  assert.equal(
    toCsv(rows),
    '\uFEFFfile,label_1,probability_1,label_2,probability_2,label_3,probability_3,label_4,probability_4,' +
      'label_5,probability_5,decode_ms,preprocess_ms,network_ms,sure,error,group,group_probability,certain\r\n' +
      '"a,b.jpg","pitcher, ewer",0.75,"the ""vase""",0.25,,,,,,,1,2,3.5,false,,,,\r\n' +
      'bad.jpg,,,,,,,,,,,,,,,invalid-image,,,\r\n' +
      'c.jpg,"the ""vase""",0.25,,,,,,,,,1,2,3.5,false,,jug or teapot,0.875,group\r\n',
  );
});

test('CSV holds nothing that a spreadsheet would compute [regression]', () => {
  const [, line] = toCsv([
    {
      file: '=HYPERLINK("https://example.org").jpg',
      result: { predictions: [{ label: '@name', index: 0, probability: 1e-7 }], sure: true, ms },
    },
  ]).split('\r\n');
  assert.equal(
    line,
    `"'=HYPERLINK(""https://example.org"").jpg",'@name,1e-7,${','.repeat(8)}1,2,3.5,true,,,,`,
  );
});

test('JSON has the lines of the native program as an array', () => {
  assert.deepEqual(JSON.parse(toJson(rows)), [
    { file: 'a,b.jpg', predictions, sure: false, ms },
    { file: 'bad.jpg', error: { code: 'invalid-image', message: 'no image' } },
    { file: 'c.jpg', predictions: predictions.slice(1), sure: false, group, ms },
  ]);
});

const item = (number, name, label, probability) => ({
  number,
  photo: { name },
  ...(label ? { result: { predictions: [{ label, index: 0, probability }], ms } } : {}),
});
const items = [
  item(0, 'img10.jpg', 'bee', 0.5),
  item(1, 'img2.jpg', 'ant', 0.9),
  item(2, 'img1.jpg'),
  item(3, 'img3.jpg', 'bee', 0.6),
];

test('sorts as dropped, by name with numbers as numbers, by label, by certainty', () => {
  const numbers = (order) => sorted(items, order).map(({ number }) => number);
  assert.deepEqual(Object.fromEntries(orders.map((order) => [order, numbers(order)])), {
    order: [0, 1, 2, 3],
    name: [2, 1, 3, 0],
    label: [1, 3, 0, 2],
    sure: [1, 3, 0, 2],
    unsure: [0, 3, 1, 2],
  });
});

test('filters by the best label and by the name, in any case', () => {
  const found = (words) => items.filter((one) => matches(one, words)).map(({ number }) => number);
  assert.deepEqual(found('BEE'), [0, 3]);
  assert.deepEqual(found('img1'), [0, 2]);
  assert.deepEqual(found('  '), [0, 1, 2, 3]);
});

test('tells checkpoints, their labels and configs from photos', () => {
  const named = (...names) => sortFiles(names.map((name) => /** @type {any} */ ({ name })));
  const all = named('a.jpg', 'model.safetensors', 'config.json', 'labels.txt');
  assert.deepEqual(
    all.photos.map(({ name }) => name),
    ['a.jpg'],
  );
  assert.deepEqual(all.others, []);
  assert.equal(/** @type {any} */ (all.model).weights.name, 'model.safetensors');
  const sharded = named('m-2.safetensors', 'm.safetensors.index.json', 'm-1.safetensors').model;
  assert.deepEqual(
    /** @type {any} */ (sharded).weights.map(({ name }) => name),
    ['m.safetensors.index.json', 'm-2.safetensors', 'm-1.safetensors'],
  );
  const onnx = named('a.jpg', 'net.onnx', 'net.onnx.data');
  assert.deepEqual(
    /** @type {any} */ (onnx.model).weights.map(({ name }) => name),
    ['net.onnx', 'net.onnx.data'],
  );
  assert.deepEqual(
    onnx.photos.map(({ name }) => name),
    ['a.jpg'],
  );
  const read = named('model.pth', 'README.txt', 'labels.txt', 'notes.txt').model;
  assert.equal(read?.labels?.name, 'labels.txt');
  assert.equal(named('model.pth', 'README.txt', 'notes.txt').model?.labels, undefined);
  assert.equal(named('model.pth', 'names.txt').model?.labels?.name, 'names.txt');
  const two = named('a.safetensors', 'b.pth');
  assert.equal(/** @type {any} */ (two.model).weights.name, 'a.safetensors');
  assert.deepEqual(
    two.others.map(({ name }) => name),
    ['b.pth'],
  );
  assert.equal(all.model?.config?.[0].name, 'config.json');
  assert.equal(all.model?.labels?.name, 'labels.txt');
  // Without a checkpoint, a text file is treated as a photo and reported as not being an image.
  assert.deepEqual(
    named('notes.txt').photos.map(({ name }) => name),
    ['notes.txt'],
  );
  assert.equal(named('notes.txt').model, undefined);
});

test('says how sure it is in words that fit the probability', () => {
  assert.equal(certainty(0.954), 'sure.certain');
  assert.equal(certainty(0.7), 'sure.likely');
  assert.equal(certainty(0.5), 'sure.probable');
  assert.equal(certainty(0.49), 'sure.perhaps');
  assert.equal(certainty(0.3), 'sure.perhaps');
  assert.equal(certainty(0.01), 'sure.unsure');
});
