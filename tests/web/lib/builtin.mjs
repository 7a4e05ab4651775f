// The built-in model's file, as the repository has it.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from './command.mjs';

/** @type {import('../../../web/src/index.js').Model[]} */
const { models } = JSON.parse(readFileSync(`${ROOT}weights/models.json`, 'utf8'));

/** Its row of the list. */
export const builtinRow = models[0];

const FILE = `${ROOT}weights/${builtinRow.file}`;

/** A reason to skip tests that need it, or false. */
export const noBuiltin = existsSync(FILE)
  ? false
  : `there is no weights/${builtinRow.file}; git checkout weights restores it`;

/**
 * What the file says of itself.
 * @returns {{ bytes: number, sha256: string, classes: number, card: any }} card: see src/classify/model_card.h
 */
export function readBuiltin() {
  const content = readFileSync(FILE);
  const header = JSON.parse(content.toString('utf8', 8, 8 + Number(content.readBigUInt64LE())));
  return {
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    classes: header['fc.bias'].shape[0],
    card: JSON.parse(header.__metadata__.residua),
  };
}
