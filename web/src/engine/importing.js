/**
 * A worker's script must have the page's origin; a script that imports one from elsewhere can be created here.
 * @param {string} address of a module
 * @returns {string} of a script that imports it; to be revoked
 */
export function importing(address) {
  const script = `import ${JSON.stringify(address)};`;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}
