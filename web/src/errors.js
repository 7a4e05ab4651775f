// The error class, and its transfer from the worker to the page.

/**
 * Why a call failed.
 *
 * - `invalid-image`: the bytes are not an image, or the image is damaged. Use another photo.
 * - `unsupported-image`: an image of an unsupported kind. Convert it to JPEG or PNG.
 * - `image-too-large`: the image has more than 150 million or `maxPixels` pixels. Make it smaller.
 * - `invalid-checkpoint`: the file of weights is damaged. Download it again.
 * - `unsupported-checkpoint`: an intact file that does not contain a supported ResNet. The message says what it contains.
 * - `invalid-option`: an invalid argument. The message names it and its valid values.
 * - `download-failed`: an address, or a file of this module, could not be read. The message names it; try again, or check the server.
 * - `checksum-mismatch`: the downloaded file is not the expected one. Try again, or use another address.
 * - `out-of-memory`: memory is exhausted. Close other tabs, or use a smaller model or fewer threads.
 * - `unsupported-browser`: the browser lacks a required feature. The message names it.
 * - `no-answer`: the network gives no answer: it has no classes, or returns NaN. The message says which.
 * - `closed`: the classifier was closed before the call completed. Create another one.
 * - `internal`: a bug in Residua. Please report it, with the message and the cause.
 *
 * @typedef {'invalid-image' | 'unsupported-image' | 'image-too-large' | 'invalid-checkpoint'
 *   | 'unsupported-checkpoint' | 'invalid-option' | 'download-failed' | 'checksum-mismatch'
 *   | 'out-of-memory' | 'unsupported-browser' | 'no-answer' | 'closed' | 'internal'} ErrorCode
 */

/**
 * All failing calls of this module reject with this error, except aborted ones, which reject with the signal's reason.
 * @example
 * import { createClassifier, ResiduaError } from 'residua';
 *
 * try {
 *   await createClassifier({ model: 'resnet19' });
 * } catch (error) {
 *   if (!(error instanceof ResiduaError)) throw error;
 *   console.log(error.code, error.message, error.cause); // invalid-option, and what the list has
 * }
 */
export class ResiduaError extends Error {
  /** Always `'ResiduaError'`. */
  name = 'ResiduaError';
  /**
   * Why the call failed.
   * @type {ErrorCode}
   */
  code;

  /**
   * @param {ErrorCode} code
   * @param {string} message what is wrong and what to do, for users
   * @param {{ cause?: unknown }} [options] the original error
   */
  constructor(code, message, options) {
    // The message may quote an argument, which may be a whole file.
    super(message.replace(/^(.{900}).+(.{200})$/s, '$1...$2'), options);
    this.code = code;
  }
}

/**
 * Converts any thrown value to a ResiduaError: one with a code of ours keeps code and message, a failed allocation becomes
 * `out-of-memory`, and everything else `internal`.
 * @param {unknown} thrown
 * @returns {ResiduaError}
 */
export function toResiduaError(thrown) {
  if (thrown instanceof ResiduaError) return thrown;
  const error = /** @type {{ code?: unknown, message?: unknown }} */ (Object(thrown));
  const message = typeof error.message === 'string' ? error.message : String(thrown);
  // Codes of foreign errors are numbers or in upper case.
  if (typeof error.code === 'string' && /^[a-z-]+$/.test(error.code)) {
    return new ResiduaError(/** @type {ErrorCode} */ (error.code), message, { cause: thrown });
  }
  if (isOutOfMemory(thrown, message)) {
    return new ResiduaError(
      'out-of-memory',
      'There is not enough memory. Close other tabs or use a smaller model.',
      { cause: thrown },
    );
  }
  return new ResiduaError('internal', `Residua failed: ${message}`, { cause: thrown });
}

/**
 * An error in a form that can be cloned, with its code and cause.
 * @typedef {{ code: ErrorCode, message: string, cause: Error | undefined }} WireError
 */

/**
 * @param {unknown} thrown
 * @returns {WireError}
 */
export function toWire(thrown) {
  const { code, message, cause } = toResiduaError(thrown);
  if (cause === undefined) return { code, message, cause };
  // A plain Error can always be cloned; a subclass, or an error with properties, cannot.
  const { name, stack } = /** @type {Error} */ (Object(cause));
  const text = cause instanceof Error ? cause.message : String(cause);
  const plain = new Error(name && name !== 'Error' ? `${name}: ${text}` : text);
  plain.stack = stack;
  return { code, message, cause: plain };
}

/**
 * @param {WireError} wire
 * @returns {ResiduaError}
 */
export function fromWire({ code, message, cause }) {
  return new ResiduaError(code, message, cause === undefined ? undefined : { cause });
}

/**
 * @param {unknown} thrown
 * @param {string} message
 */
function isOutOfMemory(thrown, message) {
  return (
    (thrown instanceof RangeError && /allocat|memory|array length/i.test(message)) ||
    /out of memory|Aborted\(OOM\)|bad_alloc|Cannot enlarge memory/i.test(message)
  );
}
