// A real WebKitGTK, the relative of Safari that runs on Linux: Debian's MiniBrowser, driven by its WebKitWebDriver on a
// display of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.mjs';
import { WebDriver } from './webdriver.mjs';

const DRIVER = process.env.WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver';
const DISPLAY_SERVER = '/usr/bin/Xvfb';

/** A reason to skip tests that need it, or false. */
export const noWebKit = [DRIVER, DISPLAY_SERVER].every((path) => existsSync(path))
  ? false
  : `there is no ${DRIVER} (name one as WEBKIT_DRIVER) or no ${DISPLAY_SERVER}; scripts/setup.sh test installs both on Debian`;

/**
 * @param {Record<string, string>} [settings] of the engine, such as `JSC_useSharedArrayBuffer: '1'`
 * @returns {Promise<{ driver: WebDriver, display: string, close: () => Promise<void> }>} with a profile that ends with it
 */
export async function startWebKit(settings = {}) {
  const screen = await startDisplay();
  const port = await freePort();
  const env = {
    ...process.env,
    DISPLAY: screen.display,
    // There is no graphics processor.
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    ...settings,
  };
  const server = spawn(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' });
  const ended = once(server, 'exit');
  const end = async () => {
    server.kill();
    await ended;
    await screen.close();
  };
  try {
    const driver = await WebDriver.start(`http://127.0.0.1:${port}`, {
      'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
    });
    const close = async () => {
      // The browser may be gone, or may not answer any more.
      await driver.close().catch(() => {});
      await end();
    };
    return { driver, display: screen.display, close };
  } catch (error) {
    await end();
    throw error;
  }
}

/** @returns {string} */
export function miniBrowser() {
  const places = [
    '/usr/libexec',
    ...readdirSync('/usr/lib')
      .filter((name) => name.includes('-linux-gnu'))
      .map((name) => `/usr/lib/${name}`),
  ];
  const [path] = places
    .flatMap((place) => ['4.1', '4.0'].map((api) => `${place}/webkit2gtk-${api}/MiniBrowser`))
    .filter((one) => existsSync(one));
  if (!path) throw new Error('there is no MiniBrowser; it comes with webkit2gtk-driver');
  return path;
}

/** @returns {Promise<{ display: string, close: () => Promise<void> }>} an X server that shows nothing */
export async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'];
  const server = spawn(DISPLAY_SERVER, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  const told = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const [number] = await once(createInterface({ input: told }), 'line');
  const close = async () => {
    server.kill();
    await ended;
  };
  return { display: `:${number}`, close };
}
