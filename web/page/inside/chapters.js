// The chapters of the laboratory, in their order, and what each is given and gives back.

import { showBlock } from './chapters/block.js';
import { showBody } from './chapters/body.js';
import { showHead } from './chapters/head.js';
import { showSkips } from './chapters/skips.js';
import { showStem } from './chapters/stem.js';
import { showTraining } from './chapters/training.js';

/** @typedef {import('./network.js').Part} Part */
/** @typedef {import('./subject.js').Subject} Subject */

/**
 * What a link to an exact state holds.
 * @typedef {object} State
 * @property {string} chapter
 * @property {string} part name of a part
 * @property {number} channel from 0; below 0: the chapter's own choice
 * @property {number} label index of a class; below 0: the answer's
 * @property {string} order of channels: "usual" or "answer"
 * @property {string[]} cuts what is left out of blocks
 * @property {string[]} hide names of chapters that a lesson leaves out
 */

/**
 * @typedef {object} Lab
 * @property {Subject} subject
 * @property {Part} part the chosen one
 * @property {State} state
 * @property {number} classIndex of the class that is looked into; below 0 where there are none
 * @property {string} className
 * @property {(index: number) => string} nameOf a class
 * @property {(patch: Partial<State>) => void} set changes the state and draws again
 * @property {() => Promise<Record<string, import('./usual.js').Usual>>} usual
 * @property {(place: import('./panel.js').Place) => void} point
 * @property {import('../../src/index.js').Classifier} classifier
 * @property {import('../photo/photo-controller.js').Photo[]} photos of the gallery
 * @property {AbortSignal} signal aborts when the laboratory is closed
 */

/**
 * @typedef {object} Drawn
 * @property {import('./panel.js').Overlay} [overlay] over the photo
 * @property {string} [said] what has changed, above the chapter
 * @property {(place: import('./panel.js').Place) => void} [onPlace] called at once, and when another place is pointed at
 * @property {{ feature: import('../../src/index.js').Feature, name: string, channel: number }} [data] what can be exported
 */

/** @typedef {(box: HTMLElement, lab: Lab) => Promise<Drawn>} Chapter fills an empty box */

/** Each with the kind of part that it is about. @type {{ name: string, about: 'stem' | 'block' | 'head' | 'none', show: Chapter }[]} */
export const CHAPTERS = [
  { name: 'stem', about: 'stem', show: showStem },
  { name: 'body', about: 'block', show: showBody },
  { name: 'block', about: 'block', show: showBlock },
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
