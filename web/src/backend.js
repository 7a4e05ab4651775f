// The type of the object that executes a Classifier's calls.

/**
 * @typedef {object} CallOptions
 * @property {import('./photo-source.js').TransferableObject[]} [transfer] objects to transfer to the worker instead of copying them
 * @property {(progress: any) => void} [onProgress]
 * @property {AbortSignal} [signal] stops the work itself where possible
 */

/**
 * Executes calls: in a worker, or in the same thread.
 * @typedef {object} Backend
 * @property {(method: any, args: any[], options?: CallOptions) => Promise<any>} call
 * @property {() => void} close
 * @property {number} [workers] number of calls executed at the same time. Default: 1
 */

export {};
