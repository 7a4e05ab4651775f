// What some browsers withhold: a camera, storage, service workers. Each engine says so in its own way; the page works without, or
// says in a sentence what is missing.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBuiltin } from '../lib/builtin.mjs';
import { ENGINES, until, withNewBrowser } from '../lib/engines.mjs';
import { noSamplesOnPage } from '../lib/samples.mjs';
import { startServer } from '../lib/server.mjs';

const [Chromium, Firefox] = ENGINES;

/** Chromium's own name for "no site may keep anything". */
const BLOCKED = { profile: { default_content_setting_values: { cookies: 2 } } };

describe('a browser that withholds something', { skip: noBuiltin || noSamplesOnPage }, () => {
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;

  before(async () => (server = await startServer()));
  after(() => server?.close());

  /**
   * @param {import('../lib/engines.mjs').Engine} engine
   * @param {import('../lib/engines.mjs').Settings} settings
   * @param {(visitor: import('../lib/engines.mjs').Visitor) => Promise<void>} use
   */
  function visit(engine, settings, use) {
    return withNewBrowser(async () => {
      const visitor = await engine.start(settings);
      try {
        await visitor.goto(`${server.origin}/page/?lang=en`);
        await until(
          visitor,
          () => document.querySelector('#model-chip[data-state=ready]') !== null,
        );
        await use(visitor);
      } finally {
        await visitor.close();
      }
    });
  }

  /** @param {import('../lib/engines.mjs').Visitor} visitor */
  async function answers(visitor) {
    await visitor.click('[data-sample=dog]');
    await until(visitor, () => document.querySelectorAll('#times [data-ms]').length === 3);
    // Nothing failed that a visitor would be told of.
    assert.equal(
      await visitor.run(() => document.querySelector('#notice')?.textContent?.trim()),
      '',
    );
  }

  /** @param {import('../lib/engines.mjs').Visitor} visitor */
  async function answersWithoutStorage(visitor) {
    const storage = await visitor.run(() => {
      try {
        return typeof localStorage.length;
      } catch (error) {
        return /** @type {Error} */ (error).name;
      }
    });
    assert.equal(storage, 'SecurityError');
    await answers(visitor);
  }

  for (const engine of ENGINES) {
    test(
      `${engine.name} without a camera: the page says that there is none [regression]`,
      { skip: engine.skip },
      () =>
        visit(engine, {}, async (visitor) => {
          await visitor.click('#open-camera');
          await until(visitor, () => Boolean(document.querySelector('#notice p')?.textContent));
          const said = await visitor.run(
            () => document.querySelector('#notice p')?.textContent ?? '',
          );
          assert.match(said, /^There is no camera here\./);
        }),
    );
  }

  test('Firefox that keeps nothing for sites: the page answers', { skip: Firefox.skip }, () =>
    visit(Firefox, { firefox: { 'network.cookie.cookieBehavior': 2 } }, answersWithoutStorage),
  );

  test('Firefox without service workers: the page answers', { skip: Firefox.skip }, () =>
    visit(Firefox, { firefox: { 'dom.serviceWorkers.enabled': false } }, async (visitor) => {
      assert.equal(await visitor.run(() => 'serviceWorker' in navigator), false);
      await answers(visitor);
    }),
  );

  test('Firefox in a private window: the page answers', { skip: Firefox.skip }, () =>
    visit(Firefox, { firefox: { 'browser.privatebrowsing.autostart': true } }, answers),
  );

  test('Chromium that keeps nothing for sites: the page answers', { skip: Chromium.skip }, () =>
    visit(Chromium, { preferences: BLOCKED }, answersWithoutStorage),
  );
});
