// How it works.

/** @type {Record<string, string>} */
export default {
  'about.title': 'How it works',
  'about.close': 'Close',
  'about.photo': '1. The photo is made small',
  'about.photo.more':
    'It is decoded here, resized and cropped to {size} pixels, exactly as the network’s training photos were.',
  'about.network': '2. A residual network looks at it',
  'about.network.more':
    'The {name} applies {parameters} learned weights to it, block by block. Each block adds a correction to what its skip connection passes on. “Look inside” shows every step.',
  'about.answer': '3. The answer is a list of probabilities',
  'about.answer.more':
    'One for each class that it can name. When none is probable enough the page says “Not sure” instead of guessing.',
  'about.here': '4. All of this happens on your device',
  'about.here.more':
    'The network is C++ compiled to WebAssembly and runs in your browser. Photos are not uploaded, and nothing is counted or tracked.',
  'about.embed': 'Use this network on your own page',
  'about.embed.more': 'These lines use the {name}.',
  'about.embed.frame': 'As a frame',
  'about.embed.module': 'In JavaScript',
};
