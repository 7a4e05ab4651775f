// Redraws content without losing the focus.

const CONTROLS = 'button, input';

/**
 * Replaces the content of a box. The button or input at the same position gets the focus if one had it.
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
