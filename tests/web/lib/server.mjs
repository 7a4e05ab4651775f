// The project's own server (scripts/web/serve.mjs) on a free port.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../scripts/web/serve.mjs', import.meta.url));

/**
 * @param {string} [script] of another clone
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function startServer(script = SCRIPT) {
  const server = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  for await (const line of createInterface({ input: server.stdout })) {
    const origin = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
    if (!origin) continue;
    const close = async () => {
      server.kill();
      await ended;
    };
    return { origin, close };
  }
  throw new Error('the server ended without an address');
}
