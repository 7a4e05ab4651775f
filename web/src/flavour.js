// Chooses the build of the WebAssembly and the number of threads.

import { flavours as built } from '../dist/builds.js';
import { hasRelaxedSimd, hasSharedMemory, hasWhatItNeeds } from './engine/features.js';
import { ResiduaError } from './errors.js';

/**
 * A build of the WebAssembly: with SIMD128 or relaxed SIMD (fused multiply-add, about a third faster), on one
 * thread or several.
 * @typedef {'simd' | 'relaxed-simd' | 'simd-threads' | 'relaxed-simd-threads'} Flavour
 */

/** @type {readonly Flavour[]} */
export const FLAVOURS = ['simd', 'relaxed-simd', 'simd-threads', 'relaxed-simd-threads'];

/**
 * @typedef {object} Choice
 * @property {Flavour} flavour
 * @property {number} threads including the calling one
 * @property {string[]} performanceNotes one sentence per reason why it runs slower than possible; empty if there is none
 */

/**
 * The possible choices, the best first; later ones are used if earlier ones fail to start.
 * @param {{ flavour?: Flavour, threads?: number }} asked
 * @param {{ cores: number, mayBlock: boolean, onOneThread?: string }} machine mayBlock: whether the engine's thread may
 *   wait for others; onOneThread: why there are none
 * @returns {Choice[]} at least one; only the requested flavour if one was given
 * @throws {ResiduaError} `unsupported-browser` if the requested flavour, or SIMD, is unavailable
 */
export function chooseFlavours({ flavour, threads }, { cores, mayBlock, onOneThread }) {
  if (!hasWhatItNeeds()) {
    throw new ResiduaError(
      'unsupported-browser',
      'This browser has no WebAssembly SIMD or exceptions. Residua needs Chrome 95, Firefox 114, Safari 16.4 or later.',
    );
  }
  /** @type {string[]} */
  const performanceNotes = [];
  const noThreads = onOneThread ?? whyNoThreads(mayBlock);
  const noRelaxed = hasRelaxedSimd()
    ? undefined
    : 'Without fused multiply-add: WebAssembly relaxed SIMD is unavailable.';
  const wanted = threads ?? usualThreads(cores);
  if (flavour) {
    const several = flavour.endsWith('threads');
    const missing =
      (!built.includes(flavour) && 'It is not built.') ||
      (several && noThreads) ||
      (flavour.startsWith('relaxed') && noRelaxed);
    if (missing) {
      throw new ResiduaError(
        'unsupported-browser',
        `The flavour ${flavour} cannot run. ${missing}`,
      );
    }
    if (!several && threads && threads > 1) {
      performanceNotes.push(
        `On one thread: the flavour ${flavour} has only one, unlike ${flavour}-threads.`,
      );
    }
    return [{ flavour, threads: several ? wanted : 1, performanceNotes }];
  }
  if (wanted > 1 && noThreads) performanceNotes.push(noThreads);
  if (noRelaxed) performanceNotes.push(noRelaxed);
  const sets = noRelaxed
    ? /** @type {const} */ (['simd'])
    : /** @type {const} */ (['relaxed-simd', 'simd']);
  const choices = [
    ...(wanted > 1 && !noThreads
      ? sets.map((set) => ({
          flavour: /** @type {Flavour} */ (`${set}-threads`),
          threads: wanted,
          performanceNotes,
        }))
      : []),
    ...sets.map((set) => ({ flavour: set, threads: 1, performanceNotes })),
  ];
  const possible = choices.filter((choice) => built.includes(choice.flavour));
  if (choices[0] !== possible[0]) {
    performanceNotes.push(`The faster flavour ${choices[0].flavour} is not built.`);
  }
  return possible;
}

/** @param {boolean} mayBlock */
function whyNoThreads(mayBlock) {
  if (!mayBlock) return 'On one thread: with worker: false the page itself would block.';
  if (hasSharedMemory()) return undefined;
  if (globalThis.crossOriginIsolated === false) {
    return (
      'On one thread: the page is not cross-origin isolated. Its server must send the headers ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.'
    );
  }
  return 'On one thread: this browser has no shared WebAssembly memory.';
}

/**
 * All cores of a small machine; half of a larger one, since cores are often hyper-threads, and the page and other programs need
 * some too.
 * @param {number} cores
 */
export function usualThreads(cores) {
  return cores <= 4 ? Math.max(1, cores) : Math.min(8, Math.max(4, cores >> 1));
}
