// A button that does something again and again while it is held: by a finger, the mouse, or a key. A plain click, as a screen
// reader makes it, does it once.

/**
 * @param {HTMLButtonElement} button
 * @param {() => Promise<unknown>} act what is done again when it has settled
 * @param {number} interval milliseconds from one beginning to the next, at least
 */
export function whileHeld(button, act, interval) {
  let held = false;
  let running = false;
  const begin = async () => {
    held = true;
    button.classList.add('held');
    if (running) return;
    running = true;
    try {
      do {
        const next = performance.now() + interval;
        await act();
        const rest = next - performance.now();
        if (held && rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
      } while (held && button.isConnected && !button.disabled);
    } finally {
      running = false;
    }
  };
  const end = () => {
    held = false;
    button.classList.remove('held');
  };
  const isKey = (/** @type {KeyboardEvent} */ { key }) => key === ' ' || key === 'Enter';
  button.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    begin();
  });
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur'])
    button.addEventListener(type, end);
  button.addEventListener('keydown', (event) => {
    if (!isKey(event)) return;
    event.preventDefault();
    if (!event.repeat) begin();
  });
  button.addEventListener('keyup', (event) => {
    if (!isKey(event)) return;
    event.preventDefault();
    end();
  });
  let byHand = 0;
  button.addEventListener('pointerup', (event) => (byHand = event.timeStamp));
  button.addEventListener('click', (event) => {
    if (event.timeStamp - byHand < 500) return;
    begin();
    end();
  });
  // A long touch would open the browser's menu.
  button.addEventListener('contextmenu', (event) => event.preventDefault());
}
