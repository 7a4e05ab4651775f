// Draws anew what has the focus.

const CONTROLS = 'button, input';

/**
 * Replaces what is in a box. Of its buttons and inputs the one in the same place gets the focus that one had.
 * @param {HTMLElement} box
 * @param {HTMLElement[]} children
 */
export function redraw(box, ...children) {
  const focused = [...box.querySelectorAll(CONTROLS)].findIndex(
    (control) => control === document.activeElement,
  );
  box.replaceChildren(...children);
  const control = box.querySelectorAll(CONTROLS)[focused];
  /** @type {HTMLElement | undefined} */ (control)?.focus();
}
