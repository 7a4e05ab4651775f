// What the camera sends, or why it sends nothing.

/** Why the browser gives no stream, by the error's name. @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: 'fail.camera.denied',
  NotFoundError: 'fail.camera.absent',
  // As WebKit says it, though nothing of a camera is demanded but that it is one.
  OverconstrainedError: 'fail.camera.absent',
  NotReadableError: 'fail.camera.busy',
};

/**
 * @returns {Promise<MediaStream>} the caller's, to be stopped
 */
export async function openStream() {
  // There is none on plain http.
  if (!navigator.mediaDevices) throw new NoCamera();
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
}

/**
 * @param {unknown} error of openStream
 * @returns {{ key: string, detail?: string }} of the sentence; what the browser says
 */
export function refusalOf(error) {
  if (error instanceof NoCamera) return { key: 'fail.camera.none' };
  const { name, message } = /** @type {DOMException} */ (error);
  return { key: REFUSALS[name] ?? 'fail.camera', detail: message };
}

class NoCamera extends Error {}
