// The stem: its filters, one of them sliding over the photo, and the following steps.

import { number, t } from '../../text/text.js';
import { figure, make, paragraph } from '../drawing.js';
import { askFirst } from '../guess.js';
import { sizes } from '../map.js';
import { paintPlane } from '../paint.js';
import { legend, valueText } from '../panel.js';
import { largest, peak, plane } from '../tensor.js';

/** @typedef {import('../../../src/index.js').LayerWeights} LayerWeights */

/** @type {import('../chapters.js').Chapter} */
export async function showStem(box, lab) {
  const { subject, state } = lab;
  const { stem } = subject.info.design;
  const [first] = stem.convolutions;
  const single = stem.convolutions.length === 1;
  const name = single ? 'stem.conv' : 'stem.conv1';
  const names = ['input', name, ...(single ? ['stem.activation', 'stem'] : [])];
  const [filters, [input, convolved, activated, pooled]] = await Promise.all([
    subject.weights('stem'),
    subject.values(names),
  ]);
  const known = state.channel >= 0 && state.channel < filters.outputs;
  const chosen = known ? state.channel : strongestFilter(filters);
  const map = plane(convolved, chosen);
  const scale = peak(map.values);

  const tiles = make(
    'div',
    { className: 'lab-filters' },
    ...Array.from({ length: filters.outputs }, (_, filter) => {
      const canvas = make('canvas');
      paintFilter(canvas, filters, filter);
      return make(
        'button',
        {
          type: 'button',
          data: { channel: String(filter) },
          attributes: {
            'aria-pressed': filter === chosen,
            'aria-label': t('lab.filter.n', { n: filter + 1, total: filters.outputs }),
          },
          onclick: () => lab.set({ channel: filter }),
        },
        canvas,
      );
    }),
  );

  const products = new Products(filters, chosen, { input, first });
  const sum = make('div', { className: 'lab-sum' });
  const onPlace = (/** @type {import('../panel.js').Place} */ { x, y }) => {
    products.show(sum, { x, y }, map.values[y * map.width + x]);
  };
  const slide = make('button', {
    type: 'button',
    className: 'quiet',
    textContent: t('lab.slide'),
    onclick: () => slideOver(map, lab.point, () => slide.isConnected),
  });

  const steps = make('div', { className: 'lab-steps' });
  const add = (/** @type {string} */ key, /** @type {typeof convolved} */ feature) => {
    const canvas = make('canvas');
    paintPlane(canvas, plane(feature, chosen), scale);
    steps.append(figure(`${t(key)} · ${t('inside.size', sizes(feature))}`, canvas));
  };
  add('lab.step.conv', convolved);
  if (single) {
    if (stem.activation) add('lab.step.activation', activated);
    if (stem.pool) add('lab.step.pool', pooled);
  }

  box.append(
    paragraph(
      t('lab.stem.about', {
        filters: filters.outputs,
        size: `${filters.height}×${filters.width}`,
        stride: first.stride,
        input: t('inside.size', sizes(input)),
        output: t('inside.size', sizes(subject.known('stem'))),
      }),
    ),
    askFirst({
      key: 'stem',
      choices: ['objects', 'edges', 'names'].map((value) => ({
        value,
        text: t(`lab.guess.stem.${value}`),
      })),
      right: 'edges',
      reveal: t('lab.guess.stem.reveal'),
    }),
    make('h4', { textContent: t('lab.filters') }),
    tiles,
    make('p', { className: 'lab-note', textContent: t('lab.filters.about') }),
    make('h4', { textContent: t('lab.sum') }),
    slide,
    sum,
    make('h4', { textContent: t('lab.steps') }),
    steps,
    make('div', { className: 'panel-legend' }, ...legend(scale)),
    paragraph(
      t(single ? 'lab.steps.about' : 'lab.steps.several', {
        bias: valueText(filters.bias[chosen]),
        convolutions: stem.convolutions.length,
      }),
    ),
  );
  const reach = first.dilation * (first.kernel - 1);
  return {
    overlay: {
      title: t('lab.map.filter', { n: chosen + 1 }),
      plane: map,
      scale,
      field: { size: reach + 1, step: first.stride, start: 0.5 + reach / 2 - first.padding },
    },
    onPlace,
    data: { feature: convolved, name, channel: chosen },
  };
}

