// Code for embedding a network in another page.

import { BUILTIN } from '../model/stored-models.js';

/**
 * @param {Pick<import('../model/session.js').Current, 'name' | 'title'> | undefined} current the network in use; a local file
 *   has no name
 * @param {string} [address] of this page
 * @returns {{ key: string, code: string }[]} key: of its description
 */
export function linesFor(current, address = location.href) {
  const { name = current ? undefined : BUILTIN, title = '' } = current ?? {};
  const page = new URL('.', address);
  page.searchParams.set('embed', '');
  if (name) page.searchParams.set('model', name);
  const model = name === BUILTIN ? '' : `{ model: ${quoted(name ?? `./${title}`)} }`;
  const frame = {
    key: 'about.embed.frame',
    code: `<iframe src="${page.href}" width="100%" height="640" allow="camera"></iframe>`,
  };
  const code = `import { createClassifier } from 'residua'; // npm install residua

const classifier = await createClassifier(${model});
const [best] = await classifier.classify(photo); // { label, index, probability }`;
  return [...(name ? [frame] : []), { key: 'about.embed.module', code }];
}

/** @param {string} text as a JavaScript string literal */
function quoted(text) {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
