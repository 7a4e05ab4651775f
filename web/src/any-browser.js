// What every module for browsers shares, whether its files lie beside it or in it.

import { browserIo } from './engine/browser-io.js';

/** @type {Pick<import('./create-classifier.js').Platform, 'cores' | 'mayBlock' | 'toAddress' | 'io'>} */
export const anyBrowser = {
  cores: () => navigator.hardwareConcurrency ?? 1,
  // The thread that draws the page may not wait.
  mayBlock: () => typeof document === 'undefined',
  toAddress,
  io: browserIo,
};

/** @type {import('./model-source.js').ToAddress} */
export function toAddress(address) {
  return new URL(address, globalThis.document?.baseURI ?? globalThis.location.href).href;
}