/** The filter with the largest weights, which is the most visible one. @param {LayerWeights} filters */
function strongestFilter({ outputs, data }) {
  const each = data.length / outputs;
  const sizesOf = Array.from({ length: outputs }, (_, filter) => {
    let sum = 0;
    for (let i = filter * each; i < (filter + 1) * each; i++) sum += data[i] ** 2;
    return sum;
  });
  return largest(sizesOf, 1)[0];
}

/**
 * A filter in colour: grey is zero.
 * @param {HTMLCanvasElement} canvas
 * @param {LayerWeights} filters
 * @param {number} filter
 */
function paintFilter(canvas, { height, width, inputs, data }, filter) {
  const each = height * width * inputs;
  const weights = data.subarray(filter * each, (filter + 1) * each);
  const most = peak(weights);
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let tap = 0; tap < height * width; tap++) {
    for (let channel = 0; channel < 3; channel++) {
      const weight = weights[tap * inputs + (inputs === 3 ? channel : 0)];
      image.data[4 * tap + channel] = 128 + (127 * weight) / most;
    }
    image.data[4 * tap + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** The products of a filter at one position, and their sum. */
class Products {
  /**
   * @param {LayerWeights} filters
   * @param {number} filter
   * @param {{ input: import('../tensor.js').Feature, first: import('../../../src/index.js').ConvolutionDesign }} layer
   */
  constructor(filters, filter, { input, first }) {
    this.filters = filters;
    this.filter = filter;
    this.input = input;
    this.first = first;
  }

  /**
   * @param {HTMLElement} box
   * @param {import('../panel.js').Place} place in the filter's map
   * @param {number} network the value that the network computed
   */
  show(box, place, network) {
    const { height, width, inputs, data, bias } = this.filters;
    const { stride, padding, dilation } = this.first;
    const each = height * width * inputs;
    const pixels = new Float32Array(height * width);
    const products = new Float32Array(height * width);
    let [positive, negative] = [0, 0];
    for (let dy = 0; dy < height; dy++) {
      for (let dx = 0; dx < width; dx++) {
        const y = place.y * stride - padding + dy * dilation;
        const x = place.x * stride - padding + dx * dilation;
        if (y < 0 || x < 0 || y >= this.input.height || x >= this.input.width) continue;
        for (let c = 0; c < inputs; c++) {
          const pixel = this.input.data[(y * this.input.width + x) * inputs + c];
          const product = pixel * data[this.filter * each + (dy * width + dx) * inputs + c];
          pixels[dy * width + dx] += pixel / inputs;
          products[dy * width + dx] += product;
          if (product > 0) positive += product;
          else negative += product;
        }
      }
    }
    const filter = make('canvas');
    paintFilter(filter, this.filters, this.filter);
    const [patch, result] = [pixels, products].map((values) => {
      const canvas = make('canvas');
      paintPlane(canvas, { values, width, height });
      return canvas;
    });
    const total = positive + negative + bias[this.filter];
    box.replaceChildren(
      make(
        'div',
        { className: 'block-row' },
        figure(t('lab.sum.pixels'), patch),
        make('span', { className: 'block-sign', textContent: '×' }),
        figure(t('lab.sum.filter'), filter),
        make('span', { className: 'block-sign', textContent: '=' }),
        figure(t('lab.sum.products'), result),
      ),
      make('p', {
        className: 'lab-numbers',
        textContent: t('lab.sum.numbers', {
          products: number(each),
          positive: valueText(positive),
          negative: valueText(negative),
          bias: valueText(bias[this.filter]),
          total: valueText(total),
          network: valueText(network),
        }),
      }),
    );
  }
}

/**
 * Moves the filter over the photo, row by row.
 * @param {import('../tensor.js').Plane} map
 * @param {(place: import('../panel.js').Place) => void} point
 * @param {() => boolean} goesOn
 */
function slideOver({ width, height }, point, goesOn) {
  // About a hundred steps, whatever the size of the map.
  const step = Math.max(1, Math.round(width / 14));
  let [x, y] = [0, Math.min(height - 1, step)];
  const timer = setInterval(() => {
    if (!goesOn() || y >= height) return clearInterval(timer);
    point({ x, y });
    x += step;
    if (x >= width) [x, y] = [0, y + 2 * step];
  }, 70);
}
