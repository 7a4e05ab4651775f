// Prints what the choice of kernels changes: the largest logit difference from `direct`, in parts of a photo's largest logit, and on
// how many photos the best class is the same.
//
//   node tests/bench/kernels.mjs [--photos FOLDER] [MODEL.safetensors]...
//
// Without them ../shared's photos and its ResNet-18 and -50.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClassifier } from '../../web/src/node.js';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { photos: { type: 'string', default: `${SHARED}images` } },
});
const models = positionals.length
  ? positionals
  : [18, 50].map((depth) => `${SHARED}weights/resnet${depth}-imagenet-pqf.safetensors`);
const photos = readdirSync(values.photos)
  .filter((name) => /\.jpe?g$/i.test(name))
  .map((name) => join(values.photos, name));
if (!photos.length) throw new Error(`there are no JPEG files in ${values.photos}`);

/**
 * @param {string} model
 * @param {'auto' | 'lean' | 'direct'} kernels
 * @returns {Promise<Float32Array[]>} of each photo
 */
async function logitsOf(model, kernels) {
  const classifier = await createClassifier({ model, kernels });
  const logits = [];
  for (const photo of photos) logits.push(await classifier.logits(photo));
  classifier.close();
  return logits;
}

const best = (/** @type {Float32Array} */ logits) => logits.indexOf(Math.max(...logits));

console.log('| network | kernels | largest difference | same class |\n| --- | --- | --- | --- |');
for (const model of models) {
  const direct = await logitsOf(model, 'direct');
  for (const kernels of /** @type {const} */ (['auto', 'lean'])) {
    const logits = await logitsOf(model, kernels);
    const parts = logits.map((row, i) => {
      const largest = direct[i].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return Math.max(...row.map((value, j) => Math.abs(value - direct[i][j]))) / largest;
    });
    const same = logits.filter((row, i) => best(row) === best(direct[i])).length;
    const cells = [basename(model), kernels, Math.max(...parts).toExponential(1)];
    console.log(`| ${cells.join(' | ')} | ${same} of ${photos.length} |`);
  }
}
