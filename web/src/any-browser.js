// The common part of the platforms for browsers: separate files, or one file.

import { browserIo } from './engine/browser-io.js';

/** @type {Pick<import('./create-classifier.js').Platform, 'cores' | 'mayBlock' | 'toAddress' | 'io'>} */
export const anyBrowser = {
  cores: () => navigator.hardwareConcurrency ?? 1,
  // The main thread of a page must not block.
  mayBlock: () => typeof document === 'undefined',
  toAddress,
  io: browserIo,
};

/** @type {import('./model-source.js').ToAddress} */
export function toAddress(address) {
  return new URL(address, globalThis.document?.baseURI ?? globalThis.location.href).href;
}
