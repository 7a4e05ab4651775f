// Buttons that open the browser's file and folder dialogs.

import { meantOf } from './sort-files.js';

/**
 * @param {(picked: { files: File[], skipped?: number, folder?: boolean }) => void} onPicked
 */
export function listenForPicks(onPicked) {
  connect('pick', 'pick-input', (files) => onPicked({ files }));
  // While the stage is empty, it can be tapped. With the keyboard, there is the button.
  document.getElementById('invite')?.addEventListener('click', () => {
    document.getElementById('pick-input')?.click();
  });
  // On a phone it opens the camera app, whose photos are sharper than video frames.
  connect('take', 'take-input', (files) => onPicked({ files }));
  connect('pick-folder', 'folder-input', (files) => {
    const { meant, skipped } = meantOf(files);
    onPicked({ files: meant, skipped, folder: true });
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
    // Otherwise choosing the same file again would not fire a change event.
    input.value = '';
    if (files.length) onFiles(files);
  });
}
