// The names of ImageNet's classes and groups in the page's language, if the network has these classes.

import { language, languages } from './text.js';

/** @typedef {{ labels: string[], groups: string[] }} Names */

/** Whether the network's classes and groups are ImageNet's. */
let areOurs = false;
/** Whether this is an assumption because the network has no names. */
let assumed = false;
/** By language; English only if the network has no names. @type {Map<string, Names>} */
const known = new Map();
/** @type {Set<string>} */
const asked = new Set();

languages.addEventListener('change', load);

/**
 * Call when another network is used.
 * @param {{ labels: string, groups: string }} info its description
 */
export function setClasses(info) {
  areOurs = info.groups === 'imagenet';
  assumed = areAssumed(info);
  load();
}

/**
 * Whether a network is assumed to be one of ImageNet: it has 1000 unnamed classes.
 * @param {{ labels: string, groups: string }} info its description
 */
export function areAssumed({ labels, groups }) {
  return groups === 'imagenet' && labels === 'absent';
}

/**
 * @param {'labels' | 'groups'} kind
 * @param {number} index of a class or a group
 * @returns {string | undefined} undefined if the network's own name should be shown
 */
export function localName(kind, index) {
  return isNeeded() ? known.get(language())?.[kind][index] : undefined;
}

/** Whether other names than the network's own are shown. */
function isNeeded() {
  return areOurs && (assumed || language() !== 'en');
}

/** @param {{ code?: string }} error if there are no names in the language, the English ones are used */
async function inEnglish(error) {
  if (error.code !== 'invalid-option') throw error;
  const { namesIn } = await import('../../src/models.js');
  return namesIn('en');
}

/** Names are shown again when they are loaded; until then, or if loading fails, the network's own are shown. */
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
