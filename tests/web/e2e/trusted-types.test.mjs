// The module on a page that requires Trusted Types.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchChromium, noBrowser } from '../lib/browser.mjs';
import { noBuiltin } from '../lib/builtin.mjs';
import { ROOT } from '../lib/command.mjs';
import { startStaticHost } from '../lib/static-host.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('../lib/static-host.mjs').StaticHost} */
let host;
before(async () => {
  if (noBrowser) return;
  browser = await launchChromium();
  host = await startStaticHost(`${ROOT}web`, {
    headers: { 'Content-Security-Policy': "require-trusted-types-for 'script'" },
  });
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** @param {boolean} policy whether the page has a default policy */
async function answerOn(policy) {
  const page = await browser.newPage();
  await page.goto(`${host.address}examples/page/main.js`);
  const answer = await page.evaluate(
    async ([module, allowed]) => {
      if (allowed) {
        const rules = { createScriptURL: (/** @type {string} */ url) => url };
        /** @type {any} */ (globalThis).trustedTypes.createPolicy('default', rules);
      }
      const { createClassifier } = await import(String(module));
      return createClassifier({ threads: 1 }).then(
        (/** @type {any} */ made) => made.info().architecture,
        (/** @type {any} */ { name, code, message }) => ({ name, code, message }),
      );
    },
    [`${host.address}src/index.js`, policy],
  );
  await page.close();
  return answer;
}

test(
  '[regression] without a policy the error names Trusted Types',
  { skip: noBrowser },
  async () => {
    const { name, code, message } = await answerOn(false);
    assert.equal(name, 'ResiduaError');
    assert.equal(code, 'unsupported-browser');
    assert.match(message, /Trusted Types need a default policy/);
  },
);

test('with a default policy the module runs', { skip: noBrowser || noBuiltin }, async () => {
  assert.match(await answerOn(true), /resnet/i);
});
