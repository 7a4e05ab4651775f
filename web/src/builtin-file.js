// `residua/builtin.safetensors` as TypeScript sees it: what a bundler makes of the import of such a file. No code imports
// this; what the package has under that name is the file itself.

/** @type {string | Uint8Array} its address, or its bytes */
const weights = '';

export default weights;
