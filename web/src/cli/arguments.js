// Parses the command line: that of the native program (src/cli/arguments.cc), with options for streams.

import { parseArgs } from 'node:util';
import { BUILTIN } from '../models.js';

/** Incorrect usage; the message states what was expected. */
export class UsageError extends Error {}

export const USAGE = `Usage: residua classify [options] IMAGE...
       residua embed [options] IMAGE...
       residua teach [options] FOLDER --out FILE
       residua info [options]
       residua models [--json]

classify says what is on each image, embed gives its pooled features as a line of JSON, teach learns classes from a
folder with a sub-folder of photos for each and writes the model with a new head, info says what the network is, models lists what --model takes by name. An image is a file (JPEG, PNG, GIF, BMP or WebP) or an address.

  --model WHICH   a name of the list, or a ResNet as torchvision, timm or transformers write it, a file or an address:
                  .safetensors, the index of several, .pth and .pt as PyTorch saves it, or .onnx (builtin)
  --labels FILE   the names of its classes, one per line or JSON
  --config FILE   the model's config.json or preprocessor_config.json; may be given twice
  --topk K        how many classes to name (5)
  --threads N     threads to run on (as many as suit the machine)
  --workers N     of classify, embed and teach: images answered side by side, each worker with its own copy of the model (1)
  --out FILE      of teach: where the taught model is written, a .safetensors
  --test FOLDER   of teach: photos to test it with, also in sub-folders; those of no class should be called none of these
  --none NAME     of teach: the sub-folder of counter-examples, which are of no class
  --json          one line of JSON per image; of teach, one for all
  --jsonl         the same, with the paths of the images from standard input, one per line
  --help          this text
  --version       the version

Exit status: 0; 1 if the model or an image failed; 2 for wrong usage.
`;

const COMMANDS = /** @type {const} */ (['classify', 'embed', 'teach', 'info', 'models']);

/**
 * @typedef {object} Arguments
 * @property {typeof COMMANDS[number] | 'help' | 'version'} command
 * @property {string} model name, path or address
 * @property {string} [labels] path or address
 * @property {string[]} configs paths or addresses; earlier ones take precedence
 * @property {number} topK
 * @property {number} [threads]
 * @property {number} [workers] images classified side by side
 * @property {boolean} json
 * @property {boolean} jsonl
 * @property {string} [out] of teach: the output file
 * @property {string} [test] of teach: a folder
 * @property {string} [none] of teach: the sub-folder of counter-examples
 * @property {string[]} images paths or addresses, in order; of teach, the folder
 */

/**
 * @param {string[]} args after the program's name
 * @returns {Arguments}
 * @throws {UsageError}
 */
export function parseArguments(args) {
  const { values, positionals } = parse(args);
  const [named, ...images] = positionals;
  const command = COMMANDS.find((one) => one === named);
  /** @type {Arguments} */
  const parsed = {
    command: values.help ? 'help' : values.version ? 'version' : (command ?? 'help'),
    model: values.model ?? BUILTIN,
    labels: values.labels,
    configs: values.config ?? [],
    topK: positiveNumber('--topk', values.topk) ?? 5,
    threads: positiveNumber('--threads', values.threads),
    workers: positiveNumber('--workers', values.workers),
    json: values.json ?? false,
    jsonl: values.jsonl ?? false,
    out: values.out,
    test: values.test,
    none: values.none,
    images,
  };
  if (values.help || values.version) return parsed;
  if (!command) {
    const there = `there are: ${COMMANDS.join(', ')}`;
    throw new UsageError(
      named === undefined
        ? `a command is missing; ${there}`
        : `there is no command "${named}"; ${there}`,
    );
  }
  if (parsed.workers && !['classify', 'embed', 'teach'].includes(command)) {
    throw new UsageError(`${command} has no --workers`);
  }
  if (command !== 'teach') {
    const foreign = /** @type {const} */ (['out', 'test', 'none']).find((one) => values[one]);
    if (foreign) throw new UsageError(`${command} has no --${foreign}`);
  }
  if (command === 'teach') {
    if (parsed.jsonl) throw new UsageError('teach has no --jsonl');
    if (images.length !== 1) throw new UsageError('teach takes one folder of photos');
    if (!parsed.out) throw new UsageError('teach needs --out, the file to write');
  } else if (command === 'info' || command === 'models') {
    if (images.length) throw new UsageError(`${command} takes no images`);
    if (parsed.jsonl) throw new UsageError(`${command} has no --jsonl`);
  } else if (parsed.jsonl && images.length) {
    throw new UsageError(
      '--jsonl reads the images from standard input; none can be named beside it',
    );
  } else if (!parsed.jsonl && !images.length) {
    throw new UsageError('no image was given');
  }
  return parsed;
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        labels: { type: 'string' },
        config: { type: 'string', multiple: true },
        topk: { type: 'string' },
        threads: { type: 'string' },
        workers: { type: 'string' },
        json: { type: 'boolean' },
        jsonl: { type: 'boolean' },
        out: { type: 'string' },
        test: { type: 'string' },
        none: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new UsageError(message.split('\n')[0]);
  }
}

/**
 * @param {string} option
 * @param {string | undefined} text
 */
function positiveNumber(option, text) {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw new UsageError(`${option} takes a whole number of at least 1, not "${text}"`);
  }
  return Number(text);
}
