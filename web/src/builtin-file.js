// The type of `residua/builtin.safetensors`: what importing such a file gives in a bundler. No code imports this; under that
// name the package has the file itself.

/** @type {string | Uint8Array} its address, or its bytes */
const weights = '';

export default weights;
