// The feature maps of a part: the strongest channels, and any one of them large.

import { number, t } from '../text/text.js';
import { signed } from './colors.js';
import { paintPlane } from './paint.js';
import { plane, strengths, strongest } from './tensor.js';

const SHOWN = 12;

/**
 * @param {HTMLElement} box
 * @param {import('./tensor.js').Feature} feature
 * @param {number | undefined} wanted a channel; the strongest where it is not given
 * @param {(channel: number) => void} onChoose
 */
export function showMaps(box, feature, wanted, onChoose) {
  const channels = strongest(feature, SHOWN);
  const chosen = wanted !== undefined && wanted < feature.channels ? wanted : channels[0];
  const values = strengths(feature);

  const large = document.createElement('canvas');
  large.className = 'maps-large';
  large.setAttribute('role', 'img');
  paintChannel(large, feature, chosen);
  const caption = document.createElement('p');
  caption.className = 'maps-caption';
  const words = (/** @type {number} */ channel) =>
    t('inside.channel.of', {
      channel: number(channel + 1),
      count: number(feature.channels),
      value: Number(values[channel].toPrecision(2)),
    });
  caption.textContent = words(chosen);
  large.setAttribute('aria-label', words(chosen));

  const label = document.createElement('label');
  label.className = 'maps-choose';
  const input = document.createElement('input');
  input.type = 'number';
  // People count from one.
  input.min = '1';
  input.max = String(feature.channels);
  input.value = String(chosen + 1);
  input.addEventListener('change', () => {
    const typed = Math.round(Number(input.value) || 0);
    // With Tab it comes before the focus has gone on.
    setTimeout(() => onChoose(Math.min(feature.channels, Math.max(1, typed)) - 1));
  });
  label.append(t('inside.channel'), ' ', input);

  const title = document.createElement('h4');
  title.textContent = t('inside.strongest');
  const grid = document.createElement('div');
  grid.className = 'maps-grid';
  grid.append(
    ...channels.map((channel) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.channel = String(channel);
      button.setAttribute('aria-pressed', String(channel === chosen));
      button.setAttribute('aria-label', words(channel));
      const canvas = document.createElement('canvas');
      paintChannel(canvas, feature, channel);
      button.append(canvas);
      button.addEventListener('click', () => onChoose(channel));
      return button;
    }),
  );
  const side = document.createElement('div');
  side.append(label, title, grid);
  const figure = document.createElement('div');
  figure.append(large, caption);
  const { activeElement } = document;
  const focused = box.contains(activeElement) && activeElement;
  box.replaceChildren(figure, side);
  if (focused) {
    const again = focused.matches('input') ? input : grid.querySelector('[aria-pressed=true]');
    /** @type {HTMLElement | null} */ (again)?.focus();
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import('./tensor.js').Feature} feature
 * @param {number} channel
 */
function paintChannel(canvas, feature, channel) {
  const { width, height } = feature;
  paintPlane(canvas, { values: plane(feature, channel), width, height }, signed);
}
