// Pictures to try, drawn by scripts/web/make-samples.mjs.

import { PageFailure } from '../text/failures.js';
import { languages, t } from '../text/text.js';

/** @type {Record<string, { large: URL, small: URL }>} */
const SAMPLES = {
  lemon: {
    large: new URL('lemon.jpg', import.meta.url),
    small: new URL('lemon-small.jpg', import.meta.url),
  },
  orange: {
    large: new URL('orange.jpg', import.meta.url),
    small: new URL('orange-small.jpg', import.meta.url),
  },
  ladybug: {
    large: new URL('ladybug.jpg', import.meta.url),
    small: new URL('ladybug-small.jpg', import.meta.url),
  },
  mushroom: {
    large: new URL('mushroom.jpg', import.meta.url),
    small: new URL('mushroom-small.jpg', import.meta.url),
  },
  ball: {
    large: new URL('ball.jpg', import.meta.url),
    small: new URL('ball-small.jpg', import.meta.url),
  },
  apple: {
    large: new URL('apple.jpg', import.meta.url),
    small: new URL('apple-small.jpg', import.meta.url),
  },
  light: {
    large: new URL('light.jpg', import.meta.url),
    small: new URL('light-small.jpg', import.meta.url),
  },
  bus: {
    large: new URL('bus.jpg', import.meta.url),
    small: new URL('bus-small.jpg', import.meta.url),
  },
};

/** @typedef {import('../photo/photo-controller.js').Photo} Photo */

/** Where the pictures are. @returns {URL[]} */
export const sampleAddresses = () => Object.values(SAMPLES).map(({ large }) => large);

/**
 * @param {(name: string, fetchComing: (signal: AbortSignal) => Promise<Photo>) => void} onSample
 * @param {string} [wanted] the one to open at once
 */
export function showSamples(onSample, wanted) {
  const row = /** @type {HTMLElement} */ (document.getElementById('samples-row'));
  const open = (/** @type {string} */ name) =>
    onSample(`${name}.jpg`, (signal) => fetchSample(name, signal));
  const buttons = Object.entries(SAMPLES).map(([name, { small }]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sample';
    button.dataset.sample = name;
    const image = new Image(88, 66);
    image.src = small.href;
    button.append(image);
    button.addEventListener('click', () => open(name));
    return { button, image, name };
  });
  const label = () => {
    for (const { image, name } of buttons) image.alt = t(`sample.${name}`);
  };
  label();
  languages.addEventListener('change', label);
  row.replaceChildren(...buttons.map(({ button }) => button));
  if (wanted && Object.hasOwn(SAMPLES, wanted)) open(wanted);
}

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<Photo>}
 * @throws {PageFailure}
 */
export async function fetchSample(name, signal) {
  try {
    const response = await fetch(SAMPLES[name].large, { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return { name: `${name}.jpg`, blob: await response.blob(), sample: name };
  } catch (cause) {
    throw new PageFailure('fail.sample', { cause });
  }
}
