// The names of ImageNet's classes and groups in the language of the page, where the network in use has these.

import { language, languages } from './text.js';

/** @typedef {{ labels: string[], groups: string[] }} Names */

/** Whether the network's classes and groups are ImageNet's. */
let areOurs = false;
/** Whether that is an assumption, since the network has no names. */
let assumed = false;
/** By language; English only where the network has no names. @type {Map<string, Names>} */
const known = new Map();
/** @type {Set<string>} */
const asked = new Set();

languages.addEventListener('change', load);

/**
 * To be told which network answers.
 * @param {{ labels: string, groups: string }} info what it says of itself
 */
export function setClasses(info) {
  areOurs = info.groups === 'imagenet';
  assumed = areAssumed(info);
  load();
}

/**
 * Whether a network is taken for one of ImageNet: it has 1000 classes and no names for them.
 * @param {{ labels: string, groups: string }} info what it says of itself
 */
export function areAssumed({ labels, groups }) {
  return groups === 'imagenet' && labels === 'absent';
}

/**
 * @param {'labels' | 'groups'} kind
 * @param {number} index of a class or a group
 * @returns {string | undefined} undefined where the network's own name is the one to show
 */
export function localName(kind, index) {
  return isNeeded() ? known.get(language())?.[kind][index] : undefined;
}

/** Whether other names are shown than the network's own. */
function isNeeded() {
  return areOurs && (assumed || language() !== 'en');
}

/** @param {{ code?: string }} error where there are no names in the language, those in English stand */
async function inEnglish(error) {
  if (error.code !== 'invalid-option') throw error;
  const { namesIn } = await import('../../src/models.js');
  return namesIn('en');
}

/** What shows names shows them again when they are there; until then, and if they do not come, the network's own stand. */
async function load() {
  const code = language();
  if (!isNeeded() || asked.has(code)) return;
  asked.add(code);
  try {
    const { namesIn } = await import('../../src/models.js');
    const { labels, groups = {} } = await namesIn(code).catch(inEnglish);
    known.set(code, { labels, groups: Object.keys(groups) });
    languages.dispatchEvent(new Event('change'));
  } catch {
    asked.delete(code);
  }
}
