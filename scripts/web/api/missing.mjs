// Finds gaps in the documentation of the public interface.

/** @typedef {import('./read.mjs').Api} Api */

/**
 * @param {Api} api
 * @returns {string[]} one sentence per gap
 */
export function whatIsMissing({ calls, classes, types }) {
  /** @type {string[]} */
  const missing = [];
  /** @param {unknown} there @param {string} sentence */
  const want = (there, sentence) => {
    if (!there) missing.push(sentence);
  };
  const documented = new Set(types.map(({ name }) => name));
  const named = [
    ...calls.map((call) => ({ ...call, title: call.name })),
    ...classes.flatMap(({ name, methods }) =>
      methods.map((call) => ({ ...call, title: `${name}.${call.name}` })),
    ),
  ];
  for (const { title, text, example, errors, parameters, returns } of named) {
    want(text, `${title} does not say what it does.`);
    want(example, `${title} has no @example.`);
    const later = /^(Promise|AsyncGenerator)</.test(returns);
    want(errors || !later || !parameters.length, `${title} does not say which errors it @throws.`);
    for (const one of parameters) {
      const said = one.text || documented.has(one.type) || one.type.includes('Photo');
      want(said, `${title} says nothing of its parameter ${one.name}.`);
    }
  }
  for (const { name, text, properties } of classes) {
    want(text, `${name} does not say what it is.`);
    for (const one of properties) want(one.text, `${name}.${one.name} is not documented.`);
  }
  for (const { name, text, properties } of types) {
    want(text, `${name} does not say what it is.`);
    for (const one of properties) {
      want(one.text, `${name}.${one.name} is not documented.`);
      const option = name.endsWith('Options');
      want(one.standard || !option, `${name}.${one.name} has no "Default: …".`);
    }
  }
  const codes = types.find(({ name }) => name === 'ErrorCode');
  const explained = codesOf(codes?.text ?? '').map(([code]) => code);
  const known = new Set([...explained, ...(codes?.values ?? [])]);
  for (const code of known) {
    want(explained.includes(code), `ErrorCode does not say what ${code} means.`);
    want(codes?.values.includes(code), `ErrorCode explains ${code}, which is none.`);
  }
  return missing;
}

/**
 * @param {string} text of the type of codes, with a list of them
 * @returns {[code: string, meaning: string][]}
 */
export function codesOf(text) {
  return Array.from(text.matchAll(/^- `([\w-]+)`: (.*)$/gm), ([, code, meaning]) => [
    code,
    meaning,
  ]);
}
