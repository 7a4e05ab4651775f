// The chapters of the laboratory in order, and the types of their input and output.

import { showBlock } from './chapters/block.js';
import { showBody } from './chapters/body.js';
import { showHead } from './chapters/head.js';
import { showSkips } from './chapters/skips.js';
import { showStem } from './chapters/stem.js';
import { showTraining } from './chapters/training.js';

/** @typedef {import('./network.js').Part} Part */
/** @typedef {import('./subject.js').Subject} Subject */

/**
 * The state that a link stores.
 * @typedef {object} State
 * @property {string} chapter
 * @property {string} part name of a part
 * @property {number} channel from 0; negative: the chapter's default
 * @property {number} label index of a class; negative: the predicted class
 * @property {string} order of channels: "usual" or "answer"
 * @property {string[]} cuts parts of blocks to leave out
 * @property {string[]} hide names of chapters that a lesson hides
 */

/**
 * @typedef {object} Lab
 * @property {Subject} subject
 * @property {Part} part the chosen one
 * @property {State} state
 * @property {number} classIndex of the class shown; negative if there are no classes
 * @property {string} className
 * @property {(index: number) => string} nameOf a class
 * @property {(patch: Partial<State>) => void} set changes the state and redraws
 * @property {() => Promise<Record<string, import('./usual.js').Usual>>} usual
 * @property {(place: import('./panel.js').Place) => void} point
 * @property {import('../../src/index.js').Classifier} classifier
 * @property {import('../photo/photo-controller.js').Photo[]} photos of the gallery
 * @property {AbortSignal} signal aborts when the laboratory is closed
 */

/**
 * @typedef {object} Drawn
 * @property {import('./panel.js').Overlay} [overlay] shown over the photo
 * @property {string} [said] a message about what changed, above the chapter
 * @property {(place: import('./panel.js').Place) => void} [onPlace] called immediately, and when another position is pointed at
 * @property {{ feature: import('../../src/index.js').Feature, name: string, channel: number }} [data] data for export
 */

/** @typedef {(box: HTMLElement, lab: Lab) => Promise<Drawn>} Chapter fills an empty box */

/** Each with the kind of part that it is about. @type {{ name: string, about: 'stem' | 'block' | 'head' | 'none', show: Chapter,
 *   prefersIdentity?: boolean }[]} prefersIdentity: opens on a block whose shortcut carries x unchanged */
export const CHAPTERS = [
  { name: 'stem', about: 'stem', show: showStem },
  { name: 'body', about: 'block', show: showBody },
  { name: 'block', about: 'block', prefersIdentity: true, show: showBlock },
  { name: 'skips', about: 'block', show: showSkips },
  { name: 'head', about: 'head', show: showHead },
  { name: 'training', about: 'none', show: showTraining },
];

/** Whether a chapter is about a part. @param {string} about @param {Part} part */
export function fits(about, part) {
  if (about === 'none') return true;
  if (about === 'block') return Boolean(part.block);
  return about === 'stem' ? part.name === 'stem' || part.name === 'photo' : part.name === 'head';
}
