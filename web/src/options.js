// Checks arguments. Every message names the option and its valid values.

import { ResiduaError } from './errors.js';

/**
 * @param {string} message
 * @returns {ResiduaError}
 */
export function invalidOption(message) {
  return new ResiduaError('invalid-option', message);
}

/**
 * @param {string} name of an option
 * @param {string} what its valid values
 * @param {unknown} value its actual value
 * @returns {ResiduaError}
 */
export function mustBe(name, what, value) {
  return invalidOption(`${name} must be ${what}, not ${describe(value)}.`);
}

/**
 * @param {unknown} cause the exception thrown while an argument was read
 * @returns {ResiduaError}
 */
export function unreadable(cause) {
  if (cause instanceof ResiduaError) return cause;
  return Object.assign(
    invalidOption('An argument cannot be read: its memory is detached, or it throws. Pass a copy.'),
    { cause },
  );
}

/**
 * Wraps a check so that it fails only with a ResiduaError, even if a getter or proxy throws, or memory is detached.
 * @template {(...args: any[]) => any} T
 * @param {T} check
 * @returns {T}
 */
export function checked(check) {
  return /** @type {T} */ (
    (...args) => {
      try {
        return check(...args);
      } catch (error) {
        throw unreadable(error);
      }
    }
  );
}

/**
 * @param {unknown} options
 * @param {readonly string[]} known
 * @param {string} call the name of the function, for the message
 */
export function checkOptions(options, known, call) {
  if (!isObject(options)) {
    throw invalidOption(`${call} takes an object of options, not ${describe(options)}.`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw invalidOption(`${call} has no option ${name}. It has ${known.join(', ')}.`);
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} min
 * @returns {number}
 */
export function checkInteger(name, value, min) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min) {
    throw mustBe(name, `a whole number of at least ${min}`, value);
  }
  return value;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} min
 * @param {number} max
 * @returns {number}
 */
export function checkNumber(name, value, min, max) {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw mustBe(name, `a number from ${min} to ${max}`, value);
  }
  return value;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} max
 */
export function checkCount(name, value, max) {
  checkNumber(name, checkInteger(name, value, 1), 1, max);
}

/**
 * @template {string} T
 * @param {string} name
 * @param {unknown} value
 * @param {readonly T[]} allowed
 * @returns {T}
 */
export function checkOneOf(name, value, allowed) {
  for (const one of allowed) if (value === one) return one;
  throw mustBe(name, allowed.join(' or '), value);
}

/**
 * @param {string} name
 * @param {unknown} value may be undefined
 * @param {'boolean' | 'function'} type
 */
export function checkType(name, value, type) {
  if (value !== undefined && typeof value !== type) throw mustBe(name, `a ${type}`, value);
}

/**
 * @param {unknown} value
 */
export function checkSignal(value) {
  if (value !== undefined && typeof Object(value).addEventListener !== 'function') {
    throw mustBe('signal', 'an AbortSignal', value);
  }
}

/**
 * @param {unknown} value
 * @returns {value is object} whether it can have properties
 */
export function isObject(value) {
  return value !== null && typeof value === 'object';
}

/**
 * A short description of any value, for messages.
 * @param {unknown} value
 * @returns {string}
 */
export function describe(value) {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (!isObject(value)) return String(value).slice(0, 60);
  if (Array.isArray(value)) {
    return `[${value.slice(0, 9).map((one) => (Array.isArray(one) ? '[...]' : describe(one)))}]`;
  }
  return `a value of type ${tagOf(value).slice(0, 60)}`;
}

/**
 * The class of a value as the platform names it, also across frames.
 * @param {unknown} value
 * @returns {string} such as "Blob" or "HTMLImageElement"
 */
export function tagOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}
