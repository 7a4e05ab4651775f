// Runs a command.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createClassifier, listModels, ResiduaError } from '../node.js';
import { readImageFile } from '../engine/node-io.js';
import { BUILTIN } from '../models.js';
import { UsageError, USAGE } from './arguments.js';
import { linesOf } from './lines.js';
import { embeddingLine, errorLine, resultLine, resultText } from './report.js';
import { StatusLine } from './status-line.js';

/** @typedef {import('./arguments.js').Arguments} Arguments */
/** @typedef {import('../classifier.js').Classifier} Classifier */

// Images read ahead, in addition to those in the workers. More would only take memory.
const READ_AHEAD = 2;

/**
 * @param {Arguments} args
 * @param {URL} packageFile which states the version
 * @returns {Promise<number>} the exit status
 */
export async function run(args, packageFile) {
  switch (args.command) {
    case 'help':
      await print(USAGE);
      return 0;
    case 'version':
      await print(`${JSON.parse(await readFile(packageFile, 'utf8')).version}\n`);
      return 0;
    case 'models':
      await print(await modelsText(args.json));
      return 0;
    default:
      return withNetwork(args);
  }
}

/**
 * @param {Arguments} args
 * @returns {Promise<number>}
 */
async function withNetwork(args) {
  const status = new StatusLine();
  const classifier = await load(args, status);
  try {
    if (args.command === 'info') {
      await print(infoText(classifier.info(), args.json));
      return 0;
    }
    if (args.command === 'teach') {
      const { teach } = await import('./teach.js');
      return await teach(classifier, args, status, print);
    }
    return (await answerAll(classifier, args, status)) ? 0 : 1;
  } finally {
    status.clear();
    classifier.close();
  }
}

/**
 * @param {Arguments} args
 * @param {StatusLine} status
 * @returns {Promise<Classifier>}
 */
async function load({ model, labels, configs, threads, workers }, status) {
  const models = await listModels();
  const listed = models.some(({ name }) => name === model);
  // A word that is neither a model's name nor a file is more likely a misspelt name than a path.
  const word = !/[/.:]/.test(model);
  if (word && !listed && !existsSync(model)) {
    const names = models.map(({ name }) => name).join(', ');
    throw new UsageError(`there is no model "${model}" and no such file; the list has ${names}`);
  }
  try {
    return await createClassifier({
      model: listed ? model : address(model),
      ...(labels === undefined ? {} : { labels: address(labels) }),
      ...(configs.length ? { config: configs.map(address) } : {}),
      ...(threads === undefined ? {} : { threads }),
      ...(workers === undefined ? {} : { workers }),
      onProgress({ phase, bytes, total }) {
        const megabytes = `${(bytes / 1e6).toFixed(1)}${total ? ` of ${(total / 1e6).toFixed(1)}` : ''} MB`;
        status.show(
          phase === 'download' ? `reading the model: ${megabytes}` : 'building the network',
        );
      },
    });
  } finally {
    status.clear();
  }
}

/**
 * Classifies all images in order. A failed one is reported in its place.
 * @param {Classifier} classifier
 * @param {Arguments} args
 * @param {StatusLine} status
 * @returns {Promise<boolean>} whether all went well
 */
async function answerAll(classifier, args, status) {
  const lines = args.json || args.jsonl || args.command === 'embed';
  const images = args.jsonl ? linesOf(process.stdin) : args.images;
  const total = args.jsonl ? '' : ` of ${args.images.length}`;
  const atOnce = (args.workers ?? 1) + READ_AHEAD;
  let good = true;
  let done = 0;

  /** @param {string} image */
  const ask = async (image) => {
    const photo = await read(image);
    if (args.command === 'embed') return embeddingLine(image, await classifier.embed(photo));
    const result = await classifier.classifyDetailed(photo, { topK: args.topK });
    return lines ? resultLine(image, result) : resultText(image, result);
  };

  /** @param {string} image @param {Promise<string>} answer */
  const report = async (image, answer) => {
    try {
      const text = await answer;
      status.clear();
      await print(`${text}\n`);
    } catch (error) {
      if (!(error instanceof ResiduaError) || error.code === 'closed') throw error;
      good = false;
      status.clear();
      if (lines) await print(`${errorLine(image, error)}\n`);
      else process.stderr.write(`residua: ${image}: ${error.message}\n`);
    }
    status.show(`${++done}${total} images`);
  };

  /** @type {Promise<void>[]} */
  const unfinished = [];
  let last = Promise.resolve();
  for await (const image of images) {
    const answer = ask(image);
    answer.catch(() => {}); // Reported in its turn.
    last = last.then(() => report(image, answer));
    last.catch(() => {}); // Awaited below.
    unfinished.push(last);
    if (unfinished.length >= atOnce) await unfinished.shift();
  }
  await last;
  return good;
}

/**
 * @param {string} image path or address
 * @returns {Promise<Uint8Array | string>} a photo
 */
async function read(image) {
  if (isAddress(image)) return image;
  try {
    return await readImageFile(image);
  } catch (cause) {
    if (cause instanceof ResiduaError) throw cause;
    const folder = /folder/.test(String(cause)) ? ': it is a folder; pass the images in it' : '';
    throw new ResiduaError('invalid-image', `Cannot open "${image}"${folder}.`, { cause });
  }
}

/**
 * Two letters at least, since C: is a drive.
 * @param {string} text
 */
function isAddress(text) {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(text);
}

/**
 * @param {string} text path or address
 * @returns {string | URL}
 */
function address(text) {
  return isAddress(text) ? text : pathToFileURL(resolve(text));
}

/** @param {string} text */
async function print(text) {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/**
 * @param {import('../engine/engine.js').Info} info
 * @param {boolean} json
 */
function infoText(info, json) {
  if (json) return `${JSON.stringify(info)}\n`;
  const { structure, assumptions, ...rest } = info;
  const facts = Object.entries(rest)
    .filter(([, value]) => String(value) !== '')
    .map(
      ([name, value]) => `${name.padEnd(14)}${Array.isArray(value) ? value.join(' ') : value}\n`,
    );
  const assumed = assumptions.map((one) => `  ${one}\n`);
  if (assumed.length)
    assumed.unshift('\nAssumed, since neither file nor configuration states it:\n');
  return [...facts, '\n', structure, ...assumed].join('');
}

/** @param {boolean} json */
async function modelsText(json) {
  const models = await listModels();
  if (json) return models.map((model) => `${JSON.stringify(model)}\n`).join('');
  const width = Math.max(...models.map(({ name }) => name.length)) + 2;
  return models
    .map(({ name, top1, bytes, megabytes, licence, addresses }) =>
      [
        name.padEnd(width),
        (top1 === null ? '' : `top-1 ${top1} %`).padEnd(16),
        sizeText(bytes ?? 1e6 * (megabytes ?? 0)).padEnd(10),
        licence,
        name === BUILTIN
          ? ' (part of the package)'
          : addresses.length
            ? ''
            : ' (no public address)',
        '\n',
      ].join(''),
    )
    .join('');
}

/** @param {number} bytes 0 if unknown */
function sizeText(bytes) {
  return bytes ? `${(bytes / 1e6).toFixed(1)} MB` : '';
}
