// Writes the reference as Markdown, formatted like prettier's output.

import { codesOf } from './missing.mjs';

/** @typedef {import('./read.mjs').Api} Api */
/** @typedef {import('./read.mjs').Call} Call */
/** @typedef {import('./read.mjs').Type} Type */
/** @typedef {import('./read.mjs').Property} Property */

/** Whether a type has its own section. @param {Type} type */
const isValue = ({ name }) => !/Options$|^ErrorCode$/.test(name);

/**
 * @param {Api} api
 * @returns {string}
 */
export function markdownOf({ calls, classes, types }) {
  const reference = new Reference(types);
  const first = calls.filter(({ name }) => name === 'createClassifier');
  const others = calls.filter((call) => !first.includes(call));
  const [classifier] = classes.filter(({ methods }) => methods.length);
  const errors = classes.filter(({ methods }) => !methods.length);
  return [
    '## Reference',
    ...first.map((call) => reference.call(call)),
    `### ${classifier.name}`,
    reference.linked(classifier.text),
    ...classifier.methods.map((call) => reference.call(call, 'classifier.')),
    '### Other functions',
    ...others.map((call) => reference.call(call)),
    '### Values',
    ...types.filter(isValue).map((one) => reference.value(one)),
    '## Errors',
    ...errors.map(
      ({ name, text, example }) =>
        `${text.replace('What', `\`${name}\` is what`)}\n\n${code(example)}`,
    ),
    ...types.filter(({ name }) => name === 'ErrorCode').map(({ text }) => errorTable(text)),
  ].join('\n\n');
}

class Reference {
  #types;
  /** Options that a table already contains. @type {Set<string>} */
  #told = new Set();

  /** @param {Type[]} types */
  constructor(types) {
    this.#types = types;
  }

  /** @param {Call} call @param {string} [owner] */
  call({ name, text, parameters, returns, returned, errors, example }, owner = '') {
    const names = parameters.map((one) => one.name).join(', ');
    const lines = parameters
      .filter((one) => one.text)
      .map((one) => `- \`${one.name}\`: ${oneLine(one.text)}`);
    const gives =
      returns === 'void'
        ? []
        : [`Gives ${this.#typed(returns)}${returned && `: ${oneLine(returned)}`}.`];
    const fails = errors ? [`Errors: ${oneLine(errors)}.`] : [];
    return [
      `${name === 'createClassifier' ? '###' : '####'} ${owner}${name}(${names})`,
      this.linked(text),
      ...(lines.length ? [lines.join('\n')] : []),
      ...(gives.length || fails.length ? [[...gives, ...fails].join(' ')] : []),
      code(example),
      ...parameters.flatMap((one) => this.#options(one.type)),
    ].join('\n\n');
  }

  /** @param {Type} type */
  value({ name, text, properties, values }) {
    const rows = properties.map((one) => [`\`${one.name}\``, meaning(one)]);
    const names = values.map((one) => `\`'${one}'\``).join(', ');
    const about = `#### ${name}\n\n${this.linked(text)}${names && ` One of ${names}.`}`;
    return rows.length ? `${about}\n\n${table(['field', 'meaning'], rows)}` : about;
  }

  /**
   * @param {string} text
   * @returns {string} with links to the values that it mentions
   */
  linked(text) {
    return text.replace(/`(\w+)`/g, (whole, name) =>
      this.#types.some((one) => isValue(one) && one.name === name) ? linkTo(whole, name) : whole,
    );
  }

  /** @param {string} type @returns {string} with links to the types that it consists of */
  #typed(type) {
    const printed = `\`${type.replaceAll('<ArrayBufferLike>', '')}\``;
    const known = this.#types.find(
      (one) => isValue(one) && new RegExp(`\\b${one.name}\\b`).test(type),
    );
    return known ? linkTo(printed, known.name) : printed;
  }

  /** @param {string} name of a type of options @returns {string[]} */
  #options(name) {
    const type = this.#types.find((one) => one.name === name && name.endsWith('Options'));
    if (!type) return [];
    const key = (/** @type {Property} */ one) => `${one.name} ${one.text}`;
    const fresh = type.properties.filter((one) => !this.#told.has(key(one)));
    const again = type.properties.filter((one) => this.#told.has(key(one)));
    for (const one of fresh) this.#told.add(key(one));
    const rows = fresh.map((one) => [`\`${one.name}\``, one.standard, meaning(one)]);
    const names = again.map((one) => `\`${one.name}\``).join(', ');
    return [
      ...(rows.length ? [table(['option', 'default', 'meaning'], rows)] : []),
      ...(again.length ? [`${rows.length ? 'And' : 'Options:'} ${names}, as above.`] : []),
    ];
  }
}

/** @param {string} text @param {string} heading */
function linkTo(text, heading) {
  return `[${text}](#${heading.toLowerCase()})`;
}

/** @param {string} text of the type of codes */
function errorTable(text) {
  return table(
    ['code', 'meaning'],
    codesOf(text).map(([name, said]) => [`\`${name}\``, said]),
  );
}

/** @param {Property} property */
function meaning({ text }) {
  return text.replace(/\.$/, '');
}

/** @param {string} example */
function code(example) {
  return `\`\`\`js\n${example.trim()}\n\`\`\``;
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 * @returns {string} with columns as wide as their contents
 */
function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [first, ...others] = cells.map(line);
  return [first, line(widths.map((width) => '-'.repeat(width))), ...others].join('\n');
}
