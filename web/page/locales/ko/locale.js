// 한국어.

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
    { from: 1e8, by: 1e8, most: 1, unit: '억' },
    { from: 1e4, by: 1e4, most: 1, unit: '만' },
  ],
};
