// A first visit in three engines where the host sends no headers of isolation: the page reloads itself once at most, and works.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { noBuiltin } from '../lib/builtin.mjs';
import { ENGINES, until, withNewBrowser } from '../lib/engines.mjs';
import { noSamplesOnPage } from '../lib/samples.mjs';
import { startStaticHost } from '../lib/static-host.mjs';

const SCRIPT = fileURLToPath(new URL('../../../scripts/web/build-page.mjs', import.meta.url));

describe('a first visit to a host without headers', { skip: noBuiltin || noSamplesOnPage }, () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'residua-first-')), 'site');

  before(() => void execFileSync(process.execPath, [SCRIPT, '--to', folder]));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { name, skip, start } of ENGINES) {
    test(`in ${name} ends isolated, and works without the host`, { skip }, () =>
      withNewBrowser(async () => {
        const host = await startStaticHost(folder, { base: '/some/path/' });
        const visitor = await start();
        try {
          await visitor.goto(host.address);
          await visitor.reloaded();
          assert.equal(await visitor.run(() => crossOriginIsolated), true);
          await until(
            visitor,
            () => document.querySelector('#model-chip[data-state=ready]') !== null,
          );
          const shared = await visitor.run(() => typeof SharedArrayBuffer !== 'undefined');
          await until(visitor, () => /without a connection/.test(document.body.textContent ?? ''));
          // Where it gained nothing that is remembered, for other tabs and later visits.
          const remembered = () => localStorage.getItem('residua-unshared');
          assert.equal(await visitor.run(remembered), shared ? null : 'yes');

          await host.close();
          await visitor.reload();
          await until(
            visitor,
            () => document.querySelector('#model-chip[data-state=ready]') !== null,
          );
          await visitor.click('[data-sample=dog]');
          await until(visitor, () => document.querySelectorAll('#times [data-ms]').length === 3);
        } finally {
          await visitor.close();
          await host.close();
        }
      }),
    );

    test(`in ${name} is not reloaded where that would gain nothing`, { skip }, () =>
      withNewBrowser(async () => {
        const host = await startStaticHost(folder);
        const visitor = await start();
        try {
          await visitor.goto(`${host.address}weights/imagenet-labels.txt`);
          await visitor.run(() => localStorage.setItem('residua-unshared', 'yes'));
          await visitor.goto(host.address);
          await until(visitor, () => /without a connection/.test(document.body.textContent ?? ''));
          // Longer than it takes until the page would reload itself.
          await setTimeout(3000);
          assert.equal(await visitor.run(() => crossOriginIsolated), false);
        } finally {
          await visitor.close();
          await host.close();
        }
      }),
    );
  }
});
