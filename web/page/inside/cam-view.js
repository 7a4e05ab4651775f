// The class activation map over the photo, for any of the top labels, as strong as the slider says.

import { labelOf, writeLabel } from '../text/label.js';
import { percent, t } from '../text/text.js';
import { paintSeen, paintVeil } from './paint.js';
import { redraw } from './redraw.js';

/**
 * @typedef {object} CamOptions
 * @property {ImageBitmap} photo
 * @property {import('../../src/index.js').Rect} seen the part of the photo that the network sees
 * @property {{ width: number, height: number }} input what that is to the network, pixels
 * @property {{ label: string, index: number, probability: number }[]} predictions
 * @property {number} chosen index of a class
 * @property {{ data: Float32Array, width: number, height: number }} map of that class
 * @property {number} strength of the veil, in [0, 1]
 * @property {(index: number) => void} onChoose
 * @property {(strength: number) => void} onStrength
 */

/**
 * @param {HTMLElement} box
 * @param {CamOptions} options
 */
export function showCam(box, { photo, seen, input, predictions, chosen, map, ...rest }) {
  const picture = document.createElement('canvas');
  paintSeen(picture, photo, seen, input);
  const veil = document.createElement('canvas');
  veil.className = 'cam-veil';
  veil.style.opacity = String(rest.strength);
  paintVeil(veil, { values: map.data, width: map.width, height: map.height });
  const stack = document.createElement('div');
  stack.className = 'cam-stack';
  stack.setAttribute('role', 'img');
  const about = predictions.find(({ index }) => index === chosen);
  stack.setAttribute('aria-label', t('inside.cam.map', { label: about ? labelOf(about) : '' }));
  stack.append(picture, veil);

  const choices = document.createElement('fieldset');
  choices.className = 'cam-labels';
  const legend = document.createElement('legend');
  legend.textContent = t('inside.cam');
  choices.append(legend);
  for (const { label, index, probability } of predictions) {
    const radio = document.createElement('input');
    radio.type = 'radio';
    radio.name = 'cam-label';
    radio.value = String(index);
    radio.checked = index === chosen;
    radio.addEventListener('change', () => rest.onChoose(index));
    const row = document.createElement('label');
    const value = document.createElement('span');
    value.textContent = percent(probability);
    const words = document.createElement('b');
    writeLabel(words, { label, index });
    row.append(radio, ' ', words, ' ', value);
    choices.append(row);
  }
  const slider = document.createElement('input');
  slider.type = 'range';
  slider.min = '0';
  slider.max = '1';
  slider.step = '0.05';
  slider.value = String(rest.strength);
  slider.addEventListener('input', () => {
    veil.style.opacity = slider.value;
    rest.onStrength(Number(slider.value));
  });
  const strength = document.createElement('label');
  strength.className = 'cam-strength';
  strength.append(t('inside.cam.strength'), ' ', slider);
  const side = document.createElement('div');
  side.append(choices, strength);

  redraw(box, stack, side);
}
