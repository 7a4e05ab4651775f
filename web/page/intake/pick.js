// The buttons that open the browser's own file and folder dialogs.

import { meantOf } from './sort-files.js';

/**
 * @param {(files: File[], skipped: number) => void} onFiles
 */
export function listenForPicks(onFiles) {
  connect('pick', 'pick-input', (files) => onFiles(files, 0));
  connect('pick-folder', 'folder-input', (files) => {
    const { meant, skipped } = meantOf(files);
    onFiles(meant, skipped);
  });
}

/**
 * @param {string} buttonId
 * @param {string} inputId
 * @param {(files: File[]) => void} onFiles
 */
function connect(buttonId, inputId, onFiles) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById(buttonId));
  const input = /** @type {HTMLInputElement} */ (document.getElementById(inputId));
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    // Otherwise the same file chosen again would be no change.
    input.value = '';
    if (files.length) onFiles(files);
  });
}
