// Training: recorded curves of plain and residual networks of 20 and 56 layers (scripts/record-depth.sh).

import { number, percent, t } from '../../text/text.js';
import { draw, figure, make, paragraph } from '../drawing.js';
import { askFirst } from '../guess.js';

/**
 * @typedef {object} Recorded
 * @property {number[]} steps
 * @property {number[]} loss
 * @property {number[]} measured steps
 * @property {number[]} accuracy
 * @property {number[][]} gradients of each 3x3 convolution
 */
/** @typedef {{ batch: number, networks: Record<string, Recorded> }} Curves */

/** @type {Promise<Curves> | undefined} */
let loading;

/** @type {import('../chapters.js').Chapter} */
export async function showTraining(box) {
  loading ??= load();
  loading.catch(() => (loading = undefined));
  const { batch, networks } = await loading;
  const last = networks.plain20.steps[networks.plain20.steps.length - 1];
  const chart = make('div');
  const bars = make('div');
  const said = make('p', { className: 'lab-numbers', attributes: { role: 'status' } });
  const slider = make('input', {
    type: 'range',
    min: '1',
    max: String(last),
    value: String(last),
    attributes: { 'aria-label': t('lab.step') },
    oninput: () => show(Number(slider.value)),
  });
  const show = (/** @type {number} */ step) => {
    chart.replaceChildren(figure(t('lab.training.loss'), lossChart(networks, step, last)));
    bars.replaceChildren(figure(t('lab.training.gradients'), gradientChart(networks, step)));
    said.textContent = t('lab.training.said', {
      step: number(step),
      photos: number(step * batch),
      ...Object.fromEntries(
        Object.entries(networks).map(([name, one]) => [
          name,
          percent(one.accuracy[lastAt(one.measured, step)]),
        ]),
      ),
    });
  };
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const play = make('button', {
    type: 'button',
    className: 'quiet',
    textContent: t('lab.play'),
    onclick: () => {
      clearInterval(timer);
      let step = Number(slider.value) >= last ? 1 : Number(slider.value);
      timer = setInterval(() => {
        step = Math.min(last, step + last / 60);
        if (!play.isConnected || step >= last) clearInterval(timer);
        slider.value = String(step);
        show(Math.round(step));
      }, 100);
    },
  });
  show(last);
  // Single batches are noisy.
  const lossOf = (/** @type {string} */ name) => {
    const some = networks[name].loss.slice(-5);
    return some.reduce((sum, loss) => sum + loss, 0) / some.length;
  };
  const final = (/** @type {string} */ name) => number(lossOf(name), { least: 2 });
  box.append(
    paragraph(t('lab.training.about', { last: number(last) })),
    askFirst({
      key: 'training',
      choices: ['deeper', 'same', 'shallower'].map((value) => ({
        value,
        text: t(`lab.guess.training.${value}`),
      })),
      right: lossOf('plain56') > lossOf('plain20') ? 'shallower' : 'deeper',
      reveal: t('lab.guess.training.reveal', {
        plain20: final('plain20'),
        plain56: final('plain56'),
        residual20: final('residual20'),
        residual56: final('residual56'),
      }),
    }),
    make('div', { className: 'lab-player' }, play, slider),
    said,
    chart,
    bars,
    paragraph(t('lab.training.why')),
    make('p', { className: 'lab-note', textContent: t('lab.training.recorded') }),
  );
  return {};
}

async function load() {
  const response = await fetch(new URL('../depth-curves.json', import.meta.url));
  if (!response.ok) throw new Error(`status ${response.status}`);
  return /** @type {Promise<Curves>} */ (response.json());
}

/** The last index of an ascending list whose value is not greater. @param {number[]} list @param {number} value */
function lastAt(list, value) {
  let at = 0;
  while (at + 1 < list.length && list[at + 1] <= value) at++;
  return at;
}

/** @param {Record<string, Recorded>} networks @param {number} step @param {number} last */
function lossChart(networks, step, last) {
  const [width, height, left, bottom] = [520, 220, 40, 24];
  const svg = draw('svg', { class: 'lab-chart', viewBox: `0 0 ${width} ${height}` });
  const losses = Object.values(networks).flatMap(({ loss }) => loss);
  const top = Math.ceil(Math.min(3, Math.max(...losses)) * 2) / 2;
  const bottomValue = Math.floor(Math.min(...losses) * 2) / 2;
  const xOf = (/** @type {number} */ at) => left + ((width - left - 90) * at) / last;
  const yOf = (/** @type {number} */ loss) =>
    8 + ((height - bottom - 8) * (top - Math.min(top, loss))) / (top - bottomValue);
  for (let line = bottomValue; line <= top + 1e-6; line += 0.5) {
    svg.append(
      draw('path', { class: 'chart-line', d: `M${left} ${yOf(line)}H${width - 90}` }),
      draw('text', { x: left - 6, y: yOf(line) + 4, 'text-anchor': 'end' }, line.toFixed(1)),
    );
  }
  /** @type {number[]} */
  const taken = [];
  const ends = Object.entries(networks).map(([name, { steps, loss }]) => {
    const end = lastAt(steps, step);
    // A running mean: single batches are noisy.
    const points = steps.slice(0, end + 1).map((at, i) => {
      const some = loss.slice(Math.max(0, i - 3), i + 1);
      return [xOf(at), yOf(some.reduce((a, b) => a + b, 0) / some.length)];
    });
    svg.append(
      draw('path', {
        class: `curve is-${name}`,
        d: `M${points.map((p) => p.map(Math.round)).join('L')}`,
      }),
    );
    return { name, point: points[points.length - 1] };
  });
  for (const { name, point } of ends.sort((a, b) => a.point[1] - b.point[1])) {
    const y = Math.max(point[1] + 4, (taken[taken.length - 1] ?? -20) + 13);
    taken.push(y);
    svg.append(
      draw('text', { class: `curve-name is-${name}`, x: point[0] + 6, y }, t(`lab.net.${name}`)),
    );
  }
  return svg;
}

/** @param {Record<string, Recorded>} networks @param {number} step */
function gradientChart(networks, step) {
  const [width, height, left, bottom] = [520, 150, 40, 24];
  const svg = draw('svg', { class: 'lab-chart', viewBox: `0 0 ${width} ${height}` });
  const deep = ['plain56', 'residual56'].map((name) => {
    const { measured, gradients } = networks[name];
    return { name, values: gradients[lastAt(measured, step)] };
  });
  const logs = deep.flatMap(({ values }) => values.map((value) => Math.log10(value + 1e-9)));
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  const yOf = (/** @type {number} */ log) =>
    8 + ((height - bottom - 8) * (high - log)) / Math.max(1, high - low);
  for (let line = low; line <= high; line++) {
    svg.append(
      draw('path', { class: 'chart-line', d: `M${left} ${yOf(line)}H${width}` }),
      draw('text', { x: left - 6, y: yOf(line) + 4, 'text-anchor': 'end' }, `1e${line}`),
    );
  }
  for (const { name, values } of deep) {
    const points = values.map((value, layer) => [
      left + ((width - left - 8) * layer) / (values.length - 1),
      yOf(Math.log10(value + 1e-9)),
    ]);
    svg.append(
      draw('path', {
        class: `curve is-${name}`,
        d: `M${points.map((p) => p.map(Math.round)).join('L')}`,
      }),
    );
  }
  svg.append(
    draw('text', { x: left, y: height - 4 }, t('lab.layer.first')),
    draw('text', { x: width - 4, y: height - 4, 'text-anchor': 'end' }, t('lab.layer.last')),
  );
  return svg;
}
