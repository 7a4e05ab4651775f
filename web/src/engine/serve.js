// The worker's side of the communication with the page.

import { toWire } from '../errors.js';
import { Engine } from './engine.js';

/** @typedef {import('./engine.js').Io} Io */

/** @typedef {'classify' | 'logits' | 'embed' | 'features' | 'explain'} Method of the engine, on a photo */

/**
 * @typedef {{ id: number, method: 'load', args: [import('./engine.js').LoadRequest] }
 *   | { id: number, method: Method, args: [any, any] }
 *   | { id: number, method: 'weights', args: ['stem' | 'head'] }
 *   | { id: number, method: 'profile' | 'classes', args: [] }
 *   | { id: number, method: 'body', args: [import('../model-source.js').ModelSource] }} Request
 */

/**
 * Each request has any number of `progress` replies and one `result` or `error`.
 * @typedef {{ id: number, progress: import('./engine.js').Progress }
 *   | { id: number, result: unknown }
 *   | { id: number, error: import('../errors.js').WireError }} Reply
 */

// Chunks arrive much more often than progress needs to be reported.
const PROGRESS_INTERVAL = 40; // milliseconds

/**
 * @param {Io} io
 * @param {{ post: (message: Reply, transfer: import('../photo-source.js').TransferableObject[]) => void,
 *   onMessage: (listener: (request: Request) => void) => void }} port
 */
export function serve(io, port) {
  /** @type {Engine | undefined} */
  let engine;

  /** @param {Request} request */
  const answer = async (request) => {
    if (request.method === 'load') {
      const post = throttle((progress) => port.post({ id: request.id, progress }, []));
      engine = await Engine.load(request.args[0], { io, onProgress: post });
      return engine.info();
    }
    if (!engine) throw new Error(`${request.method} before load`);
    return engine[request.method](.../** @type {[any, any]} */ (request.args));
  };

  port.onMessage(async (request) => {
    try {
      const result = await answer(request);
      port.post({ id: request.id, result }, buffersIn(result));
    } catch (error) {
      port.post({ id: request.id, error: toWire(error) }, []);
    }
  });
}

/**
 * @param {(progress: import('./engine.js').Progress) => void} post
 * @returns {(progress: import('./engine.js').Progress) => void} always passes on a change of phase and the last byte
 */
function throttle(post) {
  let phase = '';
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    const due = now - last >= PROGRESS_INTERVAL;
    if (!due && progress.phase === phase && progress.bytes !== progress.total) return;
    phase = progress.phase;
    last = now;
    post(progress);
  };
}

/**
 * The buffers of the typed arrays in a result, which belong to it alone: transferred, not copied.
 * @param {unknown} value
 * @returns {ArrayBuffer[]}
 */
function buffersIn(value) {
  if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(buffersIn);
}
