import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openInChangelog, openInManifest } from '../../../scripts/web/check-release.mjs';

const READY = {
  version: '0.1.0',
  homepage: 'https://residua.dev/',
  repository: { url: 'https://git.residua.dev/residua' },
  bugs: 'https://git.residua.dev/residua/issues',
};

test('a manifest with real addresses is ready', () => {
  assert.deepEqual(openInManifest(READY), []);
});

test('placeholders, missing addresses and versions that are none are named', () => {
  const open = openInManifest({
    version: '0.1',
    homepage: 'https://residua.example/',
    repository: READY.repository,
  });
  assert.deepEqual(open, [
    '"0.1" is no version',
    'homepage is a placeholder: https://residua.example/',
    'web/package.json has no bugs',
  ]);
});

test('the changelog begins with the version and the date of its release', () => {
  assert.deepEqual(openInChangelog('# Changelog\n\n## 0.1.0 (2026-12-01)\n', '0.1.0'), []);
  for (const title of ['Unreleased', '0.1.0', '0.1.1 (2026-12-01)', '0x1.0 (2026-12-01)']) {
    const [open] = openInChangelog(`# Changelog\n\n## ${title}\n`, '0.1.0');
    assert.match(open, new RegExp(`is "${title.replace(/[().]/g, '\\$&')}"`));
  }
});
