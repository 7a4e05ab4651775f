// The worker's side: answers requests in order.

import { startModule } from './module.js';

/** @typedef {{ id: number, wasm: string, json: object, bytes?: Uint8Array }} TeachRequest */
/**
 * @typedef {{ id: number, progress: number } | { id: number, json: any, bytes: Uint8Array }
 *   | { id: number, error: { code: string, message: string } }} TeachReply
 */

/**
 * @param {{ post: (reply: TeachReply) => void, onMessage: (listener: (request: TeachRequest) => void) => void }} port
 * @param {(url: string) => Promise<BufferSource>} read
 */
export function serve(port, read) {
  let id = 0;
  /** @type {Promise<import('./module.js').Call> | undefined} */
  let starting;
  port.onMessage(async (request) => {
    try {
      starting ??= read(request.wasm).then((binary) =>
        startModule(binary, (progress) => port.post({ id, progress })),
      );
      const call = await starting.catch(({ message }) => {
        starting = undefined;
        throw {
          code: 'download-failed',
          message: `residua-teach.wasm, a file of this module, could not be loaded (${message}). Serve it with the other files.`,
        };
      });
      id = request.id;
      port.post({ id, ...call(request.json, request.bytes) });
    } catch (error) {
      const { code = 'internal', message } = /** @type {any} */ (error);
      port.post({ id: request.id, error: { code, message: String(message) } });
    }
  });
}
