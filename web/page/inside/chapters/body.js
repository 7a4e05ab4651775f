// The body: the channels of the blocks for this photo.

import { number, t } from '../../text/text.js';
import { choice, make, paragraph } from '../drawing.js';
import { askFirst } from '../guess.js';
import { partName, sizes } from '../map.js';
import { paintPlane } from '../paint.js';
import { legend, valueText } from '../panel.js';
import { largest, means, peak, plane } from '../tensor.js';
import { unusual } from '../usual.js';
import { ownPhotos } from './own-photos.js';

/** @typedef {import('../subject.js').Subject} Subject */

const SHOWN = 12;

/** @type {import('../chapters.js').Chapter} */
export async function showBody(box, lab) {
  const { subject, part, state } = lab;
  const feature = subject.known(part.value);
  const lastBlock = subject.parts[subject.parts.length - 2];
  const weighed = subject.weighsAverages && subject.poolsLastBlock;
  const forAnswer = part.name === lastBlock.name && weighed;
  const order = state.order === 'answer' && forAnswer ? 'answer' : 'usual';
  const mean = means(feature);
  const usual = order === 'usual' ? (await lab.usual())[part.value] : undefined;
  const plain = order === 'usual' && !usual;
  const scores = usual
    ? unusual(mean, usual)
    : plain
      ? mean
      : await answerScores(subject, lab.classIndex);
  const kind = plain ? 'plain' : order;
  const channels = largest(scores, Math.min(SHOWN, feature.channels));
  const known = state.channel >= 0 && state.channel < feature.channels;
  const chosen = known ? state.channel : channels[0];
  const planes = new Map([...new Set([...channels, chosen])].map((c) => [c, plane(feature, c)]));
  const planeOf = (/** @type {number} */ channel) =>
    /** @type {import('../tensor.js').Plane} */ (planes.get(channel));
  const scale = Math.max(...[...planes.values()].map(({ values }) => peak(values)));

  const words = (/** @type {number} */ channel) =>
    t(`lab.channel.${kind}`, {
      channel: number(channel + 1),
      total: number(feature.channels),
      value: valueText(mean[channel]),
      usual: usual ? valueText(usual.mean[channel]) : '',
      adds: valueText(scores[channel]),
    });
  const grid = make(
    'div',
    { className: 'maps-grid' },
    ...channels.map((channel) => {
      const canvas = make('canvas');
      paintPlane(canvas, planeOf(channel), scale);
      return make(
        'button',
        {
          type: 'button',
          data: { channel: String(channel) },
          attributes: { 'aria-pressed': channel === chosen, 'aria-label': words(channel) },
          onclick: () => lab.set({ channel }),
        },
        canvas,
      );
    }),
  );
  const input = make('input', {
    type: 'number',
    min: '1',
    max: String(feature.channels),
    value: String(chosen + 1),
    onchange: () => {
      const typed = Math.round(Number(input.value) || 0);
      const channel = Math.min(feature.channels, Math.max(1, typed)) - 1;
      // With Tab it comes before the focus has gone on.
      setTimeout(() => lab.set({ channel }));
    },
  });
  box.append(
    paragraph(t('lab.body.about', stagesOf(subject))),
    paragraph(t(`lab.body.stage${depthOf(subject, part)}`, sizes(feature))),
    askFirst({
      key: 'body',
      choices: ['more', 'same', 'less'].map((value) => ({
        value,
        text: t(`lab.guess.body.${value}`),
      })),
      right: 'less',
      reveal: t('lab.guess.body.reveal', tradeOf(subject)),
    }),
    choice(
      t('lab.order'),
      [
        { value: 'usual', text: t('lab.order.usual') },
        { value: 'answer', text: t('lab.order.answer'), disabled: !forAnswer },
      ],
      order,
      (value) => lab.set({ order: value, channel: -1 }),
    ),
    make('p', {
      className: 'lab-note',
      textContent: t(`lab.order.${kind}.about`, {
        photos: usual?.photos ?? 0,
        label: lab.className,
      }),
    }),
    grid,
    make('div', { className: 'panel-legend' }, ...legend(scale)),
    make('p', { className: 'maps-caption', textContent: words(chosen) }),
    make('label', { className: 'maps-choose' }, t('inside.channel'), ' ', input),
    ...ownPhotos(lab, chosen),
  );
  return {
    overlay: {
      title: t('lab.map.of', { part: partName(part), channel: chosen + 1 }),
      plane: planeOf(chosen),
      scale,
      field: part.field,
    },
    data: { feature, name: part.name, channel: chosen },
  };
}

/**
 * How much of the photo a place sees, in four steps, which are the four stages of the usual networks.
 * @param {Subject} subject
 * @param {import('../network.js').Part} part
 */
function depthOf({ info }, { field }) {
  const share = field.size / Math.max(info.inputHeight, info.inputWidth);
  return 1 + [0.25, 0.6, 1.3].filter((step) => share > step).length;
}

/** @param {Subject} subject @param {number} index */
async function answerScores(subject, index) {
  const { averages, weights } = await subject.contributions(index);
  return averages.map((average, i) => average * weights[i]);
}

/** @param {Subject} subject */
function stagesOf({ info, parts }) {
  return {
    blocks: `[${info.design.stages.map(({ blocks }) => blocks.length).join(', ')}]`,
    blocksCount: parts.length - 3,
  };
}

/** The positions and channels of the first and the last block. @param {Subject} subject */
function tradeOf({ parts }) {
  const [first, last] = [parts[2].size, parts[parts.length - 2].size];
  return {
    first: t('inside.size', sizes(first)),
    last: t('inside.size', sizes(last)),
    before: number(first.height * first.width * first.channels),
    after: number(last.height * last.width * last.channels),
  };
}
