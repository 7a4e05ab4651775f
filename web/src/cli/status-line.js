// One line on the terminal that says how far things are; nothing where standard error is no terminal.

import process from 'node:process';

const INTERVAL = 100; // milliseconds; a terminal is slow, and nobody reads faster

export class StatusLine {
  #terminal = process.stderr.isTTY ? process.stderr : undefined;
  #shown = false;
  #last = -Infinity;

  /** @param {string} text */
  show(text) {
    const now = performance.now();
    if (!this.#terminal || now - this.#last < INTERVAL) return;
    this.#terminal.write(`\r\x1b[K${text}`);
    this.#last = now;
    this.#shown = true;
  }

  clear() {
    if (this.#shown) this.#terminal?.write('\r\x1b[K');
    this.#shown = false;
  }
}
