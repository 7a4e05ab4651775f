// Activations as files: one channel as CSV, a whole value as NumPy's .npy.

/** @typedef {import('../../src/index.js').Feature} Feature */

/**
 * One channel, with a line per row, after a line that describes it.
 * @param {{ feature: Feature, channel: number }} data
 * @param {string} about
 * @returns {Blob}
 */
export function planeCsv({ feature: { width, height, channels, data }, channel }, about) {
  const lines = [`# ${about.replace(/\s+/g, ' ')}`];
  for (let y = 0; y < height; y++) {
    const row = [];
    for (let x = 0; x < width; x++) row.push(data[(y * width + x) * channels + channel]);
    lines.push(row.join(','));
  }
  return new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' });
}

/**
 * height x width x channels float32 (NumPy's format 1.0).
 * @param {Feature} feature
 * @returns {Blob}
 */
export function tensorNpy({ width, height, channels, data }) {
  const shape = `(${height}, ${width}, ${channels})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  // Magic, version and length take ten bytes; the data is aligned to 64 bytes.
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const start = new Uint8Array(10);
  start.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(start.buffer).setUint16(8, padded.length, true);
  return new Blob([start, padded, /** @type {BlobPart} */ (data)], {
    type: 'application/octet-stream',
  });
}

/** @param {string} name @param {Blob} blob */
export function saveAs(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
