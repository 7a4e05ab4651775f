// A network as a list of parts: the photo, the stem, every block, the head; with their costs and receptive fields, computed
// from the network's design.

/** @typedef {import('../../src/index.js').Design} Design */
/** @typedef {import('../../src/index.js').BlockDesign} BlockDesign */
/** @typedef {import('../../src/index.js').ConvolutionDesign} ConvolutionDesign */

/** @typedef {{ height: number, width: number, channels: number }} Size */

/**
 * A receptive field: `size` pixels of the network's input, the first position's around `start`, the next one's `step` pixels
 * further.
 * @typedef {{ size: number, step: number, start: number }} Field
 */

/**
 * @typedef {object} Part
 * @property {string} name "photo", "stem", "stage1.block1" or "head"
 * @property {string} value name of its output, for `features`
 * @property {Size} size of the output
 * @property {Field} field
 * @property {number} parameters
 * @property {number} multiplications
 * @property {number} [stage] of a block, from 1
 * @property {number} [number] of a block in its stage, from 1
 * @property {BlockDesign} [block]
 */

/**
 * @param {{ design: Design, classes: number, inputHeight: number, inputWidth: number, parameters: number }} info
 * @returns {Part[]}
 */
export function partsOf({ design, classes, inputHeight, inputWidth, parameters }) {
  // Batch norm has two parameters per channel; folded into a layer, only the bias remains.
  const [counted] = [2, 1].map((each) => walk(design, classes, { inputHeight, inputWidth, each }));
  const total = counted.reduce((sum, part) => sum + part.parameters, 0);
  return total === parameters
    ? counted
    : walk(design, classes, { inputHeight, inputWidth, each: 1 });
}

/**
 * @param {Design} design
 * @param {number} classes
 * @param {{ inputHeight: number, inputWidth: number, each: number }} how each: parameters per channel in addition to the
 *   weights
 * @returns {Part[]}
 */
function walk(design, classes, { inputHeight, inputWidth, each }) {
  const { stem, stages, head, inputChannels, antiAliased } = design;
  const input = { height: inputHeight, width: inputWidth, channels: inputChannels };
  const walker = new Walker(input, { size: 1, step: 1, start: 0.5 }, each);
  /** @type {Part[]} */
  const parts = [walker.part('photo', 'input')];
  for (const convolution of stem.convolutions) walker.convolve(convolution);
  if (stem.pool) {
    const { window, stride, padding } = stem.pool;
    walker.slide({ kernel: window, stride: antiAliased ? 1 : stride, padding });
    if (antiAliased) walker.slide({ kernel: 3, stride, padding: 1 });
  }
  parts.push(walker.part('stem', 'stem'));
  stages.forEach(({ blocks }, s) =>
    blocks.forEach((block, b) => {
      walker.addBlock(block, antiAliased);
      const name = `stage${s + 1}.block${b + 1}`;
      parts.push({ ...walker.part(name, name), stage: s + 1, number: b + 1, block });
    }),
  );
  const { height, width } = walker.size;
  let { channels } = walker.size;
  let places = height * width;
  let pooled = channels;
  for (const { type, outChannels, beforePooling } of head.layers) {
    if (!beforePooling && places > 1) {
      places = 1;
      if (head.pooling === 'max-average') channels *= 2;
    }
    if (type === 'normalisation') walker.parameters += 2 * channels;
    if (type !== 'linear' && type !== 'convolution') continue;
    walker.parameters += channels * outChannels + outChannels * (beforePooling ? each : 1);
    walker.multiplications += channels * outChannels * places;
    channels = outChannels;
    if (beforePooling) pooled = outChannels;
  }
  walker.size = {
    height: 1,
    width: 1,
    channels: pooled * (head.pooling === 'max-average' ? 2 : 1),
  };
  // Global pooling covers all positions.
  walker.field = { size: Math.max(inputHeight, inputWidth), step: 0, start: inputWidth / 2 };
  parts.push(walker.part('head', 'pooled'));
  if (!classes) parts[parts.length - 1].parameters = 0;
  return parts;
}

