// Tells photos from checkpoints among files that came together.

const CHECKPOINT = /\.(safetensors|pth|pt|bin|ckpt|pth\.tar|t7|npz)$/i;
/** Names the files of a checkpoint in several. */
const INDEX = /\.index\.json$/i;
const SIDECAR = /\.(json|txt)$/i;
const PICTURE = /\.(jpe?g|jfif|png|gif|bmp|webp|avif|heic|heif|tiff?)$/i;

/**
 * @typedef {object} Sorted
 * @property {File[]} photos everything else: what a file holds is found out by reading it
 * @property {{ weights: File | File[], labels?: File, config?: File[] } | undefined} model
 */

/**
 * @param {File[]} files
 * @returns {Sorted}
 */
export function sortFiles(files) {
  const checkpoints = files.filter(({ name }) => CHECKPOINT.test(name));
  if (!checkpoints.length) return { photos: files, model: undefined };
  const index = files.find(({ name }) => INDEX.test(name));
  /** @type {{ weights: File | File[], labels?: File, config?: File[] }} */
  const model = { weights: index ? [index, ...checkpoints] : checkpoints[0] };
  for (const file of files) {
    if (!SIDECAR.test(file.name) || INDEX.test(file.name)) continue;
    if (/config.*\.json$/i.test(file.name)) (model.config ??= []).push(file);
    else model.labels = file;
  }
  const photos = files.filter(({ name }) => !CHECKPOINT.test(name) && !SIDECAR.test(name));
  return { photos, model };
}

/**
 * In a folder there is more than photos, and nobody meant the rest.
 * @param {File} file
 */
export function looksLikePicture({ name, type }) {
  return type.startsWith('image/') || PICTURE.test(name);
}
