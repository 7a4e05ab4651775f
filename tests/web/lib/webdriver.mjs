// The part of the WebDriver protocol (W3C) that the tests need, over plain HTTP.

import { setTimeout } from 'node:timers/promises';

/** The name under which the protocol hands an element over. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class WebDriver {
  #address;

  /** @param {string} address of the session */
  constructor(address) {
    this.#address = address;
  }

  /**
   * @param {string} origin of the driver
   * @param {object} capabilities that must match
   * @returns {Promise<WebDriver>}
   */
  static async start(origin, capabilities) {
    await untilReady(origin);
    const body = { capabilities: { alwaysMatch: capabilities } };
    const { sessionId } = await ask(`${origin}/session`, 'POST', body);
    const driver = new WebDriver(`${origin}/session/${sessionId}`);
    await driver.#post('timeouts', { script: 300_000, pageLoad: 120_000 });
    return driver;
  }

  /** @param {string} url */
  async goto(url) {
    await this.#post('url', { url });
  }

  async reload() {
    await this.#post('refresh', {});
  }

  /**
   * @template T
   * @param {((...args: any[]) => T | Promise<T>) | string} script a function, which runs in the page and sees nothing of the
   *   test
   * @param {...unknown} args JSON
   * @returns {Promise<T>}
   */
  async run(script, ...args) {
    const body = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${script})(...[...arguments].slice(0, -1))).then(
        (value) => done({ value }),
        (error) => done({ error: String(error) + '\\n' + (error?.stack ?? '') }),
      );`;
    const { value, error } = await this.#post('execute/async', { script: body, args });
    if (error !== undefined) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** @param {string} selector */
  async click(selector) {
    await this.#post(`element/${await this.#find(selector)}/click`, {});
  }

  /**
   * Types into a field.
   * @param {string} selector
   * @param {string} text
   */
  async type(selector, text) {
    await this.#post(`element/${await this.#find(selector)}/value`, { text });
  }

  /**
   * Chooses files in an `<input type="file">`.
   * @param {string} selector
   * @param {string[]} paths
   */
  async choose(selector, paths) {
    await this.type(selector, paths.join('\n'));
  }

  /** @returns {Promise<Buffer>} PNG */
  async screenshot() {
    return Buffer.from(await ask(`${this.#address}/screenshot`, 'GET'), 'base64');
  }

  /** @param {{ width: number, height: number }} size pixels, of the window */
  async resize({ width, height }) {
    await this.#post('window/rect', { width, height });
  }

  async close() {
    await ask(this.#address, 'DELETE');
  }

  /** @param {string} selector */
  async #find(selector) {
    const found = await this.#post('element', { using: 'css selector', value: selector });
    return found[ELEMENT];
  }

  /**
   * @param {string} command
   * @param {object} body
   */
  #post(command, body) {
    return ask(`${this.#address}/${command}`, 'POST', body);
  }
}

/**
 * @param {string} address
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function ask(address, method, body) {
  const response = await fetch(address, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(330_000),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}

/** @param {string} origin */
async function untilReady(origin) {
  for (let tries = 0; ; tries++) {
    try {
      return await ask(`${origin}/status`, 'GET');
    } catch (error) {
      if (tries === 100) throw error;
      await setTimeout(100);
    }
  }
}
