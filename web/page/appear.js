// Shows the page part by part from the top, one part per frame, since laying it out at once would block slow machines.

/**
 * Resolves after the current state has been painted, or soon after if nothing is painted, as in a background tab.
 * @returns {Promise<void>}
 */
export function painted() {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/**
 * Shows the parts that index.html hides at first.
 * @returns {Promise<void>}
 */
export async function appear() {
  for (const part of document.querySelectorAll('[data-later]')) {
    await painted();
    part.removeAttribute('hidden');
  }
}
