// A stream of text, line by line.

/**
 * @param {AsyncIterable<Buffer | string> & { setEncoding(encoding: 'utf8'): unknown }} stream
 * @returns {AsyncGenerator<string, void, void>} lines that are not empty, without their ends
 */
export async function* linesOf(stream) {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = /** @type {string} */ (lines.pop());
    yield* lines.map(withoutReturn).filter(Boolean);
  }
  if (withoutReturn(rest)) yield withoutReturn(rest);
}

/** @param {string} line */
function withoutReturn(line) {
  return line.replace(/\r$/, '');
}
