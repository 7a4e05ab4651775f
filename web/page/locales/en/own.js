// What is said of a checkpoint of one’s own.

/** @type {Record<string, string>} */
export default {
  'model.settings': 'Settings that no file can tell',
  'model.structure': 'What was understood',
  'model.path': 'Found in the file at: {path}',
  'model.assumed': 'Assumed, since the file does not say it:',
  'model.encoder':
    'This file has no classes, so it cannot classify photos. “Look inside” shows its feature maps, and its embeddings compare photos.',
};
