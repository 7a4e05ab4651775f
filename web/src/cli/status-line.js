// One line on the terminal that says how far things are; nothing where standard error is no terminal.

import process from 'node:process';

const INTERVAL = 100; // milliseconds; terminals are slow, and people do not read faster

export class StatusLine {
  #terminal;
  #shown = false;
  #last = -Infinity;

  /** @param {{ isTTY?: boolean, write: (text: string) => unknown }} [stream] */
  constructor(stream = process.stderr) {
    this.#terminal = stream.isTTY ? stream : undefined;
  }

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
