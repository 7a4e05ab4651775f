// Converts the visitor's settings to the module's `config`: unset ones are omitted, so that the network's own files and the
// defaults apply.

/** @typedef {{ resizeShortSide?: number, resizeTo?: number[], cropSize: number, interpolation?: string }} Sizes */

/**
 * The settings; `keep` means unset.
 * @typedef {object} Settings
 * @property {string} preparation `keep`, a key of RECIPES or of the listed models', or `own`
 * @property {number} input size of the input in pixels; for `own`
 * @property {number} shortSide pixels of the shorter side before the crop; 0 to squash the photo; for `own`
 * @property {string} normalisation `keep`, a key of NORMALISATIONS, or `own`
 * @property {string} mean one number or three; for `own`
 * @property {string} std likewise
 * @property {string} activation `keep`, or a name followed by its slope if it has one, as in "leaky-relu 0.1"
 * @property {string} maxPool `keep`, `yes` or `no`
 * @property {string} pooling `keep`, or a name that the module accepts
 * @property {string} stride likewise
 * @property {string} output likewise
 */

/** @type {Readonly<Settings>} */
export const OPEN = {
  preparation: 'keep',
  input: 224,
  shortSide: 256,
  normalisation: 'keep',
  mean: '0.485, 0.456, 0.406',
  std: '0.229, 0.224, 0.225',
  activation: 'keep',
  maxPool: 'keep',
  pooling: 'keep',
  stride: 'keep',
  output: 'keep',
};

/** The most common ways to preprocess photos. @type {Record<string, Sizes>} */
export const RECIPES = {
  crop: { resizeShortSide: 256, cropSize: 224 },
  squash: { resizeTo: [224, 224], cropSize: 224 },
  short: { resizeShortSide: 224, cropSize: 224 },
};

/** @type {Record<string, { mean: number[], std: number[] }>} */
export const NORMALISATIONS = {
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  none: { mean: [0, 0, 0], std: [1, 1, 1] },
};

/**
 * @param {Settings} settings
 * @param {Record<string, Sizes>} [more] additional recipes
 * @returns {object | undefined} undefined if everything is unset
 */
export function configOf(settings, more = {}) {
  const architecture = architectureOf(settings);
  const preprocessing = { ...sizesOf(settings, { ...RECIPES, ...more }), ...numbersOf(settings) };
  const config = {
    ...(isEmpty(preprocessing) ? {} : { preprocessing }),
    ...(isEmpty(architecture) ? {} : { architecture }),
    ...(settings.output === 'keep' ? {} : { output: settings.output }),
  };
  return isEmpty(config) ? undefined : config;
}

/**
 * @param {string} text
 * @returns {number[] | undefined} undefined unless it is one number or three
 */
export function channelsIn(text) {
  const numbers = text
    .split(/[\s,;[\]()]+/)
    .filter(Boolean)
    .map(Number);
  if (!numbers.every(Number.isFinite)) return undefined;
  if (numbers.length === 1) return Array.from({ length: 3 }, () => numbers[0]);
  return numbers.length === 3 ? numbers : undefined;
}

/**
 * @param {Settings} settings
 * @returns {boolean} whether the given numbers are valid
 */
export function isWhole({ preparation, input, shortSide, normalisation, mean, std }) {
  const sized =
    preparation !== 'own' ||
    (Number.isInteger(input) && input > 0 && Number.isInteger(shortSide) && shortSide >= 0);
  const numbered =
    normalisation !== 'own' || (channelsIn(mean) && channelsIn(std)?.every((value) => value !== 0));
  return Boolean(sized && numbered);
}

/**
 * @param {Settings} settings
 * @param {Record<string, Sizes>} recipes
 * @returns {Partial<Sizes>}
 */
function sizesOf({ preparation, input, shortSide }, recipes) {
  if (preparation !== 'own') return recipes[preparation] ?? {};
  return shortSide
    ? { resizeShortSide: shortSide, cropSize: input }
    : { resizeTo: [input, input], cropSize: input };
}

/** @param {Settings} settings */
function numbersOf({ normalisation, mean, std }) {
  if (normalisation !== 'own') return NORMALISATIONS[normalisation] ?? {};
  return { mean: channelsIn(mean), std: channelsIn(std) };
}

/** @param {Settings} settings */
function architectureOf({ activation, maxPool, pooling, stride }) {
  const [name, slope] = activation.split(' ');
  return {
    ...(activation === 'keep' ? {} : { activation: name }),
    ...(slope === undefined ? {} : { negativeSlope: Number(slope) }),
    ...(maxPool === 'keep' ? {} : { maxPool: maxPool === 'yes' }),
    ...(pooling === 'keep' ? {} : { pooling }),
    ...(stride === 'keep' ? {} : { stride }),
  };
}

/** @param {object} object */
const isEmpty = (object) => Object.keys(object).length === 0;