/** Adds up sizes, receptive fields and costs layer by layer. */
class Walker {
  parameters = 0;
  multiplications = 0;

  /** @param {Size} size @param {Field} field @param {number} each */
  constructor(size, field, each) {
    this.size = size;
    this.field = field;
    this.each = each;
  }

  /** @param {string} name @param {string} value @returns {Part} the layers since the last part */
  part(name, value) {
    const { size, field, parameters, multiplications } = this;
    this.parameters = 0;
    this.multiplications = 0;
    return { name, value, size, field, parameters, multiplications };
  }

  /** @param {{ kernel: number, stride: number, padding: number, dilation?: number }} window */
  slide({ kernel, stride, padding, dilation = 1 }) {
    const reach = dilation * (kernel - 1);
    const places = (/** @type {number} */ pixels) =>
      Math.floor((pixels + 2 * padding - reach - 1) / stride) + 1;
    const { height, width, channels } = this.size;
    this.size = { height: places(height), width: places(width), channels };
    const { size, step, start } = this.field;
    this.field = {
      size: size + reach * step,
      step: step * stride,
      start: start + (reach / 2 - padding) * step,
    };
  }

  /** @param {ConvolutionDesign} convolution */
  convolve(convolution) {
    const { outChannels, kernel, groups } = convolution;
    const weights = (this.size.channels / groups) * outChannels * kernel * kernel;
    this.slide(convolution);
    this.size = { ...this.size, channels: outChannels };
    this.parameters += weights + this.each * outChannels;
    this.multiplications += weights * this.size.height * this.size.width;
  }

  /** @param {BlockDesign} block @param {boolean} blurred */
  addBlock(block, blurred) {
    const { inChannels, convolutions, shortcut, gate } = block;
    for (const convolution of convolutions) {
      const { stride } = convolution;
      if (blurred && stride > 1) {
        this.convolve({ ...convolution, stride: 1 });
        this.slide({ kernel: 3, stride, padding: 1 });
      } else {
        this.convolve(convolution);
      }
    }
    const { height, width, channels } = this.size;
    if (shortcut === 'projection' || shortcut === 'pooled-projection') {
      this.parameters += inChannels * channels + this.each * channels;
      this.multiplications += inChannels * channels * height * width;
    }
    this.parameters += gate.parameters;
    this.multiplications += gate.multiplications;
  }
}

/**
 * The receptive field of a position; it may exceed the input.
 * @param {Field} field
 * @param {{ x: number, y: number }} place
 * @returns {{ x: number, y: number, width: number, height: number }} pixels
 */
export function seenFrom({ size, step, start }, { x, y }) {
  const corner = (/** @type {number} */ at) => start + at * step - size / 2;
  return { x: corner(x), y: corner(y), width: size, height: size };
}

/**
 * The milliseconds of each part.
 * @param {Part[]} parts
 * @param {{ name: string, ms: number }[]} steps in the order of execution
 * @returns {Record<string, number>} by part
 */
export function timesOf(parts, steps) {
  /** @type {Record<string, number>} */
  const times = Object.fromEntries(parts.map(({ name }) => [name, 0]));
  let body = false;
  // Steps without a name, such as the pooling of a shortcut, belong to the next one.
  let before = 0;
  for (const { name, ms } of steps) {
    if (!name) {
      before += ms;
      continue;
    }
    const block = /^stage\d+\.block\d+/.exec(name)?.[0];
    body ||= Boolean(block);
    times[block ?? (body ? 'head' : 'stem')] += before + ms;
    before = 0;
  }
  return times;
}

/**
 * Multiplications of a residual block and of a bottleneck block with `channels` input and output channels.
 * @param {{ channels: number, places: number, expansion?: number }} block expansion: ratio of outer to inner channels of the
 *   bottleneck
 */
export function costsOf({ channels, places, expansion = 4 }) {
  const middle = channels / expansion;
  return {
    basic: 2 * 9 * channels * channels * places,
    bottleneck: (2 * channels * middle + 9 * middle * middle) * places,
  };
}
