// The languages of the page. Another one is a folder beside this file, and a line in the table (README.md of the page).

// Its words are needed for the first paint, and stand in for what another language lacks.
import english from './en/locale.js';

/** @typedef {Record<string, string>} Words by key */

/** @typedef {'about' | 'better' | 'camera' | 'gallery' | 'inside' | 'model' | 'settings' | 'teach'} Part of the words that is loaded when it is needed */

/**
 * @typedef {object} Locale
 * @property {Words} words of everything that is no part; of English without those in index.html
 * @property {Partial<Record<Part, () => Promise<{ default: Words }>>>} parts
 * @property {{ thousands: string, decimal: string }} marks in numbers
 * @property {{ from: number, by: number, most: number, unit: string }[]} units of large numbers, largest first: from this number
 *   on it is divided, has at most so many decimals, and the unit after it
 * @property {(name: string) => string} [indefinite] the name of a class with its article
 */

/** @typedef {{ code: string, name: string, load: () => Promise<{ default: Locale }> }} Language name: its own */

/** @type {readonly Language[]} */
export const LANGUAGES = [
  { code: 'en', name: 'English', load: async () => ({ default: english }) },
  { code: 'ko', name: '한국어', load: () => import('./ko/locale.js') },
];

/**
 * @param {readonly (string | undefined)[]} tags such as "ko-KR", the most wanted first
 * @returns {string} the code of the first language that is named and in the table; English if none is
 */
export function languageFor(tags) {
  const known = (/** @type {string | undefined} */ tag) =>
    LANGUAGES.find(({ code }) => `${tag?.toLowerCase()}-`.startsWith(`${code.toLowerCase()}-`));
  return tags.map(known).find((language) => language !== undefined)?.code ?? 'en';
}
