// A folder with a sub-folder for each class, as data sets come.

/**
 * @param {File[]} files with the paths that a drop or the browser's dialog gives them
 * @returns {Map<string, File[]>} photos by the name of the folder that they lie in; '' for those that lie in none
 */
export function byFolder(files) {
  /** @type {Map<string, File[]>} */
  const folders = new Map();
  for (const file of files) {
    const path = (file.webkitRelativePath || file.name).split('/');
    const folder = path.at(-2) ?? '';
    const own = folders.get(folder);
    if (own) own.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}
