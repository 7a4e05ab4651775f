// Takes the page's sample photos out of GCompris' resource files, with a small picture of each.
//
//   node scripts/web/samples/unpack.mjs RCC-FOLDER TO
//
// Needs cwebp, of Debian's package webp.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { SAMPLE_PHOTOS } from '../../../web/page/samples/photos.js';
import { readResource } from './qt-resource.mjs';

// Where each is: the resource file, and what follows its folder "resource".
const PLACES = {
  dog: ['explore_farm_animals', 'animals/dog'],
  macaw: ['explore_world_animals', 'animals/scarlet_macaw'],
  'red-panda': ['erase', 'red_panda'],
  goldfish: ['categorization', 'images/fishes/fish25'],
  koala: ['explore_world_animals', 'animals/koala'],
  baseball: ['categorization', 'images/others/baseball'],
  cup: ['categorization', 'images/others/buffetset'],
  pan: ['categorization', 'images/others/pan'],
};
/** Of the small pictures, twice what the page shows. */
const SMALL = { width: 176, height: 132 };

const [from, to] = process.argv.slice(2);
const CREDITS = SAMPLE_PHOTOS.map(
  ({ name, author, licence, source }) => `${name}: ${author}, ${licence}, ${source}\n`,
);
for (const { name, width, height } of SAMPLE_PHOTOS) {
  const [activity, path] = PLACES[/** @type {keyof typeof PLACES} */ (name)];
  const resource = readFileSync(`${from}/${activity}.rcc`);
  const inside = `gcompris/src/activities/${activity}/resource/${path}.webp`;
  writeFileSync(`${to}/${name}.webp`, readResource(resource, inside));
  // The smallest that covers the small picture's frame.
  const wide = width / height > SMALL.width / SMALL.height;
  const size = wide ? [0, SMALL.height] : [SMALL.width, 0];
  execFileSync('cwebp', [
    ...['-quiet', '-q', '80', '-m', '6', '-resize', ...size.map(String)],
    ...[`${to}/${name}.webp`, '-o', `${to}/${name}-small.webp`],
  ]);
}
writeFileSync(`${to}/CREDITS.txt`, CREDITS.join(''));
