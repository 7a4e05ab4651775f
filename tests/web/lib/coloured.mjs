// Small photos of classes that any network tells apart: stripes in one colour.

import { picture } from './picture.mjs';

export const COLOURS = ['blue', 'green', 'red'];

/**
 * @param {string} colour one of COLOURS
 * @param {number} seed
 */
export function photo(colour, seed) {
  const bytes = picture({ width: 64, height: 64, seed });
  const strong = COLOURS.indexOf(colour);
  for (let at = 54; at < bytes.length; at++) {
    bytes[at] = (bytes[at] >> 1) + ((at - 54) % 3 === strong ? 40 : 0);
  }
  return bytes;
}

/** @param {string} colour @param {number} from seed @param {number} to seed that is none any more */
export const photos = (colour, from, to) =>
  Array.from({ length: to - from }, (_, i) => photo(colour, from + i));
