// The package's files copied to a folder of another name, as on sites without a bundler.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium, noBrowser } from '../lib/browser.mjs';
import { noBuiltin } from '../lib/builtin.mjs';
import { startStaticHost } from '../lib/static-host.mjs';

const DIST = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

test(
  '[regression] files that were copied to another folder find each other there',
  { skip: noBrowser || noBuiltin },
  async () => {
    const host = await startStaticHost(DIST, { base: '/vendor/residua/' });
    const browser = await launchChromium();
    try {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${host.origin}/vendor/residua/THIRD-PARTY-NOTICES.txt`);
      const { network, flavour, label } = await page.evaluate(async (address) => {
        const { createClassifier } = await import(address);
        const classifier = await createClassifier();
        const canvas = document.createElement('canvas');
        canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
        const [best] = await classifier.classify(canvas);
        const { architecture, flavour: build } = classifier.info();
        return { network: architecture, flavour: build, label: best.label };
      }, `${host.origin}/vendor/residua/index.js`);
      assert.match(flavour, /simd/);
      assert.ok(network && label);
    } finally {
      await browser.close();
      await host.close();
    }
  },
);
