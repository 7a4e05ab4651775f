// The page appears part by part, from the top, a part in each frame: laid out at once it would hold up a slow machine.

/**
 * Settles when what stands now has been painted, or soon after where nothing is: in a tab behind others.
 * @returns {Promise<void>}
 */
export function painted() {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/**
 * Shows what index.html keeps for later.
 * @returns {Promise<void>}
 */
export async function appear() {
  for (const part of document.querySelectorAll('[data-later]')) {
    await painted();
    part.removeAttribute('hidden');
  }
}
