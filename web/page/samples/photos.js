// The page's sample photos: all in the public domain or under CC0. Debian's package gcompris-qt-data holds them;
// scripts/internal/fetch-samples.sh puts them into web/dist/samples. The addresses are literal, since the service worker and the
// bundler look for such.

/**
 * @typedef {object} SamplePhoto
 * @property {string} name of its files, without ".webp", and of its words
 * @property {URL} large
 * @property {URL} small for the button
 * @property {number} width in pixels
 * @property {number} height in pixels
 * @property {string} author
 * @property {string} licence
 * @property {string} source where the author published it
 */

const COMMONS = 'https://commons.wikimedia.org/wiki/File:';
const PUBLIC_DOMAIN = 'public domain';
const CC0 = 'CC0 1.0';

/** In the order of the page. @type {SamplePhoto[]} */
export const SAMPLE_PHOTOS = [
  {
    name: 'dog',
    large: new URL('../../dist/samples/dog.webp', import.meta.url),
    small: new URL('../../dist/samples/dog-small.webp', import.meta.url),
    width: 1024,
    height: 768,
    author: 'Hans Kemperman',
    licence: PUBLIC_DOMAIN,
    source: `${COMMONS}German-shepherd-4040871920._(2).jpg`,
  },
  {
    name: 'macaw',
    large: new URL('../../dist/samples/macaw.webp', import.meta.url),
    small: new URL('../../dist/samples/macaw-small.webp', import.meta.url),
    width: 1024,
    height: 793,
    author: 'Dcoetzee',
    licence: CC0,
    source: `${COMMONS}Scarlet_macaw_at_Cougar_Mountain_Zoological_Park.jpg`,
  },
  {
    name: 'red-panda',
    large: new URL('../../dist/samples/red-panda.webp', import.meta.url),
    small: new URL('../../dist/samples/red-panda-small.webp', import.meta.url),
    width: 1920,
    height: 1080,
    author: 'Mathias Appel',
    licence: CC0,
    source: `${COMMONS}Red_Panda_(30324056733).jpg`,
  },
  {
    name: 'goldfish',
    large: new URL('../../dist/samples/goldfish.webp', import.meta.url),
    small: new URL('../../dist/samples/goldfish-small.webp', import.meta.url),
    width: 320,
    height: 272,
    author: 'Necrophorus',
    licence: PUBLIC_DOMAIN,
    source: `${COMMONS}Goldfisch_1.jpg`,
  },
  {
    name: 'koala',
    large: new URL('../../dist/samples/koala.webp', import.meta.url),
    small: new URL('../../dist/samples/koala-small.webp', import.meta.url),
    width: 768,
    height: 1024,
    author: 'BurningWell',
    licence: PUBLIC_DOMAIN,
    source: `${COMMONS}Koala_Perth_Zoo.jpg`,
  },
  {
    name: 'baseball',
    large: new URL('../../dist/samples/baseball.webp', import.meta.url),
    small: new URL('../../dist/samples/baseball-small.webp', import.meta.url),
    width: 320,
    height: 317,
    author: 'Cody escadron delta',
    licence: PUBLIC_DOMAIN,
    source: `${COMMONS}Baseball_ball.jpg`,
  },
  {
    name: 'cup',
    large: new URL('../../dist/samples/cup.webp', import.meta.url),
    small: new URL('../../dist/samples/cup-small.webp', import.meta.url),
    width: 320,
    height: 247,
    author: 'Rijksmuseum',
    licence: CC0,
    source: `${COMMONS}Kop_en_schotel_beschilderd_met_vlinders_en_libellen,_BK-15423-J.jpg`,
  },
  {
    name: 'pan',
    large: new URL('../../dist/samples/pan.webp', import.meta.url),
    small: new URL('../../dist/samples/pan-small.webp', import.meta.url),
    width: 320,
    height: 240,
    author: 'Suricata',
    licence: PUBLIC_DOMAIN,
    source: `${COMMONS}Pfanne_(Gusseisen).jpg`,
  },
];
