/**
 * A worker's script must be of the page's own origin; one that imports another may be made here.
 * @param {string} address of a module
 * @returns {string} that of a script which imports it; to be revoked
 */
export function importing(address) {
  const script = `import ${JSON.stringify(address)};`;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}
