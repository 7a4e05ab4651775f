// Why skip connections: how the answer changes if shortcuts or branches are left out, one, several or all; and the lesion curve
// of this photo, which leaves out every block in turn, as in Veit et al. 2016.

import { milliseconds, percent, t } from '../../text/text.js';
import { barChart, chartWidth, draw, figure, make, paragraph } from '../drawing.js';
import { askFirst, guessOf } from '../guess.js';
import { partName } from '../map.js';

/** @typedef {import('../chapters.js').Lab} Lab */

/** @type {import('../chapters.js').Chapter} */
export async function showSkips(box, lab) {
  const { subject, state } = lab;
  const blocks = subject.parts.filter(({ block }) => block);
  const cuts = new Set(state.cuts);
  const shortcuts = blocks.map(({ name }) => `${name}.shortcut`);
  const allOff = shortcuts.every((name) => cuts.has(name));
  const before = await subject.answer([]);
  const after = cuts.size ? await subject.answer([...cuts]) : before;

  let said = '';
  if (cuts.size) {
    const same = before.predictions[0].index === after.predictions[0].index;
    said = t(same ? 'lab.cut.same' : 'lab.cut.other', {
      before: lab.nameOf(before.predictions[0].index),
      after: lab.nameOf(after.predictions[0].index),
      from: percent(before.predictions[0].probability),
      percent: percent(after.predictions[0].probability),
      ms: milliseconds(after.ms),
    });
  }

  const all = make('input', {
    type: 'checkbox',
    className: 'inside-without',
    checked: allOff,
    attributes: { role: 'switch' },
    onchange: () => lab.set({ cuts: all.checked ? shortcuts : [] }),
  });
  box.append(
    paragraph(t('lab.skips.about')),
    make(
      'label',
      { className: 'inside-skip' },
      all,
      make('span', { textContent: t('inside.skip') }),
    ),
  );
  box.append(figure(t('lab.answers'), answers(lab, before, after, cuts.size > 0)));

  const curve = make('div', { className: 'lab-curve' });
  const drawCurve = () => drawLesions(curve, lab, blocks).catch(() => {});
  const [first, second, last] = [blocks[0], blocks[blocks.length >> 1], blocks[blocks.length - 1]];
  box.append(
    make('h4', { textContent: t('lab.lesion') }),
    askFirst({
      key: 'skips',
      choices: [...new Set([first, second, last])].map((part) => ({
        value: part.name,
        text: partName(part),
      })),
      reveal: t('lab.guess.skips.reveal'),
      onGuess: drawCurve,
    }),
    curve,
    make('h4', { textContent: t('lab.switches') }),
    switches(lab, blocks, cuts),
  );
  if (guessOf('skips') !== undefined) drawCurve();
  return { said };
}

/**
 * @param {Lab} lab
 * @param {import('../subject.js').Answer} before
 * @param {import('../subject.js').Answer} after
 * @param {boolean} cut
 */
function answers(lab, before, after, cut) {
  const named = [...before.predictions.slice(0, 3), ...(cut ? after.predictions.slice(0, 3) : [])];
  const indexes = [...new Set(named.map(({ index }) => index))];
  return barChart(
    indexes.map((index) => ({
      label: lab.nameOf(index),
      values: [
        { answer: before, kind: 'before' },
        ...(cut ? [{ answer: after, kind: 'after' }] : []),
      ].map(({ answer, kind }) => ({
        value: answer.probabilities[index],
        text: percent(answer.probabilities[index]),
        kind,
      })),
    })),
  );
}

/**
 * @param {Lab} lab
 * @param {import('../network.js').Part[]} blocks
 * @param {Set<string>} cuts
 */
