// English.

import { withArticle } from './article.js';
import words from './page.js';

/** @type {import('../languages.js').Locale} */
export default {
  words,
  parts: {
    about: () => import('./about.js'),
    better: () => import('./better.js'),
    camera: () => import('./camera.js'),
    gallery: () => import('./gallery.js'),
    inside: () => import('./inside.js'),
    model: () => import('./model.js'),
    settings: () => import('./settings.js'),
    teach: () => import('./teach.js'),
  },
  marks: { thousands: ',', decimal: '.' },
  units: [
    { from: 1e9, by: 1e9, most: 2, unit: ' G' },
    { from: 1e6, by: 1e6, most: 1, unit: ' M' },
    { from: 1e4, by: 1e3, most: 0, unit: ' k' },
  ],
  indefinite: withArticle,
};
