// Carries `residua teach` out, as the native program does (src/cli/teach_command.cc).

import { Buffer } from 'node:buffer';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { readImageFile } from '../engine/node-io.js';
import { ResiduaError } from '../errors.js';
import { createTeacher } from '../teach-node.js';
import { testJson, testText, trainedText } from './teach-report.js';

/** @typedef {import('../teach/teacher.js').Teacher} Teacher */
/** @typedef {import('./arguments.js').Arguments} Arguments */
/** @typedef {{ file: string, error: { code: string, message: string } }} Failed */
/** @typedef {import('./teach-report.js').Tested} Tested */

/**
 * @param {import('../classifier.js').Classifier} classifier
 * @param {Arguments} args
 * @param {import('./status-line.js').StatusLine} status
 * @param {(text: string) => Promise<void>} print
 * @returns {Promise<number>} the exit status
 */
export async function teach(classifier, args, status, print) {
  const out = /** @type {string} */ (args.out);
  const classes = await photosIn(args.images[0]);
  const labels = classes.map(({ label }) => label);
  if (args.none !== undefined && !labels.includes(args.none)) {
    throw new ResiduaError(
      'invalid-option',
      `--none names "${args.none}", but there is no sub-folder of that name with photos.`,
    );
  }
  const teacher = createTeacher(classifier, args.none === undefined ? {} : { none: args.none });
  try {
    /** @type {Failed[]} */
    const failed = [];
    const total = classes.reduce((sum, { files }) => sum + files.length, 0);
    let done = 0;
    /** @type {Record<string, string>} */
    const photos = {};
    for (const { label, files } of classes) {
      const reading = readAll(files, failed, () => status.show(`${++done} of ${total} photos`));
      for (const { id, error, photo } of await teacher.add(label, reading)) {
        const file = /** @type {File} */ (photo).name;
        if (id === undefined) failed.push(failure(file, error));
        else photos[id] = file;
      }
    }
    const lesson = await teacher.train({
      onProgress: (part) => status.show(`learning: ${Math.floor(100 * part)} %`),
    });
    await write(out, await teacher.save());
    const tested =
      args.test === undefined ? undefined : await test(teacher, args.test, failed, status);
    status.clear();
    if (args.json) {
      const report = { ...lesson, out, photos, failed, ...(tested && { test: testJson(tested) }) };
      await print(`${JSON.stringify(report)}\n`);
    } else {
      await print(
        `${trainedText(lesson, photos)}${tested ? testText(tested) : ''}Written: ${out}\n`,
      );
      for (const { file, error } of failed) {
        process.stderr.write(`residua: ${file}: ${error.message}\n`);
      }
    }
    return failed.length ? 1 : 0;
  } finally {
    teacher.close();
  }
}

/**
 * @param {Teacher} teacher
 * @param {string} folder
 * @param {Failed[]} failed takes what cannot be read
 * @param {import('./status-line.js').StatusLine} status
 * @returns {Promise<Tested>}
 */
async function test(teacher, folder, failed, status) {
  const known = teacher.classes().map(({ label }) => label);
  /** @type {Tested} */
  const tested = { right: 0, total: 0, refused: 0, unseen: { refused: 0, total: 0 }, wrong: [] };
  let done = 0;
  for (const { label, files } of await photosIn(folder)) {
    for await (const photo of readAll(files, failed, () => status.show(`${++done} test photos`))) {
      try {
        const { predictions, novel } = await teacher.classify(photo);
        const [best] = predictions;
        if (!known.includes(label)) {
          tested.unseen.total++;
          tested.unseen.refused += Number(novel);
          continue;
        }
        tested.total++;
        tested.refused += Number(novel);
        if (best.label === label) {
          tested.right++;
        } else {
          const { label: predicted, probability } = best;
          tested.wrong.push({ file: photo.name, label, predicted, probability });
        }
      } catch (error) {
        failed.push(failure(photo.name, error));
      }
    }
  }
  return tested;
}

/**
 * @param {string} folder with a sub-folder for each class
 * @returns {Promise<{ label: string, files: string[] }[]>} sub-folders without files are left out
 * @throws {ResiduaError} `invalid-option`
 */
async function photosIn(folder) {
  try {
    const classes = [];
    for (const path of (await entries(folder, true)).sort(byName)) {
      const files = (await filesBelow(path)).sort(byName);
      if (files.length) classes.push({ label: basename(path), files });
    }
    if (classes.length) return classes;
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    throw new ResiduaError(
      'invalid-option',
      `"${folder}" cannot be read as a folder (${message}).`,
      { cause },
    );
  }
  throw new ResiduaError(
    'invalid-option',
    `"${folder}" has no sub-folders with photos. Put the photos of each class into a sub-folder of its name.`,
  );
}

/** @param {string} folder @returns {Promise<string[]>} */
async function filesBelow(folder) {
  const below = await Promise.all((await entries(folder, true)).map(filesBelow));
  return [...(await entries(folder, false)), ...below.flat()];
}

/**
 * @param {string} folder
 * @param {boolean} folders or files
 * @returns {Promise<string[]>} those of it that are not hidden
 */
async function entries(folder, folders) {
  const all = await readdir(folder, { withFileTypes: true });
  return all
    .filter((one) => !one.name.startsWith('.') && (folders ? one.isDirectory() : one.isFile()))
    .map(({ name }) => join(folder, name));
}

/** By their bytes, as the native program sorts. @param {string} a @param {string} b */
function byName(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * @param {string[]} files
 * @param {Failed[]} failed takes those that cannot be read
 * @param {() => void} onRead
 * @returns {AsyncGenerator<File, void, void>} named by their paths
 */
async function* readAll(files, failed, onRead) {
  for (const file of files) {
    try {
      yield new File([/** @type {BlobPart} */ (await readImageFile(file))], file);
    } catch (error) {
      failed.push(failure(file, error));
    }
    onRead();
  }
}

/**
 * @param {string} file
 * @param {unknown} error
 * @returns {Failed}
 */
function failure(file, error) {
  if (!(error instanceof ResiduaError) || error.code === 'closed') throw error;
  return { file, error: { code: error.code, message: error.message } };
}

/**
 * Through a second name, so that a file that is there is replaced whole or not at all.
 * @param {string} path
 * @param {Blob} file
 */
async function write(path, file) {
  const partial = `${path}.tmp`;
  try {
    await writeFile(partial, /** @type {any} */ (file.stream()));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    const { message } = /** @type {Error} */ (cause);
    throw new ResiduaError('invalid-option', `Cannot write "${path}" (${message}).`, { cause });
  }
}
