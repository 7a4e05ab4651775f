// Placeholders that scripts/web/bundle-module.mjs replaces.

/** The source of the worker in this folder, with all of its imports. */
export const workerScript = '';

/** The .wasm files: gzip, in base64. @type {Record<'simd' | 'relaxed-simd', string>} */
export const packedWasm = { simd: '', 'relaxed-simd': '' };
