// Checks that a browser asks only this machine, and only for what can be read: no page, no worker and no service
// worker of any test.

const THIS_MACHINE = /^(127\.0\.0\.1|localhost)$/;
const READS = /^(GET|HEAD)$/;

export class ForeignRequests {
  #given;
  /** @type {Set<string>} */
  #seen = new Set();

  /** @param {string[]} given hosts whose addresses the visitor of a test gives */
  constructor(given) {
    this.#given = given;
  }

  /** What was asked of others, as "GET https://host". */
  get seen() {
    return [...this.#seen];
  }

  /**
   * Sees also what a test answers in the place of a site, and what it aborts.
   * @param {import('playwright-core').BrowserContext} context
   */
  watch(context) {
    context.on('request', (request) => this.#note(request.method(), new URL(request.url())));
    context.on('page', (page) =>
      page.on('websocket', (socket) => this.#note('GET', new URL(socket.url()))),
    );
  }

  /**
   * @param {string} method
   * @param {URL} url
   */
  #note(method, { protocol, hostname, origin }) {
    if (!/^(https?|wss?):$/.test(protocol)) return;
    const allowed = THIS_MACHINE.test(hostname) || this.#given.includes(hostname);
    if (!allowed || !READS.test(method)) this.#seen.add(`${method} ${origin}`);
  }
}
