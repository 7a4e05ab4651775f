// What was removed last can be put back.

export class UndoBar {
  #bar;
  #words = () => '';
  #undo = () => {};

  /** @param {HTMLElement} bar */
  constructor(bar) {
    this.#bar = bar;
    bar.querySelector('button')?.addEventListener('click', () => {
      bar.hidden = true;
      this.#undo();
    });
  }

  /**
   * @param {() => string} words what was removed, in the language of now
   * @param {() => void} undo
   */
  offer(words, undo) {
    this.#words = words;
    this.#undo = undo;
    this.#bar.hidden = false;
    this.write();
  }

  write() {
    /** @type {HTMLElement} */ (this.#bar.querySelector('p')).textContent = this.#words();
  }
}
