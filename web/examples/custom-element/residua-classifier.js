// <residua-classifier model="resnet18" top="3"></residua-classifier>: a field for a photo, and the answers below it.
// Dispatches `answer` with the predictions as its `detail`.
import { createClassifier } from '../node_modules/residua/dist/index.js';

class ResiduaClassifier extends HTMLElement {
  #input = Object.assign(document.createElement('input'), { type: 'file', accept: 'image/*' });
  #list = document.createElement('ol');
  #status = document.createElement('p');
  #controller;
  #loading;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).append(this.#input, this.#list, this.#status);
    this.#status.setAttribute('role', 'status');
    this.#input.setAttribute('aria-label', 'Photo');
    this.#input.addEventListener('change', () => this.#classify(this.#input.files[0]));
  }

  connectedCallback() {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const model = this.getAttribute('model') ?? undefined;
    this.#status.textContent = 'Loading…';
    this.#loading = createClassifier({ model, signal });
    this.#loading.then(
      () => (this.#status.textContent = ''),
      (error) => signal.aborted || (this.#status.textContent = error.message),
    );
  }

  disconnectedCallback() {
    this.#controller.abort();
    this.#loading.then(
      (classifier) => classifier.close(),
      () => {},
    );
  }

  async #classify(photo) {
    try {
      const classifier = await this.#loading;
      const topK = Number(this.getAttribute('top') ?? 5);
      const predictions = await classifier.classify(photo, { topK });
      this.#list.replaceChildren(...predictions.map(lineFor));
      this.#status.textContent = '';
      this.dispatchEvent(new CustomEvent('answer', { detail: predictions }));
    } catch (error) {
      this.#status.textContent = error.message;
    }
  }
}

function lineFor({ label, probability }) {
  const textContent = `${(100 * probability).toFixed(1)} % ${label}`;
  return Object.assign(document.createElement('li'), { textContent });
}

customElements.define('residua-classifier', ResiduaClassifier);
