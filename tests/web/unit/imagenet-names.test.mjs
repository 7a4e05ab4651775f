// The names of ImageNet's classes, in every language, and the table of their everyday groups.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const folder = new URL('../../../weights/', import.meta.url);

/** @param {string} file */
const read = (file) => readFileSync(new URL(file, folder), 'utf8');
/** @param {string} file */
const lines = (file) => read(file).replace(/\n$/, '').split('\n');

/** @type {Record<string, (number | [number, number])[]>} */
const table = JSON.parse(read('imagenet-groups.json'));
/** The group of every class. @type {string[]} */
const groupOf = [];
for (const [name, entries] of Object.entries(table)) {
  for (const entry of entries) {
    const [first, last] = typeof entry === 'number' ? [entry, entry] : entry;
    for (let index = first; index <= last; index++) {
      assert.equal(groupOf[index], undefined, `class ${index} is in ${groupOf[index]} and ${name}`);
      groupOf[index] = name;
    }
  }
}

const labelFiles = readdirSync(folder).filter((file) => /^imagenet-labels.*\.txt$/.test(file));
const groupFiles = readdirSync(folder).filter((file) => /^imagenet-groups\..+\.txt$/.test(file));

describe('the names of the classes', () => {
  for (const file of labelFiles) {
    test(`${file} has 1000 lines, each another name`, () => {
      const names = lines(file);
      assert.equal(names.length, 1000);
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      assert.deepEqual(twice, []);
      for (const name of names) {
        assert.equal(name, name.trim().normalize('NFC'));
        assert.ok(name, 'a line is empty');
      }
    });
  }

  test('in Korean they are written in Hangul', () => {
    for (const name of lines('imagenet-labels.ko.txt')) {
      assert.match(name, /^(CD )?[가-힣0-9][가-힣0-9 ]*( T)?$/);
    }
  });

  test('names with several meanings stand for the class of that number', () => {
    const english = lines('imagenet-labels.txt');
    const korean = lines('imagenet-labels.ko.txt');
    // From the WordNet identifiers of the classes: n02012849, n03126707, n02113186, n02963159, n03954731, n03929660,
    // n04330267, n04367480.
    const meant = /** @type {[number, string, string][]} */ ([
      [134, 'crane', '두루미'],
      [517, 'construction crane', '크레인'],
      [264, 'Cardigan Welsh corgi', '카디건 웰시 코기'],
      [474, 'cardigan', '카디건'],
      [726, "carpenter's plane", '대패'],
      [714, 'guitar pick', '기타 피크'],
      [827, 'stove', '난로'],
      [840, 'mop', '대걸레'],
      [258, 'Samoyed', '사모예드'],
      [207, 'golden retriever', '골든 리트리버'],
      [307, 'weevil', '바구미'],
      [48, 'Komodo dragon', '코모도왕도마뱀'],
    ]);
    for (const [index, en, ko] of meant) {
      assert.deepEqual([english[index], korean[index]], [en, ko]);
    }
  });
});

describe('the everyday groups', () => {
  test('every class is in exactly one of 80 to 120', () => {
    assert.equal(groupOf.length, 1000);
    assert.equal(
      groupOf.findIndex((name) => name === undefined),
      -1,
    );
    const count = Object.keys(table).length;
    assert.ok(count >= 80 && count <= 120, `${count} groups`);
  });

  for (const file of groupFiles) {
    test(`${file} names all of them, each otherwise`, () => {
      const names = lines(file);
      assert.equal(names.length, Object.keys(table).length);
      assert.equal(new Set(names).size, names.length);
    });
  }

  test('go by what a class means, not by its name', () => {
    const meant = /** @type {[number, string][]} */ ([
      [97, 'bird'], // drake
      [101, 'elephant'], // tusker
      [134, 'bird'], // crane
      [151, 'dog'], // the first of the 118 breeds
      [264, 'dog'], // Cardigan
      [268, 'dog'], // the last
      [269, 'wolf or wild dog'], // timber wolf
      [383, 'monkey or lemur'], // "Madagascar cat"
      [408, 'armoured or amphibious vehicle'], // "amphibian"
      [474, 'clothing'], // cardigan
      [517, 'heavy machine'], // crane
      [638, 'clothing'], // maillot
      [639, 'clothing'],
      [673, 'computer accessory'], // mouse
      [726, 'tool'], // "plane"
      [782, 'computer'], // "screen"
      [968, 'cup or glass'],
      [998, 'vegetable'], // "ear"
    ]);
    for (const [index, name] of meant) assert.equal(groupOf[index], name, `class ${index}`);
    assert.equal(groupOf.filter((name) => name === 'dog').length, 118);
    // ILSVRC 2012 has 59 birds (Russakovsky et al. 2015, the subtree of n01503061).
    assert.equal(groupOf.filter((name) => name === 'bird').length, 59);
  });
});
