// The indefinite article of English, for the names of things.

/** Things that one does not count, pairs, and numbers instead of names. */
const BARE = new RegExp(
  '^(cattle|clothing|cosmetics|hardware|stationery|sports equipment|glasses|' +
    'binoculars|jeans|pajamas|parallel bars|sunglasses|swimming trunks|chain mail|face powder|hair spray|lotion|perfume|' +
    'sunscreen|toilet paper|velvet|wool|hay|broccoli|carbonara|chocolate sauce|consomme|corn|dough|eggnog|guacamole|' +
    'ice cream|mashed potato|rapeseed|red wine|class \\d+)$',
  'i',
);

/** By sound: an hourglass, but a unicycle. */
const VOWEL = /^(?!(eu|one\b|uni(?!m|n)|us[aeiu]|ut[aeiou]))([aeiou]|hour|hono|heir)/i;

/**
 * @param {string} name
 * @returns {string} "a dog", "an aircraft", "clothing"
 */
export function withArticle(name) {
  if (BARE.test(name)) return name;
  return `${VOWEL.test(name) ? 'an' : 'a'} ${name}`;
}
