// Exports a gallery's results for other programs.

import { groupOf, labelOf } from '../text/label.js';

/**
 * @typedef {object} Row
 * @property {string} file
 * @property {import('../photo/answer.js').Result} [result]
 * @property {{ code: string, message: string }} [error]
 */

const BEST = 5;
const PARTS = /** @type {const} */ (['decode', 'preprocess', 'network']);

/**
 * One line per photo: its file, the five best labels with probabilities, milliseconds, whether the network is sure, the error,
 * and the everyday group (RFC 4180). Names are those shown on the page. Starts with a byte order mark, by which spreadsheets
 * recognise UTF-8.
 * @param {Row[]} rows
 */
export function toCsv(rows) {
  const ranks = Array.from({ length: BEST }, (_, rank) => rank);
  const header = [
    'file',
    ...ranks.flatMap((rank) => [`label_${rank + 1}`, `probability_${rank + 1}`]),
    ...PARTS.map((part) => `${part}_ms`),
    'sure',
    'error',
    'group',
    'group_probability',
    'certain',
  ];
  const lines = rows.map(({ file, result, error }) => [
    file,
    ...ranks.flatMap((rank) => {
      const prediction = result?.predictions[rank];
      return [prediction ? labelOf(prediction) : '', prediction?.probability ?? ''];
    }),
    ...PARTS.map((part) => result?.ms[part] ?? ''),
    result?.sure ?? '',
    error?.code ?? '',
    result?.group ? groupOf(result.group) : '',
    result?.group?.probability ?? '',
    result?.group?.certain ?? '',
  ]);
  return '\uFEFF' + [header, ...lines].map((line) => line.map(quoted).join(',') + '\r\n').join('');
}

/**
 * A JSON array of the lines that the native program prints with --json, with the names shown on the page.
 * @param {Row[]} rows
 */
export function toJson(rows) {
  const entries = rows.map(({ file, result, error }) =>
    result
      ? {
          file,
          predictions: result.predictions.map(named),
          sure: result.sure,
          ...(result.group ? { group: groupNamed(result.group) } : {}),
          ms: result.ms,
        }
      : { file, error },
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/**
 * @template {import('../text/label.js').Named} T
 * @param {T} prediction
 */
function named(prediction) {
  return { ...prediction, label: labelOf(prediction) };
}

/** @param {NonNullable<import('../photo/answer.js').Result['group']>} group */
function groupNamed(group) {
  return { ...group, label: groupOf(group), best: named(group.best) };
}

/**
 * Downloads data as a file.
 * @param {string} name
 * @param {string} type
 * @param {BlobPart} content
 */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {string | number | boolean} field */
function quoted(field) {
  // Spreadsheets evaluate texts that start like this, and the name of a file may be malicious.
  const text =
    typeof field === 'string' && /^[=+\-@\t\r]/.test(field) ? `'${field}` : String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
