// The glue of both flavours, inserted by scripts/web/bundle-module.mjs.

/** @typedef {import('../engine/wasm-module.js').WasmFactory} WasmFactory */

/** @type {Record<'simd' | 'relaxed-simd', WasmFactory | undefined>} */
export const glue = { simd: undefined, 'relaxed-simd': undefined };
