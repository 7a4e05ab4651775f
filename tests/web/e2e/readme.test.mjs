// The examples of web/README.md, run as they stand there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { noBuiltin } from '../lib/builtin.mjs';
import { ROOT } from '../lib/command.mjs';
import { serveBytes, startModulePages } from '../lib/module-page.mjs';
import { blocks, opening, README, titleOf } from '../lib/readme.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { parseArguments } from '../../../web/src/cli/arguments.js';

/** @type {Awaited<ReturnType<typeof startModulePages>>} */
let pages;
before(async () => {
  if (!noBrowser) pages = await startModulePages();
});
after(() => pages?.close());

const PHOTO = readFileSync(`${ROOT}tests/web/samples/apple.jpg`);

assert.ok(blocks('js').length >= 15);
const skip = noBrowser || noBuiltin;
for (const code of blocks('js')) {
  test(`the example runs: ${titleOf(code)}`, { skip }, async () => {
    const page = await pages.open();
    const imports = JSON.stringify({
      imports: {
        residua: '/dist/index.js',
        'residua/inline': '/dist/inline.js',
        'residua/teach': '/dist/teach.js',
        // What esbuild's loader `file` makes of it.
        'residua/builtin.safetensors':
          'data:text/javascript,export default "/dist/builtin.safetensors"',
      },
    });
    const ending = `document.title = 'done';`;
    const setUp = `
      globalThis.photo = new File([await (await fetch('/apple.jpg')).blob()], 'apple.jpg');
      globalThis.photos = [photo, photo];`;
    await page.route('**/example.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        },
        body: `<!doctype html><script type="importmap">${imports}</script>
          <script type="module">${setUp}</script>
          <script type="module">${opening(code)}\n${code}\n${ending}</script>`,
      }),
    );
    await page.route('**/apple.jpg', (route) => route.fulfill({ body: PHOTO }));
    await serveBytes(page, '/resnet18.safetensors', tinyCheckpoint());
    const failed = new Promise((_, reject) => page.once('pageerror', reject));
    await page.goto(`${pages.origin}/example.html`);
    await Promise.race([page.waitForFunction(() => document.title !== ''), failed]);
    await page.context().close();
  });
}

test('the command takes the commands of the examples', () => {
  const lines = blocks('sh').join('').split('\n');
  const commands = lines.flatMap((line) => /npx residua (.*?)( >.*)?$/.exec(line)?.[1] ?? []);
  assert.ok(commands.length >= 6);
  for (const command of commands) parseArguments(command.split(' '));
});

test('every option of createClassifier stands in its table', () => {
  const source = readFileSync(`${ROOT}web/src/create-classifier.js`, 'utf8');
  const options = /const OPTIONS = \[(.*?)\]/s.exec(source)?.[1].match(/\w+/g) ?? [];
  assert.ok(options.length > 10);
  for (const option of options) assert.match(README, new RegExp(`^\\| \`${option}\` `, 'm'));
});
