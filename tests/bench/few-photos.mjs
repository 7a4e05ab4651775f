// How good a network is that was taught with five photos of each class: beside scikit-learn's logistic regression on the same
// embeddings, and how many photos of other classes it calls "none of these".
//
//   node tests/bench/few-photos.mjs [--model FILE] [--each 10] [--photos DIR] [--keep DIR]
//
// --keep keeps the embeddings, which take most of the time, for the next run.
//
// The photos are public sets that scripts/python/residua_tools/training/photo_sets.py fetches into ~/.cache/residua/training/photos; sets that
// are absent are left out. Prints a table in Markdown. Needs web/dist (scripts/build-wasm.sh) and Debian's python3-sklearn.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClassifier } from '../../web/src/node.js';
import { createTeacher } from '../../web/src/teach-node.js';

const LEARNT = 5; // photos of a class
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    each: { type: 'string', default: '10' },
    keep: { type: 'string' },
    photos: { type: 'string', default: join(homedir(), '.cache/residua/training/photos') },
  },
});
const TESTED = Number(values.each); // photos of a class, at most

/**
 * A set, the number of its classes that are learnt, and of those that are not; `from`: classes that are passed over.
 * @type {{ name: string, folder: string, learnt: number, unseen: number, from?: number }[]}
 */
const SPLITS = [
  { name: 'Imagenette', folder: 'imagenette/train', learnt: 6, unseen: 4 },
  { name: 'Caltech-101, 1', folder: 'caltech101/101_ObjectCategories', learnt: 10, unseen: 5 },
  {
    name: 'Caltech-101, 2',
    folder: 'caltech101/101_ObjectCategories',
    learnt: 10,
    unseen: 5,
    from: 15,
  },
  {
    name: 'Caltech-101, 3',
    folder: 'caltech101/101_ObjectCategories',
    learnt: 10,
    unseen: 5,
    from: 30,
  },
  { name: 'mini-ImageNet, 1', folder: 'miniimagenet/train', learnt: 10, unseen: 5 },
  { name: 'mini-ImageNet, 2', folder: 'miniimagenet/train', learnt: 10, unseen: 5, from: 15 },
  { name: 'groceries: fruit', folder: 'groceries/dataset/train/Fruit', learnt: 8, unseen: 4 },
  {
    name: 'groceries: vegetables',
    folder: 'groceries/dataset/train/Vegetables',
    learnt: 8,
    unseen: 4,
  },
  { name: 'groceries: packages', folder: 'groceries/dataset/train/Packages', learnt: 6, unseen: 3 },
  { name: 'PACS photos', folder: 'pacs/PACS/photo', learnt: 5, unseen: 2 },
];

const classifier = await createClassifier({
  ...(values.model && { model: values.model }),
  threads: 1,
});
/** @type {any[]} */
const measured = [];
for (const split of SPLITS) {
  const row = await measure(split);
  if (row) measured.push(row);
}
classifier.close();
print(measured);

