// Downloads the weights of a model in weights/models.json into weights/downloads (git-ignored), from a local mirror or
// its public address, and verifies them. An existing file is only verified; an interrupted download is resumed.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `usage: scripts/fetch-weights.sh [NAME] [--mirror DIR] [--to DIR] [--list]

  NAME          a model of weights/models.json, of which one, builtin, is here already. Without it: the
                first one that the mirror holds, or else the first that has a public address
  --mirror DIR  a folder with the files, looked at before the public address
                (default: ../shared/weights beside the clone, where it exists)
  --to DIR      where the files go (default: weights/downloads)
  --list        prints the models, and which of them are here

Exit status: 0 the file is there and right; 1 it could not be had; 2 wrong usage.`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const ATTEMPTS = 3;

/** A failure that is reported in one line. */
class Failure extends Error {}

/**
 * @typedef {{ name: string, file: string, addresses: string[], bytes: number | null, megabytes?: number,
 *   sha256: string | null, sha256Prefix?: string, variant: string, licence: string }} Model
 */

process.exitCode = await main();

async function main() {
  const options = readArguments();
  if (!options) return 2;
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  /** @type {{ models: Model[] }} */
  const { models } = JSON.parse(await readFile(`${root}weights/models.json`, 'utf8'));
  const { folder, mirror } = options;
  if (options.list) {
    for (const model of models) console.log(describe(model, folder, mirror));
    return 0;
  }
  const model = choose(models, options.name, mirror);
  if (!model) {
    console.error(
      options.name
        ? `There is no model ${options.name}. There are: ${models.map(({ name }) => name).join(', ')}.`
        : 'No model has an address, and there is no mirror.',
    );
    return options.name ? 2 : 1;
  }
  if (isInRepository(model)) {
    console.error(`weights/${model.file} is part of the repository.`);
    return 0;
  }
  try {
    await bring(model, folder, mirror);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`error: ${error.message}`);
    return 1;
  } finally {
    await writeIndex(models, folder);
  }
  return 0;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        mirror: { type: 'string' },
        to: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (positionals.length > 1) throw new Error(`one model at a time, not ${positionals.length}`);
    const beside = resolve(root, '../shared/weights');
    if (values.mirror !== undefined && !existsSync(values.mirror)) {
      throw new Error(`--mirror: there is no folder ${values.mirror}`);
    }
    return {
      name: positionals[0],
      mirror: values.mirror ?? (existsSync(beside) ? beside : undefined),
      folder: values.to ?? `${root}weights/downloads`,
      list: values.list,
      help: values.help,
    };
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${USAGE}`);
    return undefined;
  }
}

/**
 * @param {Model[]} models
 * @param {string | undefined} name
 * @param {string | undefined} mirror
 * @returns {Model | undefined}
 */
function choose(models, name, mirror) {
  if (name !== undefined) return models.find((model) => model.name === name);
  return (
    models.find(({ file }) => mirror && existsSync(`${mirror}/${file}`)) ??
    models.find(({ addresses }) => addresses.length)
  );
}

/** @param {Model} model */
function isInRepository({ file }) {
  return existsSync(`${root}weights/${file}`);
}

/**
 * @param {Model} model
 * @param {string} folder
 * @param {string | undefined} mirror
 */
function describe(model, folder, mirror) {
  const place =
    isInRepository(model) || existsSync(`${folder}/${model.file}`)
      ? 'here'
      : mirror && existsSync(`${mirror}/${model.file}`)
        ? 'in the mirror'
        : (model.addresses[0] ?? 'no public address');
  const megabytes = model.bytes === null ? model.megabytes : model.bytes / 1e6;
  const size = megabytes === undefined ? 'size unknown' : `${megabytes.toFixed(1)} MB`;
  return [model.name.padEnd(28), size.padEnd(13), place, model.licence].join('  ');
}

/**
 * @param {Model} model
 * @param {string} folder
 * @param {string | undefined} mirror
 */
