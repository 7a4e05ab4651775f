// One block: its shortcut, its branch and their sum, with the numbers of one position.

import { percent, t } from '../../text/text.js';
import { figure, make, paragraph } from '../drawing.js';
import { askFirst } from '../guess.js';
import { partName, short } from '../map.js';
import { costsOf } from '../network.js';
import { paintPlane } from '../paint.js';
import { legend, valueText } from '../panel.js';
import { blockPicture, layersOf, tweakPictures, usualLayers } from '../pictures.js';
import { largest, meanSize, means, peak, plane } from '../tensor.js';

/** @type {import('../chapters.js').Chapter} */
export async function showBlock(box, lab) {
  const { subject, part, state } = lab;
  const names = ['shortcut', 'branch', 'sum'].map((side) => `${part.name}.${side}`);
  const features = await subject.values(names);
  const output = subject.known(part.value);
  const known = state.channel >= 0 && state.channel < output.channels;
  const channel = known ? state.channel : largest(means(output), 1)[0];
  const planes = features.map((feature) => plane(feature, channel));
  const result = plane(output, channel);
  const scale = Math.max(...planes.map(({ values }) => peak(values)));

  const row = make('div', { className: 'block-row', data: { channel: String(channel) } });
  ['shortcut', 'branch', 'sum'].forEach((side, i) => {
    const canvas = make('canvas');
    paintPlane(canvas, planes[i], scale);
    const one = figure(t(`inside.${side}`), canvas);
    one.dataset.value = side;
    if (i) row.append(make('span', { className: 'block-sign', textContent: i === 1 ? '+' : '=' }));
    row.append(one);
  });
  const numbers = make('p', { className: 'lab-numbers', attributes: { role: 'status' } });
  const onPlace = (/** @type {import('../panel.js').Place} */ { x, y }) => {
    const at = y * result.width + x;
    const [carried, added, sum] = planes.map(({ values }) => values[at]);
    numbers.textContent = t('lab.block.numbers', {
      x: valueText(carried),
      f: valueText(added),
      sum: valueText(sum),
      y: valueText(result.values[at]),
    });
  };

  const block = /** @type {import('../../../src/index.js').BlockDesign} */ (part.block);
  const { channels, height, width } = part.size;
  const costs = costsOf({ channels, places: height * width });
  const real = layersOf(block);
  const isReal = (/** @type {string[]} */ layers) => layers.join() === real.join();
  const kinds = /** @type {const} */ (['basic', 'bottleneck']).map((type) => ({
    type,
    layers: usualLayers(type, channels),
  }));
  const share = meanSize(features[1]) / (meanSize(features[0]) + meanSize(features[1]) + 1e-12);
  box.append(
    paragraph(t('lab.block.about', { part: partName(part) })),
    askFirst({
      key: 'block',
      choices: ['replace', 'add', 'choose'].map((value) => ({
        value,
        text: t(`lab.guess.block.${value}`),
      })),
      right: 'add',
      reveal: t('lab.guess.block.reveal', { value: percent(share) }),
    }),
    row,
    make('div', { className: 'panel-legend' }, ...legend(scale)),
    numbers,
    paragraph(t(`lab.shortcut.${block.shortcut}`)),
    make('h4', { textContent: t('lab.kinds') }),
    make(
      'div',
      { className: 'lab-pictures' },
      ...kinds.map(({ type, layers }) =>
        figure(
          t(`lab.kind.${type}`, { cost: short(costs[type]) }),
          blockPicture(layers, isReal(layers)),
        ),
      ),
      ...(kinds.some(({ layers }) => isReal(layers))
        ? []
        : [
            figure(
              t('lab.kind.this', { cost: short(part.multiplications) }),
              blockPicture(real, true),
            ),
          ]),
    ),
    paragraph(
      t('lab.kinds.about', {
        channels,
        ratio: (costs.basic / costs.bottleneck).toFixed(1),
        real: short(part.multiplications),
      }),
    ),
    make('details', {}, make('summary', { textContent: t('lab.tweaks') }), tweakPictures()),
  );
  return {
    overlay: {
      title: t('lab.map.of', { part: partName(part), channel: channel + 1 }),
      plane: result,
      scale,
      field: part.field,
    },
    onPlace,
    data: { feature: output, name: part.name, channel },
  };
}