function switches(lab, blocks, cuts) {
  const one = (/** @type {string} */ name, /** @type {string} */ side) => {
    const [key, other] = [
      `${name}.${side}`,
      `${name}.${side === 'branch' ? 'shortcut' : 'branch'}`,
    ];
    const input = make('input', {
      type: 'checkbox',
      checked: !cuts.has(key),
      data: { cut: key },
      attributes: { role: 'switch', 'aria-label': `${name}, ${t(`inside.${side}`)}` },
      onchange: () => {
        const next = new Set(cuts);
        if (input.checked) next.delete(key);
        else next.add(key).delete(other);
        lab.set({ cuts: [...next] });
      },
    });
    return make('label', { className: `lab-switch is-${side}` }, input, t(`lab.switch.${side}`));
  };
  return make(
    'ul',
    { className: 'lab-switches' },
    ...blocks.map((part) =>
      make(
        'li',
        part.name === lab.part.name ? { className: 'is-chosen' } : {},
        make('span', { textContent: partName(part) }),
        one(part.name, 'branch'),
        one(part.name, 'shortcut'),
      ),
    ),
  );
}

/**
 * Bars appear as results arrive.
 * @param {HTMLElement} box
 * @param {Lab} lab
 * @param {import('../network.js').Part[]} blocks
 */
async function drawLesions(box, lab, blocks) {
  const { subject } = lab;
  const before = await subject.answer([]);
  // The answer of the whole network, whatever class the head's chapter shows.
  const { index } = before.predictions[0];
  const whole = before.probabilities[index];
  const [width, height, bottom, left] = [chartWidth(), 190, 34, 40];
  const svg = draw('svg', { class: 'lab-lesions', viewBox: `0 0 ${width} ${height}` });
  const yOf = (/** @type {number} */ value) => 12 + (height - bottom - 12) * (1 - value);
  for (const line of [0, 0.5, 1]) {
    svg.append(
      draw('path', { class: 'chart-line', d: `M${left} ${yOf(line)}H${width}` }),
      draw('text', { x: left - 6, y: yOf(line) + 4, 'text-anchor': 'end' }, `${100 * line}%`),
    );
  }
  svg.append(draw('path', { class: 'chart-whole', d: `M${left} ${yOf(whole)}H${width}` }));
  const said = make('p', { className: 'lab-note', attributes: { role: 'status' } });
  box.replaceChildren(figure(t('lab.lesion.chart', { label: lab.nameOf(index) }), svg), said);
  const each = (width - left) / blocks.length;
  /** @type {{ part: import('../network.js').Part, value: number }[]} */
  const found = [];
  const begun = performance.now();
  // Redrawn, the chapter comes into the document while this already runs.
  let seen = false;
  for (const [i, part] of blocks.entries()) {
    const { probabilities } = await subject.answer([part.name]);
    if (seen && !box.isConnected) return;
    seen = box.isConnected;
    const value = probabilities[index];
    found.push({ part, value });
    const x = left + i * each + each * 0.15;
    svg.append(
      draw(
        'rect',
        {
          class: `bar-${part.block?.shortcut === 'identity' ? 'after' : 'projection'}`,
          'data-block': part.name,
          x,
          y: yOf(value),
          width: each * 0.7,
          height: Math.max(1, yOf(0) - yOf(value)),
        },
        draw('title', {}, `${partName(part)}: ${percent(value)}`),
      ),
      draw(
        'text',
        { class: 'chart-tick', x: x + each * 0.35, y: height - 18, 'text-anchor': 'middle' },
        each < 24 ? String(part.number) : `${part.stage}.${part.number}`,
      ),
    );
  }
  const worst = found.reduce((a, b) => (b.value < a.value ? b : a));
  const best = found.reduce((a, b) =>
    Math.abs(b.value - whole) < Math.abs(a.value - whole) ? b : a,
  );
  said.textContent = t('lab.lesion.said', {
    total: blocks.length,
    time: milliseconds(performance.now() - begun),
    worst: partName(worst.part),
    low: percent(worst.value),
    best: partName(best.part),
    kept: percent(best.value),
    whole: percent(whole),
  });
  box.dataset.done = '';
}
