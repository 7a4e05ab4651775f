// The head: averages, weights, logits, probabilities, and the evidence across the photo.

import { number, percent, t } from '../../text/text.js';
import { barChart, choice, figure, make, paragraph } from '../drawing.js';
import { askFirst } from '../guess.js';
import { valueText } from '../panel.js';
import { largest } from '../tensor.js';

const ROWS = 6;

/** @type {import('../chapters.js').Chapter} */
export async function showHead(box, lab) {
  const { subject, classIndex } = lab;
  const { predictions } = subject;
  const pooled = subject.known('pooled');
  box.append(
    paragraph(
      t(subject.info.classes ? 'lab.head.about' : 'inside.about.encoder', {
        channels: number(pooled.channels),
        classes: number(subject.info.classes),
      }),
    ),
  );
  if (classIndex < 0) return { data: { feature: pooled, name: 'pooled', channel: 0 } };

  box.append(
    askFirst({
      key: 'head',
      choices: ['one', 'many', 'where'].map((value) => ({
        value,
        text: t(`lab.guess.head.${value}`),
      })),
      right: 'many',
      reveal: t('lab.guess.head.reveal', { channels: number(pooled.channels) }),
    }),
    choice(
      t('lab.class'),
      predictions.map(({ index }) => ({ value: String(index), text: lab.nameOf(index) })),
      String(classIndex),
      (value) => lab.set({ label: Number(value) }),
    ),
  );
  if (subject.weighsAverages) box.append(...(await contributions(lab)));
  box.append(
    make('h4', { textContent: t('lab.softmax') }),
    figure(
      t('lab.softmax.about'),
      barChart(
        predictions.map(({ index, probability }) => ({
          label: lab.nameOf(index),
          values: [
            {
              value: probability,
              text: percent(probability),
              kind: index === classIndex ? 'after' : 'before',
            },
          ],
        })),
      ),
    ),
  );
  if (subject.info.design.head.pooling === 'max-average')
    return { data: { feature: pooled, name: 'pooled', channel: 0 } };

  const map = await subject.evidence(classIndex);
  const mean = map.data.reduce((sum, value) => sum + value, 0) / map.data.length;
  const averaged = subject.info.design.head.pooling === 'average';
  const last = subject.parts[subject.parts.length - 2];
  if (averaged) {
    box.append(
      make('h4', { textContent: t('lab.evidence') }),
      paragraph(
        t('lab.evidence.sum', {
          places: number(map.data.length),
          mean: valueText(mean),
          bias: valueText(map.bias),
          logit: valueText(mean + map.bias),
        }),
      ),
    );
  }
  return {
    overlay: {
      title: t('inside.cam.map', { label: lab.className }),
      plane: { values: map.data, width: map.width, height: map.height },
      field: last.field,
    },
    data: {
      feature: { data: map.data, width: map.width, height: map.height, channels: 1 },
      name: 'evidence',
      channel: 0,
    },
  };
}

/** @param {import('../chapters.js').Lab} lab @returns {Promise<HTMLElement[]>} */
async function contributions(lab) {
  const { averages, weights, bias, logit } = await lab.subject.contributions(lab.classIndex);
  const products = averages.map((average, i) => average * weights[i]);
  const shown = largest(products.map(Math.abs), ROWS);
  let rest = 0;
  products.forEach((product, i) => (rest += shown.includes(i) ? 0 : product));
  const row = (/** @type {string[]} */ cells, tag = /** @type {'td' | 'th'} */ ('td')) =>
    make('tr', {}, ...cells.map((textContent) => make(tag, { textContent })));
  const table = make(
    'table',
    { className: 'lab-table' },
    make(
      'thead',
      {},
      row(
        ['inside.channel', 'lab.average', 'lab.weight', 'lab.product'].map((key) => t(key)),
        'th',
      ),
    ),
    make(
      'tbody',
      {},
      ...shown.map((i) =>
        row([number(i + 1), valueText(averages[i]), valueText(weights[i]), valueText(products[i])]),
      ),
      row([t('lab.others', { total: number(products.length - ROWS) }), '', '', valueText(rest)]),
      row([t('lab.bias'), '', '', valueText(bias)]),
      row([t('lab.logit', { label: lab.className }), '', '', valueText(logit)]),
    ),
  );
  return [
    make('h4', { textContent: t('lab.logits') }),
    paragraph(t('lab.logits.about', { label: lab.className })),
    table,
  ];
}