/** @param {typeof SPLITS[number]} split */
async function measure({ name, folder, learnt, unseen, from = 0 }) {
  const root = join(values.photos, folder);
  if (!statSync(root, { throwIfNoEntry: false })) {
    console.error(`${name}: there is no ${root}`);
    return undefined;
  }
  const random = generator(7);
  const classes = shuffled(
    readdirSync(root).filter(
      (one) => !/BACKGROUND|easy/.test(one) && photosIn(join(root, one)).length > LEARNT,
    ),
    random,
  ).slice(from, from + learnt + unseen);
  const teacher = createTeacher(classifier);
  /** @type {{ embedding: Float32Array, label: number }[]} */
  const [train, test, strangers] = [[], [], []];
  for (const [label, one] of classes.entries()) {
    const photos = shuffled(photosIn(join(root, one)), random);
    const known = label < learnt;
    const first = known ? LEARNT : 0;
    for (const [i, photo] of photos.slice(0, first + TESTED).entries()) {
      const embedding = await embed(photo);
      (known ? (i < LEARNT ? train : test) : strangers).push({ embedding, label });
    }
    const own = train.filter((sample) => sample.label === label);
    if (known)
      teacher.addEmbeddings(
        one,
        own.map(({ embedding }) => embedding),
      );
  }
  const lesson = await teacher.train();
  const answer = async (/** @type {any} */ sample) => ({
    ...(await teacher.classifyEmbedding(sample.embedding)),
    label: sample.label,
  });
  const answers = await Promise.all(test.map(answer));
  const others = await Promise.all(strangers.map(answer));
  teacher.close();
  const right = answers.filter(({ predictions, label }) => predictions[0].index === label).length;
  const reference = sklearn(train, test, strangers);
  const row = {
    name,
    classes: learnt,
    tested: test.length,
    ours: right / test.length,
    ...reference,
    heldOut: lesson.accuracy,
    kept: 1 - answers.filter(({ novel }) => novel).length / test.length,
    refused: others.filter(({ novel }) => novel).length / others.length,
    strangers: others.length,
    strength: lesson.strength,
    at95: at95(
      answers.map(({ likeness }) => likeness),
      others.map(({ likeness }) => likeness),
    ),
  };
  console.error(JSON.stringify(row));
  return row;
}

/**
 * @param {number[]} known likeness of photos of classes that were learnt
 * @param {number[]} others of other photos
 * @returns {number} how many of these the threshold refuses that keeps 95 % of the known
 */
function at95(known, others) {
  const threshold = [...known].sort((a, b) => a - b)[Math.floor(0.05 * known.length)];
  return others.filter((one) => one < threshold).length / others.length;
}

/** @param {string} photo @returns {Promise<Float32Array>} */
async function embed(photo) {
  const name = createHash('sha256').update(`${values.model} ${photo}`).digest('hex');
  const kept = values.keep && join(values.keep, name);
  if (kept && existsSync(kept)) return new Float32Array(new Uint8Array(readFileSync(kept)).buffer);
  const embedding = await classifier.embed(photo);
  if (kept) {
    mkdirSync(values.keep ?? '', { recursive: true });
    writeFileSync(kept, embedding);
  }
  return embedding;
}

/** @param {any[][]} sets train, test, strangers */
function sklearn(...sets) {
  const script = fileURLToPath(new URL('few_photos.py', import.meta.url));
  const input = JSON.stringify(
    sets.slice(0, 2).map((set) => set.map(({ embedding, label }) => [label, ...embedding])),
  );
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** @param {string} folder @returns {string[]} */
function photosIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** @param {number} seed */
function generator(seed) {
  return () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** @template T @param {T[]} items @param {() => number} random @returns {T[]} */
function shuffled(items, random) {
  const all = [...items].sort();
  for (let i = all.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [all[i], all[k]] = [all[k], all[i]];
  }
  return all;
}

/** @param {any[]} rows */
function print(rows) {
  const percent = (/** @type {number} */ rate) => `${(100 * rate).toFixed(1)} %`;
  const mean = (/** @type {string} */ name) =>
    rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  console.log(
    '| split | classes | test photos | ours | scikit-learn | scikit-learn, C chosen | known kept | others refused | refused where 95 % are kept |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of rows) {
    console.log(
      `| ${row.name} | ${row.classes} | ${row.tested} | ${percent(row.ours)} | ${percent(row.plain)} | ${percent(row.chosen)} | ` +
        `${percent(row.kept)} | ${percent(row.refused)} of ${row.strangers} | ${percent(row.at95)} |`,
    );
  }
  console.log(
    `| mean | | | ${percent(mean('ours'))} | ${percent(mean('plain'))} | ${percent(mean('chosen'))} | ${percent(mean('kept'))} | ${percent(mean('refused'))} | ${percent(mean('at95'))} |`,
  );
}
