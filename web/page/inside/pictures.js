// Diagrams of blocks in the style of the papers.

import { t } from '../text/text.js';
import { draw, figure, make } from './drawing.js';

/**
 * A block as the papers draw it.
 * @param {'basic' | 'bottleneck'} type
 * @param {number} channels in and out
 * @returns {string[]} its layers
 */
export function usualLayers(type, channels) {
  const middle = Math.max(1, Math.round(channels / 4));
  return type === 'basic'
    ? [`3×3, ${channels}`, `3×3, ${channels}`]
    : [`1×1, ${middle}`, `3×3, ${middle}`, `1×1, ${channels}`];
}

/**
 * @param {import('./network.js').BlockDesign} block
 * @returns {string[]} its layers
 */
export const layersOf = ({ convolutions }) =>
  convolutions.map(({ kernel, outChannels, groups }) => {
    const kind = groups === 1 ? '' : groups === outChannels ? ' dw' : ` /${groups}`;
    return `${kernel}×${kernel}${kind}, ${outChannels}`;
  });

/**
 * @param {string[]} layers from the first to the last
 * @param {boolean} real whether it is the block that is shown
 */
export const blockPicture = (layers, real) => chain(layers, { real });

/** The changes of ResNet-B, C and D (He et al. 2018, "Bag of tricks", figure 2). */
export function tweakPictures() {
  return make(
    'div',
    { className: 'lab-pictures' },
    figure(t('lab.tweak.b'), chain(['1×1', '3×3, /2', '1×1'], { side: '1×1, /2' })),
    figure(t('lab.tweak.c'), chain(['3×3, /2', '3×3', '3×3'], { shortcut: false })),
    figure(t('lab.tweak.d'), chain(['1×1', '3×3, /2', '1×1'], { side: '2×2, 1×1' })),
  );
}

/**
 * Layers from top to bottom, and the shortcut past them.
 * @param {string[]} layers
 * @param {{ real?: boolean, side?: string, shortcut?: boolean }} [options] side: label of the shortcut
 */
function chain(layers, { real = false, side = '', shortcut = true } = {}) {
  const height = 40 + 34 * layers.length + (shortcut ? 22 : 0);
  const svg = draw('svg', {
    class: `lab-chain${real ? ' is-real' : ''}`,
    viewBox: `0 0 170 ${height}`,
    height,
    width: 170,
  });
  const end = 22 + 34 * layers.length;
  svg.append(draw('path', { class: 'chain-line', d: `M60 4V${height - 4}` }));
  layers.forEach((text, i) => {
    const y = 18 + 34 * i;
    svg.append(
      draw('rect', { class: 'chain-box', x: 14, y, width: 92, height: 24, rx: 5 }),
      draw('text', { x: 60, y: y + 16, 'text-anchor': 'middle' }, text),
    );
  });
  if (shortcut) {
    svg.append(
      draw('path', { class: 'chain-skip', d: `M60 10H136V${end + 10}H70` }),
      draw('circle', { class: 'chain-sum', cx: 60, cy: end + 10, r: 9 }),
      draw('text', { x: 60, y: end + 14, 'text-anchor': 'middle' }, '+'),
    );
    if (side)
      svg.append(
        draw('rect', { class: 'chain-box', x: 108, y: end / 2 - 2, width: 58, height: 24, rx: 5 }),
        draw('text', { x: 137, y: end / 2 + 14, 'text-anchor': 'middle' }, side),
      );
  }
  return svg;
}
