// Where the photo that is tried speaks for a class: a class activation map, laid over the photo.

import { heatmap } from '../../src/heatmap.js';
import { t } from '../text/text.js';

/** Longer side of the picture that is laid over the photo, pixels. */
const SIDE = 480;

/** @typedef {{ image: HTMLImageElement, blob: Blob }} Shown the photo as it is seen */

export class Evidence {
  #box;
  #select;
  #canvas;
  #learner;
  #onFailed;
  #turn = 0;
  /** @type {Shown | undefined} */
  #shown;

  /**
   * @param {HTMLElement} box with a <select> and a <p>
   * @param {HTMLCanvasElement} canvas that lies over the photo
   * @param {import('./learner.js').Learner} learner
   * @param {(error: unknown) => void} onFailed
   */
  constructor(box, canvas, learner, onFailed) {
    this.#box = box;
    this.#select = /** @type {HTMLSelectElement} */ (box.querySelector('select'));
    this.#canvas = canvas;
    this.#learner = learner;
    this.#onFailed = onFailed;
    this.#select.addEventListener('change', () => this.#draw());
  }

  /** @param {Shown | undefined} shown undefined: there is no photo with an answer */
  show(shown) {
    this.#shown = shown;
    const { learnt, pools } = this.#learner;
    this.#box.hidden = !shown || !learnt || !pools;
    this.#write(learnt?.lesson.classes ?? []);
    this.#draw();
  }

  /** In the language of now; the class that was chosen stays. @param {string[]} classes */
  #write(classes) {
    const chosen = this.#select.value;
    this.#select.replaceChildren(
      new Option(t('teach.evidence.off'), ''),
      ...classes.map((name) => new Option(name, name)),
    );
    if (classes.includes(chosen)) this.#select.value = chosen;
  }

  async #draw() {
    const turn = ++this.#turn;
    const caption = /** @type {HTMLElement} */ (this.#box.querySelector('p'));
    const label = this.#select.value;
    const shown = this.#shown;
    this.#canvas.hidden = true;
    caption.textContent = '';
    if (!shown || !label || this.#box.hidden) return;
    try {
      const [explanation] = await Promise.all([
        this.#learner.explain(shown.blob, label),
        shown.image.decode(),
      ]);
      if (turn !== this.#turn || !explanation) return;
      paint(this.#canvas, shown.image, explanation);
      this.#canvas.hidden = false;
      caption.textContent = t('teach.evidence.about', { label });
    } catch (error) {
      if (turn === this.#turn) this.#onFailed(error);
    }
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement} image decoded
 * @param {import('../../src/index.js').Explanation} explanation
 */
function paint(canvas, { naturalWidth, naturalHeight }, explanation) {
  const scale = SIDE / Math.max(naturalWidth, naturalHeight);
  canvas.width = Math.round(naturalWidth * scale);
  canvas.height = Math.round(naturalHeight * scale);
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((key) =>
    Math.round(scale * explanation.seen[/** @type {'x'} */ (key)]),
  );
  const heat = heatmap(explanation, { width: Math.max(1, width), height: Math.max(1, height) });
  canvas.getContext('2d')?.putImageData(/** @type {ImageData} */ (heat), x, y);
}
