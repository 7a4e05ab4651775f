// The one error class, and how an error crosses from the worker to the page.

/**
 * Why a call failed.
 *
 * - `invalid-image`: the bytes are no image, or a damaged one. Take another photo.
 * - `unsupported-image`: an image of a kind that is not read here. Convert it to JPEG or PNG.
 * - `image-too-large`: the image has more than 150 million pixels, or than `maxPixels`. Make it smaller.
 * - `invalid-checkpoint`: the file of weights is damaged. Fetch it again.
 * - `unsupported-checkpoint`: a sound file that holds something other than a supported ResNet. The message says what.
 * - `invalid-option`: an argument that cannot be used. The message names it, and says what it may be.
 * - `download-failed`: an address, or a file of this module, could not be read. The message names it; try again, or serve it.
 * - `checksum-mismatch`: what arrived is not the file that was meant. Try again, or name another address.
 * - `out-of-memory`: the machine gives no more memory. Close other tabs, or take a smaller model or fewer threads.
 * - `unsupported-browser`: something that the module needs is missing. The message names it.
 * - `no-answer`: the network computes no answer: it has no classes, or its numbers are NaN. The message says which.
 * - `closed`: the classifier was closed before the call was answered. Create another one.
 * - `internal`: a fault of Residua itself. Please report it, with the message and the cause.
 *
 * @typedef {'invalid-image' | 'unsupported-image' | 'image-too-large' | 'invalid-checkpoint'
 *   | 'unsupported-checkpoint' | 'invalid-option' | 'download-failed' | 'checksum-mismatch'
 *   | 'out-of-memory' | 'unsupported-browser' | 'no-answer' | 'closed' | 'internal'} ErrorCode
 */

/**
 * What every failing call of this module rejects with, aborts apart: these reject with the signal's reason.
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
   * @param {string} message what is wrong and what to do, for people
   * @param {{ cause?: unknown }} [options] the error underneath
   */
  constructor(code, message, options) {
    // It may quote an argument, which may be a whole file.
    super(message.replace(/^(.{900}).+(.{200})$/s, '$1...$2'), options);
    this.code = code;
  }
}

/**
 * Any thrown value as a ResiduaError: one with a code of ours keeps code and message, a failed
 * allocation is `out-of-memory`, everything else is `internal`.
 * @param {unknown} thrown
 * @returns {ResiduaError}
 */
export function toResiduaError(thrown) {
  if (thrown instanceof ResiduaError) return thrown;
  const error = /** @type {{ code?: unknown, message?: unknown }} */ (Object(thrown));
  const message = typeof error.message === 'string' ? error.message : String(thrown);
  // Codes of other people's errors are numbers, or in capitals.
  if (typeof error.code === 'string' && /^[a-z-]+$/.test(error.code)) {
    return new ResiduaError(/** @type {ErrorCode} */ (error.code), message, { cause: thrown });
  }
  if (isOutOfMemory(thrown, message)) {
    return new ResiduaError(
      'out-of-memory',
      'There is not enough memory. Close other tabs or take a smaller model.',
      { cause: thrown },
    );
  }
  return new ResiduaError('internal', `Residua failed: ${message}`, { cause: thrown });
}

/**
 * An error as structured cloning carries it, code and cause included.
 * @typedef {{ code: ErrorCode, message: string, cause: Error | undefined }} WireError
 */

/**
 * @param {unknown} thrown
 * @returns {WireError}
 */
export function toWire(thrown) {
  const { code, message, cause } = toResiduaError(thrown);
  if (cause === undefined) return { code, message, cause };
  // A plain Error always survives cloning; a subclass, or one with properties, need not.
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
