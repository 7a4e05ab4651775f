// Opens the camera's stream, with the reason if that fails.

/** Reasons for a missing stream by the error's name. @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: 'fail.camera.denied',
  NotFoundError: 'fail.camera.absent',
  // The error of WebKit, although no constraints are given.
  OverconstrainedError: 'fail.camera.absent',
  NotReadableError: 'fail.camera.busy',
};

/**
 * @returns {Promise<MediaStream>} to be stopped by the caller
 */
export async function openStream() {
  // Unavailable on plain http.
  if (!navigator.mediaDevices) throw new NoCamera();
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
}

/**
 * @param {unknown} error of openStream
 * @returns {{ key: string, detail?: string }} key: of the message; detail: the browser's message
 */
export function refusalOf(error) {
  if (error instanceof NoCamera) return { key: 'fail.camera.none' };
  const { name, message } = /** @type {DOMException} */ (error);
  return { key: REFUSALS[name] ?? 'fail.camera', detail: message };
}

class NoCamera extends Error {}
