// The parts of a network, read from the names of its steps: stem, stages with their blocks, head.

/**
 * @typedef {object} Part
 * @property {string} name "stem", "stage2" or "head"
 * @property {string} value the name of what it makes, as `features` takes it
 * @property {number} ms
 * @property {string[]} blocks names of its blocks, none but for a stage
 */

/**
 * @param {{ name: string, ms: number }[]} steps in the order in which they run
 * @returns {Part[]}
 */
export function partsOf(steps) {
  /** @type {Map<string, Part>} */
  const parts = new Map();
  // Of steps without a name, such as the pooling on a shortcut: they prepare the next one.
  let before = 0;
  for (const { name, ms } of steps) {
    if (!name) {
      before += ms;
      continue;
    }
    const stage = /^stage\d+/.exec(name)?.[0];
    const key =
      stage ??
      (parts.size && [...parts.keys()].some((k) => k.startsWith('stage')) ? 'head' : 'stem');
    let part = parts.get(key);
    if (!part) {
      part = { name: key, value: key === 'head' ? 'pooled' : key, ms: 0, blocks: [] };
      parts.set(key, part);
    }
    part.ms += before + ms;
    before = 0;
    const block = /^stage\d+\.block\d+/.exec(name)?.[0];
    if (block && !part.blocks.includes(block)) part.blocks.push(block);
  }
  return [...parts.values()];
}
