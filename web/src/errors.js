// The one error class, and how an error crosses from the worker to the page.

/**
 * Why a call failed:
 *
 * - `invalid-image`: the bytes are no image, or a damaged one
 * - `unsupported-image`: an image of a kind that is not read here
 * - `image-too-large`: more pixels than the limit of 100 million
 * - `invalid-checkpoint`: the file is damaged, or its tensors do not make a network
 * - `unsupported-checkpoint`: a sound file that holds something else than a supported ResNet
 * - `invalid-option`: an argument that cannot be used; the message names it
 * - `download-failed`: an address could not be read
 * - `checksum-mismatch`: what arrived is not the file that was meant
 * - `out-of-memory`: the browser gives no more memory
 * - `unsupported-browser`: something that the module needs is missing; the message names it
 * - `closed`: the classifier was closed
 * - `internal`: a fault of Residua itself
 *
 * @typedef {'invalid-image' | 'unsupported-image' | 'image-too-large' | 'invalid-checkpoint'
 *   | 'unsupported-checkpoint' | 'invalid-option' | 'download-failed' | 'checksum-mismatch'
 *   | 'out-of-memory' | 'unsupported-browser' | 'closed' | 'internal'} ErrorCode
 */

/** What every failing call of this module rejects with, aborts apart. */
export class ResiduaError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message what is wrong and what to do, for people
   * @param {{ cause?: unknown }} [options] the error underneath
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'ResiduaError';
    /** @type {ErrorCode} */
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
