// Handles images and addresses from the clipboard.

import { isAddress } from './address.js';

/**
 * @param {{ onFiles: (files: File[]) => void, onAddress: (address: string) => void }} listeners
 */
export function listenForPastes({ onFiles, onAddress }) {
  document.addEventListener('paste', (event) => {
    const target = /** @type {Element} */ (event.target);
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain').trim() ?? '';
    // Spreadsheets also provide an image of the text.
    if (target.closest?.('input, textarea') && (text || !files.length)) return;
    if (files.length) {
      event.preventDefault();
      return onFiles(files);
    }
    if (isAddress(text)) onAddress(text);
  });
}
