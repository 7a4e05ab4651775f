// Separates photos from checkpoints among files that arrive together.

/** Includes unsupported formats, for which the reader gives a specific error. */
const CHECKPOINT = new RegExp(
  `\\.(${[
    'safetensors|pth|pt|bin|ckpt|pth\\.tar|pkl|pickle|th|ptl|onnx',
    't7|npz|npy|pt2|pte|h5|hdf5|keras|tflite|pb|mlmodel|caffemodel|ort|joblib|msgpack|gguf',
  ].join('|')})$`,
  'i',
);
/** Extensions of files with the weights of an .onnx file. */
const ONNX_WEIGHTS = /\.(onnx[._-]data|data|weight|weights)$/i;
/** The index of a checkpoint in several files. */
const INDEX = /\.index\.json$/i;
const SIDECAR = /\.(json|txt)$/i;
/** Extensions that only checkpoints have: a folder of photos may contain a .bin. */
const SURE_CHECKPOINT = /(\.(safetensors|pth|pt|pth\.tar|onnx)|pytorch_model.*\.bin)$/i;
const CONFIG = /config.*\.json$/i;
/** Names of files that belong to a checkpoint. */
const SURE_SIDECAR = /(config|label|class|synset|\.index).*\.(json|txt)$/i;
const PICTURE = /\.(jpe?g|jfif|png|gif|bmp|webp|avif|heic|heif|tiff?)$/i;

/**
 * @typedef {object} Sorted
 * @property {File[]} photos all other files, which are identified by reading them
 * @property {{ weights: File | File[], labels?: File, config?: File[] } | undefined} model
 * @property {File[]} others additional checkpoints, each a separate network
 */

/**
 * @param {File[]} files
 * @returns {Sorted}
 */
export function sortFiles(files) {
  const checkpoints = files.filter(({ name }) => CHECKPOINT.test(name));
  if (!checkpoints.length) return { photos: files, model: undefined, others: [] };
  const index = files.find(({ name }) => INDEX.test(name));
  /** @type {{ weights: File | File[], labels?: File, config?: File[] }} */
  const model = { weights: index ? [index, ...checkpoints] : checkpoints[0] };
  const beside = files.filter(({ name }) => ONNX_WEIGHTS.test(name));
  const isOnnx = !index && /\.onnx$/i.test(checkpoints[0].name);
  if (isOnnx && beside.length) model.weights = [checkpoints[0], ...beside];
  const sidecars = files.filter(({ name }) => SIDECAR.test(name) && !INDEX.test(name));
  const labels = sidecars.filter(({ name }) => !CONFIG.test(name));
  const config = sidecars.filter(({ name }) => CONFIG.test(name));
  if (config.length) model.config = config;
  // Used if there is no other whose name is clear.
  const sure = labels.find(({ name }) => SURE_SIDECAR.test(name));
  if (sure ?? labels.length === 1) model.labels = sure ?? labels[0];
  const photos = files.filter(
    (file) =>
      !CHECKPOINT.test(file.name) && !SIDECAR.test(file.name) && !(isOnnx && beside.includes(file)),
  );
  return { photos, model, others: index ? [] : checkpoints.slice(1) };
}

/**
 * From a folder, only images and a checkpoint with its files are used.
 * @param {File[]} files of a folder
 * @returns {{ meant: File[], skipped: number }} skipped: number of other files
 */
export function meantOf(files) {
  const checkpoints = files.filter(({ name }) => SURE_CHECKPOINT.test(name));
  // Some folders contain the same weights in two formats.
  const safe = checkpoints.filter(({ name }) => /\.safetensors$/i.test(name));
  const weights = safe.length ? safe : checkpoints;
  const meant = files.filter(
    (file) =>
      looksLikePicture(file) ||
      weights.includes(file) ||
      (weights.length && SURE_SIDECAR.test(file.name)),
  );
  return { meant, skipped: files.length - meant.length };
}

/** @param {Blob} file */
export const isFilm = ({ type }) => /^(video|audio)\//.test(type);

/** @param {File} file */
function looksLikePicture({ name, type }) {
  return type.startsWith('image/') || PICTURE.test(name);
}
