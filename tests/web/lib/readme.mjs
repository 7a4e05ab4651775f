// The examples of web/README.md, which are those of the JSDoc in web/src (scripts/web/api-readme.mjs).

import { readFileSync } from 'node:fs';
import { ROOT } from './command.mjs';

export const README = readFileSync(`${ROOT}web/README.md`, 'utf8');

/** @param {string} language @returns {string[]} the blocks of code in it */
export function blocks(language) {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return Array.from(README.matchAll(fence), ([, code]) => code);
}

/** What goes before an example in the middle of the text, which goes on with what the first one made. @param {string} code */
export function opening(code) {
  if (!/\bclassifier\b/.test(code) || /\bcreateClassifier\(/.test(code)) return '';
  return `import { createClassifier } from 'residua';
    const classifier = await createClassifier();`;
}

/** @param {string} code @returns {string} of one line, for the name of a test */
export function titleOf(code) {
  const lines = code.trim().split('\n');
  return lines.find((line) => /\bawait\b/.test(line))?.trim() ?? lines[0];
}
