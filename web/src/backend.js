// The type of what answers a Classifier's calls.

/**
 * @typedef {object} CallOptions
 * @property {import('./photo-source.js').HandedOver[]} [transfer] what a worker takes over instead of copying it
 * @property {(progress: any) => void} [onProgress]
 * @property {AbortSignal} [signal] ends the work itself where that can be
 */

/**
 * Where the calls go: a worker, or the engine in the same thread.
 * @typedef {object} Backend
 * @property {(method: any, args: any[], options?: CallOptions) => Promise<any>} call
 * @property {() => void} close
 * @property {number} [workers] how many calls it answers at a time. Default: 1
 */

export {};
