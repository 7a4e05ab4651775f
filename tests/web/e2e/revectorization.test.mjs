// V8 can make one 256-bit instruction of two of the WebAssembly's; other kernels are quicker there. They must be chosen exactly
// there, and answer alike.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { instructionsOf } from '../lib/machine-code.mjs';
import { startModulePages } from '../lib/module-page.mjs';

const avx2 = / avx2 .* fma | fma .* avx2 /.test(
  process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8').replace(/\s+/g, ' ') : '',
);
const skip = noBrowser || (!avx2 && 'this processor has no AVX2 for V8 to use');
const REVECTORIZE = '--js-flags=--wasm-revectorize';

/** @type {Awaited<ReturnType<typeof startModulePages>>[]} */
let browsers = [];
before(async () => {
  if (!skip) browsers = [await startModulePages(), await startModulePages([REVECTORIZE])];
});
after(() => Promise.all(browsers.map((one) => one.close())));

/** What each of the two browsers says, runs with, and answers for an input. */
function inBoth(options) {
  return Promise.all(
    browsers.map(async (pages) => {
      const page = await pages.open();
      try {
        return await page.evaluate(async (given) => {
          const { createClassifier } = await import('/dist/index.js');
          const classifier = await createClassifier(given);
          const { inputHeight: height, inputWidth: width, ...info } = classifier.info();
          const data = Float32Array.from({ length: height * width * 3 }, (_, i) => Math.sin(i));
          const logits = await classifier.logits({ data, shape: [1, height, width, 3] });
          classifier.close();
          return { info, logits: [...logits] };
        }, options);
      } finally {
        await page.context().close();
      }
    }),
  );
}

for (const flavour of ['relaxed-simd', 'relaxed-simd-threads']) {
  test(
    `${flavour} answers to the bit alike where V8 fuses pairs of vectors`,
    { skip },
    async () => {
      const threads = flavour.endsWith('threads') ? Math.max(2, availableParallelism()) : 1;
      const [plain, fused] = await inBoth({ flavour, threads });
      assert.equal(plain.info.vectorBits, 128);
      assert.equal(fused.info.vectorBits, 256);
      assert.ok(plain.logits.some((value) => value !== 0));
      assert.deepEqual(fused.logits, plain.logits);
    },
  );
}

test('a build without relaxed SIMD is left as it is', { skip }, async () => {
  const [, fused] = await inBoth({ flavour: 'simd' });
  assert.equal(fused.info.vectorBits, 128);
});

test('the machine code that V8 makes multiplies 256 bits at a time', { skip }, async () => {
  const [plain, fused] = await Promise.all(
    browsers.map(async (pages) => {
      const page = await pages.open();
      await page.evaluate(async () => {
        const { createClassifier } = await import('/dist/index.js');
        const classifier = await createClassifier({ flavour: 'relaxed-simd' });
        for (let i = 0; i < 3; i++) await classifier.profile();
        globalThis.classifier = classifier;
      });
      const session = await pages.browser.newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      const found = instructionsOf(renderers.map(({ id }) => id));
      await page.context().close();
      return found;
    }),
  );
  assert.ok(plain.multiplyAdds128 > 60, JSON.stringify(plain));
  assert.equal(plain.multiplyAdds256, 0);
  assert.ok(fused.multiplyAdds256 > 60, JSON.stringify(fused));
});
