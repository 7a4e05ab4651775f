// The names of ImageNet's classes and groups in the language of the page, where the network in use has these.

import { language, languages } from './text.js';

/** @typedef {{ labels: string[], groups: string[] }} Names */

/** Whether the network's classes, and its groups, are ImageNet's. */
let ours = { labels: false, groups: false };
/** By language; none in English, which the network brings along. @type {Map<string, Names>} */
const known = new Map();
/** @type {Set<string>} */
const asked = new Set();

languages.addEventListener('change', load);

/**
 * To be told which network answers.
 * @param {{ labels: string, groups: string }} info what it says of itself
 */
export function setClasses({ labels, groups }) {
  const groupsAreOurs = groups === 'imagenet';
  ours = { labels: groupsAreOurs && labels === 'given', groups: groupsAreOurs };
  load();
}

/**
 * @param {'labels' | 'groups'} kind
 * @param {number} index of a class or a group
 * @returns {string | undefined} undefined where the network's own name is the one to show
 */
export function localName(kind, index) {
  return ours[kind] ? known.get(language())?.[kind][index] : undefined;
}

/** What shows names shows them again when they are there; until then, and if they do not come, the network's own stand. */
async function load() {
  const code = language();
  if (code === 'en' || !ours.groups || asked.has(code)) return;
  asked.add(code);
  try {
    const { namesIn } = await import('../../src/models.js');
    const { labels, groups = {} } = await namesIn(code);
    known.set(code, { labels, groups: Object.keys(groups) });
    languages.dispatchEvent(new Event('change'));
  } catch {
    asked.delete(code);
  }
}
