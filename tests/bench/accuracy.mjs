// How often the module is right: JPEG bytes in, label out, as it ships, in Node.
//
//   node tests/bench/accuracy.mjs [--model MODEL] [--annotations FILE] PHOTOS
//
// PHOTOS holds one sub-folder a class, or all photos where a file of lines 'photo<tab>class' says their classes, as Tiny
// ImageNet has it. The classes' indices are those of their sorted names. The built-in model where no other is named.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createClassifier } from '../../web/src/node.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, annotations: { type: 'string' } },
});
const [folder] = positionals;
if (!folder) throw new Error('which folder of photos?');

/** @returns {[string, string][]} path and class */
function labelled() {
  if (values.annotations) {
    const lines = readFileSync(values.annotations, 'utf8').trimEnd().split('\n');
    return lines.map((line) => {
      const [photo, name] = line.split('\t');
      return [join(folder, photo), name];
    });
  }
  const classes = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  return classes.flatMap(({ name }) =>
    readdirSync(join(folder, name)).map(
      (file) => /** @type {[string, string]} */ ([join(folder, name, file), name]),
    ),
  );
}

const photos = labelled();
const classes = [...new Set(photos.map(([, name]) => name))].sort();
const classifier = await createClassifier(
  values.model === undefined ? {} : { model: values.model },
);
const wanted = new Map(photos.map(([path, name]) => [path, classes.indexOf(name)]));
const right = { top1: 0, top5: 0, sure: 0, rightWhenSure: 0 };
for await (const { photo, predictions, sure, error } of classifier.classifyEach(
  photos.map(([path]) => path),
)) {
  if (error) throw error;
  const place = predictions.findIndex(({ index }) => index === wanted.get(photo));
  right.top1 += Number(place === 0);
  right.top5 += Number(place >= 0);
  right.sure += Number(sure);
  right.rightWhenSure += Number(sure && place === 0);
}
classifier.close();
const percent = (/** @type {number} */ part, /** @type {number} */ of) =>
  Number(((100 * part) / of).toFixed(2));
process.stdout.write(
  `${JSON.stringify({
    photos: photos.length,
    top1: percent(right.top1, photos.length),
    top5: percent(right.top5, photos.length),
    sure: percent(right.sure, photos.length),
    rightWhenSure: percent(right.rightWhenSure, right.sure),
  })}\n`,
);
