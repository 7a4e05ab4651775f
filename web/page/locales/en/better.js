// The offer of a larger network.

/** @type {Record<string, string>} */
export default {
  'better.offer':
    'A larger network, {title}, may recognise it. It is downloaded only if you want it.',
  'better.go': 'Download it and ask again',
  'better.failed': '{title} could not be downloaded. Still using the built-in network.',
  'better.before': 'The built-in network said: {name}. {sure}',
};
