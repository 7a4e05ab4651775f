// What scripts/web/bundle-module.mjs puts into the one file; here are only the names.

/** The worker of this folder with everything that it imports: the source of a module. */
export const workerScript = '';

/** The .wasm files: gzip, in base64. @type {Record<'simd' | 'relaxed-simd', string>} */
export const packedWasm = { simd: '', 'relaxed-simd': '' };
