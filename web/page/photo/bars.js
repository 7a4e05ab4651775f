// The best labels as a bar chart.

import { writeLabel } from '../text/label.js';
import { percent } from '../text/text.js';

/** @typedef {{ label: string, index: number, probability: number }} Prediction */

const ROWS = 5;

export class Bars {
  #rows;
  #write;

  /**
   * @param {HTMLElement} list an <ol>; its rows are reused, so that bars animate from their previous length
   * @param {(element: HTMLElement, prediction: Prediction) => void} [write] writes a label. Default: as the network in use calls
   *   its classes
   */
  constructor(list, write = writeLabel) {
    this.#write = write;
    list.removeAttribute('data-empty');
    this.#rows = Array.from({ length: ROWS }, () => makeRow());
    list.replaceChildren(...this.#rows.map(({ row }) => row));
    this.clear();
  }

  /** @param {Prediction[]} predictions most probable first */
  show(predictions) {
    this.#rows.forEach(({ row, label, value, fill }, rank) => {
      const prediction = predictions[rank];
      row.hidden = !prediction;
      if (!prediction) return;
      row.classList.remove('bar-empty');
      row.dataset.index = String(prediction.index);
      this.#write(label, prediction);
      label.title = label.textContent ?? '';
      value.textContent = percent(prediction.probability);
      fill.style.transform = `scaleX(${prediction.probability})`;
    });
  }

  clear() {
    for (const { row, label, value, fill } of this.#rows) {
      row.hidden = false;
      row.classList.add('bar-empty');
      label.textContent = '';
      label.title = '';
      value.textContent = '';
      fill.style.transform = 'scaleX(0)';
    }
  }
}

function makeRow() {
  const row = document.createElement('li');
  row.className = 'bar';
  const label = document.createElement('span');
  label.className = 'bar-label';
  const value = document.createElement('span');
  value.className = 'bar-value';
  const track = document.createElement('div');
  track.className = 'bar-track';
  track.setAttribute('aria-hidden', 'true');
  const fill = document.createElement('div');
  fill.className = 'bar-fill';
  track.append(fill);
  row.append(label, value, track);
  return { row, label, value, fill };
}
