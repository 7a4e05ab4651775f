// What the consumer tests do on pages and with servers: open, choose a photo, compare the answer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @typedef {import('../../../web/src/index.js').Prediction} Prediction */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

/**
 * Opens a page and collects what goes wrong there.
 * @param {BrowserContext} context is closed
 * @param {string} address
 * @param {(page: import('playwright-core').Page) => Promise<string>} use gives what the page says
 */
export async function onPage(context, address, use) {
  /** @type {string[]} */
  const errors = [];
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  try {
    await context.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    const page = await context.newPage();
    await page.goto(address);
    const said = await use(page).catch((error) => {
      throw new Error(`${error.message}\n${errors.join('\n')}`);
    });
    assert.deepEqual(errors, []);
    return said;
  } finally {
    await context.close();
  }
}

/**
 * Chooses the photo on an example's page and checks the answer.
 * @param {BrowserContext} context is closed
 * @param {string} address
 * @param {{ photo: string, best: Prediction }} expected
 * @returns {Promise<string>} what the page says of the network
 */
export const exampleOn = (context, address, { photo, best }) =>
  onPage(context, address, async (page) => {
    // Vite reloads a page that it serves for the first time, when it has bundled what the page imports.
    await page
      .locator('#status, [role=status]')
      .filter({ hasNotText: 'Loading' })
      .waitFor({ state: 'attached' });
    await page.locator('input[type=file]:enabled').setInputFiles(photo);
    assertLine(await page.locator('ol li, output:not(:empty)').first().textContent(), best);
    const status = page.locator('#status, [role=status]').filter({ hasNotText: 'Loading' });
    return (await status.textContent()) ?? '';
  });

/** A photo that Node decodes with a WebAssembly file of its own, which a build's trace has to find. */
export const WEBP = fileURLToPath(new URL('../../golden/webp/noise-90.webp', import.meta.url));

/**
 * @param {string | null} line such as "64.5 % orange"
 * @param {Prediction} best of the same photo, from the module's sources
 */
export function assertLine(line, best) {
  const [, percent, label] = /([\d.]+) % (.+)$/.exec(line ?? '') ?? [];
  assert.equal(label, best.label, line ?? 'no answer');
  const difference = Math.abs(Number(percent) - 100 * best.probability);
  assert.ok(difference < 0.06, `the built-in model's answer differs by ${difference} %`);
}

/**
 * Runs a server, which prints its address, while it is used.
 * @template T
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @param {(address: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withServer(program, args, { cwd, env = {} }, use) {
  const server = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await use(await addressFrom(server));
  } finally {
    const exited = once(server, 'exit');
    server.kill();
    await exited;
  }
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} server
 * @returns {Promise<string>} the address that it prints
 */
async function addressFrom(server) {
  let output = '';
  for await (const text of server.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const [address] = /http:\/\/[\d.]+:\d+\/?/.exec((output += text)) ?? [];
    if (!address) continue;
    // Nothing reads the rest; a full pipe would stop the server.
    server.stdout.resume();
    return address.replace(/\/?$/, '/');
  }
  throw new Error(`no address: ${output}`);
}

/**
 * Sends a photo to a server.
 * @param {string} address
 * @param {BodyInit} body
 * @returns {Promise<{ status: number, answer: any }>}
 */
export async function post(address, body) {
  const response = await fetch(address, { method: 'POST', body });
  return { status: response.status, answer: await response.json() };
}
