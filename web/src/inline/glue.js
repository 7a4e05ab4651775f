// The glue of both flavours; scripts/web/bundle-module.mjs puts it in.

/** @typedef {import('../engine/wasm-module.js').WasmFactory} WasmFactory */

/** @type {Record<'simd' | 'relaxed-simd', WasmFactory | undefined>} */
export const glue = { simd: undefined, 'relaxed-simd': undefined };
