// Parcel, Nuxt and Deno: their examples with the package that `npm pack` makes. Each tool is installed for its test alone, and
// the test is skipped where npm cannot install it.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClassifier } from '../../../web/src/node.js';
import { launchChromium, noBrowser } from '../lib/browser.mjs';
import { noBuiltin } from '../lib/builtin.mjs';
import { runProgram } from '../lib/command.mjs';
import { picture } from '../lib/picture.mjs';
import { startStaticHost } from '../lib/static-host.mjs';
import { freePort } from '../lib/free-port.mjs';
import { WEBP, assertLine, exampleOn, post, withServer } from './checks.mjs';
import { installTool, pack, succeed } from './workspace.mjs';

let folder = '';
let tarball = '';
let photo = '';
/** @type {import('../../../web/src/index.js').Prediction} */
let best;
/** @type {import('../../../web/src/index.js').Prediction} */
let bestOfWebp;

before(async () => {
  if (noBuiltin) return;
  folder = await mkdtemp(join(tmpdir(), 'residua-tools-'));
  ({ tarball } = await pack(folder));
  photo = join(folder, 'picture.bmp');
  await writeFile(photo, picture());
  const classifier = await createClassifier({ threads: 1 });
  [best] = await classifier.classify(photo);
  [bestOfWebp] = await classifier.classify(WEBP);
  classifier.close();
});
after(async () => {
  if (folder) await rm(folder, { recursive: true });
});

/**
 * @param {string} name of a tool and its example
 * @param {string | false} skip
 * @param {(tool: { project: string, program: string }) => Promise<void>} use
 */
function testTool(name, skip, use) {
  test(`${name}: the example classifies`, { skip }, async (t) => {
    const tool = await installTool(name, { folder, tarball });
    if ('missing' in tool) return t.skip(tool.missing);
    await use(tool);
  });
}

testTool('parcel', noBrowser || noBuiltin, async ({ project, program }) => {
  await succeed(program, ['build', 'index.html', '--no-cache', '--no-autoinstall'], project);
  const host = await startStaticHost(join(project, 'dist'));
  const browser = await launchChromium();
  try {
    const said = await exampleOn(await browser.newContext(), host.address, { photo, best });
    assert.match(said, /residua\/inline/);
  } finally {
    await browser.close();
    await host.close();
  }
});

testTool('nuxt', noBuiltin, async ({ project, program }) => {
  await succeed(program, ['build'], project);
  // What the build's trace left out is not found from here.
  const away = await mkdtemp(join(tmpdir(), 'residua-nuxt-'));
  try {
    await cp(join(project, '.output'), away, { recursive: true, verbatimSymlinks: true });
    const env = { PORT: String(await freePort()), HOST: '127.0.0.1' };
    await withServer(
      process.execPath,
      ['server/index.mjs'],
      { cwd: away, env },
      async (address) => {
        const { status, answer } = await post(`${address}api/classify`, await readFile(photo));
        assert.equal(status, 200);
        assert.equal(answer[0].label, best.label);
        const ofWebp = await post(`${address}api/classify`, await readFile(WEBP));
        assert.deepEqual([ofWebp.status, ofWebp.answer[0].label], [200, bestOfWebp.label]);
        const refused = await post(`${address}api/classify`, 'no image');
        assert.equal(refused.status, 422);
        assert.match(refused.answer.message, /image/);
      },
    );
  } finally {
    await rm(away, { recursive: true });
  }
});

testTool('deno', noBuiltin, async ({ project, program }) => {
  const args = ['run', '--allow-read', '--no-prompt', 'classify.mjs', photo];
  assertLine((await succeed(program, args, project)).trim(), best);
});

test('deno: compiles to a program of one file', { skip: noBuiltin }, async (t) => {
  const tool = await installTool('deno', { folder, tarball });
  if ('missing' in tool) return t.skip(tool.missing);
  const { project, program } = tool;
  const to = join(folder, 'compiled');
  const flags = ['--allow-read', '--no-check', '--include', 'node_modules/residua', '--output', to];
  // Deno downloads the part of itself that goes into the program.
  const made = await runProgram(program, ['compile', ...flags, 'classify.mjs'], { cwd: project });
  if (/error sending request/.test(made.err)) {
    return t.skip('deno compile cannot download its runtime (denort) here');
  }
  assert.equal(made.status, 0, made.err);
  assertLine((await succeed(to, [photo], folder)).trim(), best);
});
