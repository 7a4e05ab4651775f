// The module in three engines: the same answers everywhere, on as many threads as there may be.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClassifier } from '../../../web/dist/node.js';
import { noBuiltin } from '../lib/builtin.mjs';
import { ENGINES } from '../lib/engines.mjs';
import { sample } from '../lib/page.mjs';
import { picture } from '../lib/picture.mjs';
import { dataUrlOf, samples } from '../lib/samples.mjs';
import { startServer } from '../lib/server.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { noWebKit } from '../lib/webkit.mjs';

/** A file of the server's: its window is isolated, and nothing else runs in it. */
const EMPTY = '/dist/THIRD-PARTY-NOTICES.txt';

/** Engines round products and sums alike, but fuse them or not. */
const NEAR = 1e-4;

for (const { name, skip, start } of ENGINES) {
  describe(`the module in ${name}`, { skip: skip || noBuiltin }, () => {
    /** @type {Awaited<ReturnType<typeof startServer>>} */
    let server;
    /** @type {import('../lib/engines.mjs').Visitor} */
    let visitor;

    before(async () => {
      server = await startServer();
      visitor = await start();
      await visitor.goto(`${server.origin}${EMPTY}`);
    });
    after(async () => {
      await visitor?.close();
      await server?.close();
    });

    test('answers for real photos as Node does, and says how it runs', async (context) => {
      const names = samples();
      const { info, answers } = await visitor.run(async (photos) => {
        const { createClassifier: create } = await import(`${location.origin}/dist/index.js`);
        const classifier = await create();
        const made = [];
        for (const address of photos) {
          const answer = await fetch(address);
          made.push(await classifier.classifyDetailed(await answer.blob()));
        }
        const told = classifier.info();
        classifier.close();
        return { info: told, answers: made };
      }, names.map(dataUrlOf));
      context.diagnostic(
        `${info.flavour}, ${info.threads} threads; ${info.performanceNotes.join(' ')}`,
      );
      assert.match(info.flavour, /simd/);

      const classifier = await createClassifier();
      for (const [i, photo] of names.entries()) {
        const expected = await classifier.classifyDetailed(sample(photo));
        assert.equal(answers[i].sure, expected.sure);
        assertNear(answers[i].predictions, expected.predictions, photo);
      }
      classifier.close();
    });

    test('looks inside and explains as Node does', async () => {
      const weights = tinyCheckpoint();
      const photo = picture();
      const inside = async (
        /** @type {import('../../../web/src/index.js').Classifier} */ classifier,
        /** @type {Uint8Array} */ image,
      ) => {
        const { features } = await classifier.features(image, { names: ['stage2', 'pooled'] });
        const { data, index } = await classifier.explain(image);
        return [features.stage2.data, features.pooled.data, data, [index]].map((all) => [...all]);
      };
      const seen = await visitor.run(
        async (script, model, image) => {
          const { createClassifier: create } = await import(`${location.origin}/dist/index.js`);
          const bytes = (/** @type {string} */ text) =>
            Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const classifier = await create({ model: bytes(model) });
          // The test's own function, handed over as a module of its own.
          const url = URL.createObjectURL(
            new Blob([`export default ${script}`], { type: 'text/javascript' }),
          );
          const { default: ask } = await import(url);
          const answer = await ask(classifier, bytes(image));
          classifier.close();
          return answer;
        },
        String(inside),
        Buffer.from(weights).toString('base64'),
        photo.toString('base64'),
      );
      const classifier = await createClassifier({ model: weights });
      const expected = await inside(classifier, photo);
      classifier.close();
      for (const [i, numbers] of expected.entries()) {
        assert.equal(seen[i].length, numbers.length);
        const largest = Math.max(...numbers.map(Math.abs));
        const off = Math.max(...numbers.map((value, j) => Math.abs(value - seen[i][j])));
        assert.ok(off <= NEAR * largest, `array ${i} differs by ${off} of ${largest}`);
      }
    });

    test('a file that is no network is refused with a reason', async () => {
      const { code, message } = await visitor.run(async () => {
        const { createClassifier: create } = await import(`${location.origin}/dist/index.js`);
        return create({ model: new Uint8Array(100) }).catch((/** @type {any} */ error) => ({
          code: error.code,
          message: error.message,
        }));
      });
      assert.equal(code, 'unsupported-checkpoint');
      assert.match(message, /\w+ \w+/);
    });
  });
}

describe('WebKit with what it has switched off by default', { skip: noWebKit || noBuiltin }, () => {
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;

  before(async () => (server = await startServer()));
  after(() => server?.close());

  /**
   * @param {Record<string, string>} webkit
   * @returns {Promise<{ flavour: string, threads: number, threadGain: number, performanceNotes: string[], ms: number, alone: number }>}
   *   milliseconds of the network, the median of many runs: by default, and on one thread
   */
  async function timed(webkit) {
    const [engine] = ENGINES.filter(({ name }) => name === 'WebKit');
    const visitor = await engine.start({ webkit });
    try {
      await visitor.goto(`${server.origin}${EMPTY}`);
      return await visitor.run(async (address) => {
        const { createClassifier: create } = await import(`${location.origin}/dist/index.js`);
        const blob = await (await fetch(address)).blob();
        const classifiers = [await create(), await create({ threads: 1 })];
        /** @type {number[][]} */
        const times = [[], []];
        for (let run = 0; run < 40; run++) {
          for (const [i, classifier] of classifiers.entries()) {
            const { ms } = await classifier.classifyDetailed(blob);
            // The first runs are slow: the engine compiles.
            if (run >= 10) times[i].push(ms.network);
          }
        }
        const [ms, alone] = times.map((all) => all.sort((a, b) => a - b)[all.length >> 1]);
        const info = classifiers[0].info();
        for (const classifier of classifiers) classifier.close();
        return { ...info, ms, alone };
      }, dataUrlOf(samples()[0]));
    } finally {
      await visitor.close();
    }
  }

  test('shared memory: as many threads as are quicker, and never slower than one [regression]', async (context) => {
    const { flavour, threads, threadGain, ms, alone } = await timed({
      JSC_useSharedArrayBuffer: '1',
    });
    context.diagnostic(
      `${flavour}, ${threads} threads, measured ${threadGain.toFixed(2)}: ${ms} ms, one thread ${alone} ms`,
    );
    assert.equal(flavour, 'simd-threads');
    assert.ok(threadGain > 0);
    // Forty times as long was the fault; other programs of this machine disturb the one more than the other.
    assert.ok(ms < 3 * alone + 5, `${ms} ms on ${threads} threads, ${alone} ms on one`);
  });

  test('some of the relaxed SIMD: it does without [regression]', async () => {
    const { flavour, performanceNotes } = await timed({ JSC_useWasmRelaxedSIMD: '1' });
    assert.equal(flavour, 'simd');
    assert.match(performanceNotes.join(' '), /relaxed SIMD/);
  });
});

/**
 * @param {import('../../../web/src/index.js').Prediction[]} seen
 * @param {import('../../../web/src/index.js').Prediction[]} expected
 * @param {string} photo
 */
function assertNear(seen, expected, photo) {
  assert.deepEqual(
    seen.map(({ label }) => label),
    expected.map(({ label }) => label),
    photo,
  );
  seen.forEach(({ probability }, place) => {
    const off = Math.abs(probability - expected[place].probability);
    assert.ok(off <= NEAR, `${photo}: probability ${place} differs by ${off}`);
  });
}
