// Pictures and addresses from the clipboard.

/**
 * @param {{ onFiles: (files: File[]) => void, onAddress: (address: string) => void }} listeners
 */
export function listenForPastes({ onFiles, onAddress }) {
  document.addEventListener('paste', (event) => {
    const target = /** @type {Element} */ (event.target);
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) {
      event.preventDefault();
      return onFiles(files);
    }
    if (target.closest?.('input, textarea')) return;
    const text = event.clipboardData?.getData('text/plain').trim() ?? '';
    if (/^https?:\/\/\S+$/.test(text)) onAddress(text);
  });
}