async function bring(model, folder, mirror) {
  const path = `${folder}/${model.file}`;
  const shown = relative(process.cwd(), path);
  await mkdir(folder, { recursive: true });
  if (existsSync(path)) {
    await check(model, path);
    console.error(`${shown} is there.`);
    return;
  }
  const part = `${path}.part`;
  const mirrored = mirror !== undefined && existsSync(`${mirror}/${model.file}`);
  if (mirrored) {
    await copy(`${mirror}/${model.file}`, part);
  } else {
    await download(model, part);
  }
  try {
    await check(model, part);
  } catch (error) {
    await rm(part);
    throw error;
  }
  await rename(part, path);
  console.error(`${shown} is there, from ${mirrored ? 'the mirror' : 'its public address'}.`);
}

/**
 * @param {string} from
 * @param {string} to
 */
async function copy(from, to) {
  const file = await open(to, 'w');
  try {
    for await (const chunk of createReadStream(from)) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

/**
 * @param {Model} model
 * @param {string} part a partial download to resume
 */
async function download(model, part) {
  if (!model.addresses.length) {
    throw new Failure(
      `${model.name} has no public address, and no mirror holds ${model.file}. Name a folder that does: --mirror DIR.`,
    );
  }
  /** @type {string[]} */
  const reasons = [];
  for (const address of model.addresses) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        await downloadOnce(address, part, model.bytes);
        return;
      } catch (error) {
        const { message, cause } = /** @type {Error} */ (error);
        const reason = cause instanceof Error ? cause.message : message;
        if (attempt === ATTEMPTS || error instanceof Failure) {
          reasons.push(`${address}: ${reason}`);
          break;
        }
        console.error(`${reason}; trying again`);
        await new Promise((wake) => setTimeout(wake, 500 * attempt));
      }
    }
  }
  throw new Failure(`${model.name} could not be downloaded. ${reasons.join('; ')}`);
}

/**
 * @param {string} address
 * @param {string} part
 * @param {number | null} expectedBytes
 */
async function downloadOnce(address, part, expectedBytes) {
  const have = existsSync(part) ? (await stat(part)).size : 0;
  if (expectedBytes !== null && have === expectedBytes) return;
  const response = await fetch(address, { headers: have ? { Range: `bytes=${have}-` } : {} });
  // 416: the file is already complete, or belongs to another version; the verification decides.
  if (response.status === 416) return;
  if (!response.ok || !response.body) throw new Failure(`status ${response.status}`);
  const resumed = response.status === 206;
  const length = response.headers.get('content-length');
  const encoded = response.headers.get('content-encoding');
  let bytes = resumed ? have : 0;
  const total = expectedBytes ?? (length && !encoded ? bytes + Number(length) : null);
  const file = await open(part, resumed ? 'a' : 'w');
  try {
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      bytes += chunk.length;
      showProgress(bytes, total);
    }
  } finally {
    await file.close();
    if (process.stderr.isTTY) process.stderr.write('\n');
  }
  if (total !== null && bytes < total) throw new Error(`it ended after ${bytes} of ${total} bytes`);
}

/**
 * @param {number} bytes
 * @param {number | null} total
 */
function showProgress(bytes, total) {
  if (!process.stderr.isTTY) return;
  const megabytes = `${(bytes / 1e6).toFixed(1)} MB`;
  const share = total ? ` of ${(total / 1e6).toFixed(1)} MB` : '';
  process.stderr.write(`\r${megabytes}${share} `);
}

/**
 * @param {Model} model
 * @param {string} path
 */
async function check(model, path) {
  const { size } = await stat(path);
  if (model.bytes !== null && size !== model.bytes) {
    throw new Failure(
      `${path} has ${size} bytes instead of ${model.bytes}. Remove it and try again.`,
    );
  }
  const expected = model.sha256 ?? model.sha256Prefix;
  if (!expected) {
    console.error(`note: no sha256 of ${model.name} is known; its content is not checked.`);
    return;
  }
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk);
  const actual = digest.digest('hex');
  if (!actual.startsWith(expected)) {
    throw new Failure(
      `${path} has the sha256 ${actual} instead of ${expected}: it is damaged or another file. Remove it and try again.`,
    );
  }
}

/**
 * Writes the list of downloaded models for the page.
 * @param {Model[]} models
 * @param {string} folder
 */
async function writeIndex(models, folder) {
  const here = models.filter(({ file }) => existsSync(`${folder}/${file}`));
  await mkdir(folder, { recursive: true });
  await writeFile(
    `${folder}/index.json`,
    `${JSON.stringify({ models: here.map(({ name }) => name) }, null, 2)}\n`,
  );
}
