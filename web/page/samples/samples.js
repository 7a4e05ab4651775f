// Sample photos. If they were not fetched when the page was built, there are none, and the page does not mention them.

import { PageFailure } from '../text/failures.js';
import { languages, t } from '../text/text.js';
import { SAMPLE_PHOTOS } from './photos.js';

/** @typedef {import('../photo/photo-controller.js').Photo} Photo */

/** The addresses of the photos. @returns {URL[]} */
export const sampleAddresses = () => SAMPLE_PHOTOS.map(({ large }) => large);

/**
 * @param {(name: string, fetchComing: (signal: AbortSignal) => Promise<Photo>) => void} onSample
 * @param {string} [wanted] the sample to open at once
 */
export function showSamples(onSample, wanted) {
  const row = /** @type {HTMLElement} */ (document.getElementById('samples-row'));
  const section = /** @type {HTMLElement} */ (document.getElementById('samples'));
  const open = (/** @type {string} */ name) =>
    onSample(`${name}.webp`, (signal) => fetchSample(name, signal));
  const buttons = SAMPLE_PHOTOS.map(({ name, small, author, licence }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sample';
    button.dataset.sample = name;
    const image = new Image(88, 66);
    image.src = small.href;
    image.addEventListener('error', () => {
      button.remove();
      section.hidden = !row.childElementCount;
    });
    button.append(image);
    button.addEventListener('click', () => open(name));
    return { button, image, name, author, licence };
  });
  const label = () => {
    for (const { button, image, name, author, licence } of buttons) {
      image.alt = t(`sample.${name}`);
      button.title = t('sample.credit', {
        author,
        licence: licence === 'public domain' ? t('sample.public-domain') : licence,
      });
    }
  };
  label();
  languages.addEventListener('change', label);
  row.replaceChildren(...buttons.map(({ button }) => button));
  if (wanted && SAMPLE_PHOTOS.some(({ name }) => name === wanted)) open(wanted);
}

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<Photo>}
 * @throws {PageFailure}
 */
export async function fetchSample(name, signal) {
  try {
    const { large } = /** @type {import('./photos.js').SamplePhoto} */ (
      SAMPLE_PHOTOS.find((photo) => photo.name === name)
    );
    const response = await fetch(large, { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return { name: `${name}.webp`, blob: await response.blob(), sample: name };
  } catch (cause) {
    throw new PageFailure('fail.sample', { cause });
  }
}
