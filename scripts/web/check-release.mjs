// Checks the requirements of RELEASING.md for a release and lists everything that is missing.
//
//   node scripts/web/check-release.mjs      after scripts/build-package.sh

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The required files of the package. */
const SHIPPED = [
  'README.md',
  'dist/LICENSE',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/builtin.safetensors',
  'dist/index.js',
  'dist/inline.js',
  'dist/node.js',
  'dist/cli.js',
  'dist/worker.js',
  'dist/residua-webp.wasm',
  'dist/types/src/index.d.ts',
  ...['simd', 'relaxed-simd', 'simd-threads', 'relaxed-simd-threads'].flatMap((flavour) => [
    `dist/residua-${flavour}.mjs`,
    `dist/residua-${flavour}.wasm`,
    `dist/residua-${flavour}-readers.wasm`,
  ]),
];

/** @param {string} path */
const read = (path) => readFileSync(root + path, 'utf8');

/** @param {string} program @param {string[]} args */
function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  return { ok: status === 0, out: stdout.trim(), err: stderr.trim() };
}

/**
 * @param {{ version: string, homepage?: string, repository?: { url: string }, bugs?: string }} manifest
 * @returns {string[]} what is missing
 */
export function openInManifest({ version, homepage, repository, bugs }) {
  const open = [];
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) open.push(`"${version}" is no version`);
  for (const [name, address] of Object.entries({ homepage, repository: repository?.url, bugs })) {
    if (!address) open.push(`web/package.json has no ${name}`);
    // RFC 2606: such a host never exists.
    else if (/\.example\b/.test(address)) open.push(`${name} is a placeholder: ${address}`);
  }
  return open;
}

/**
 * @param {string} changelog
 * @param {string} version
 * @returns {string[]}
 */
export function openInChangelog(changelog, version) {
  const [first] = [...changelog.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  const named = new RegExp(`^${version.replaceAll('.', '\\.')} \\(\\d{4}-\\d{2}-\\d{2}\\)$`);
  if (named.test(first ?? '')) return [];
  return [
    `the first section of CHANGELOG.md is "${first}" and not "${version} (YYYY-MM-DD)", with the date of the release`,
  ];
}

/** @param {string} version */
function openInRepository(version) {
  const open = [];
  if (run('git', 'status', '--porcelain').out) open.push('there are uncommitted changes');
  const tagged = run('git', 'rev-list', '-n', '1', `v${version}`);
  if (tagged.ok && tagged.out !== run('git', 'rev-parse', 'HEAD').out) {
    open.push(`the tag v${version} is on another commit`);
  }
  return open;
}

/** @param {string} version */
function openInPackage(version) {
  const packed = run('npm', '--prefix', `${root}web`, 'pack', `${root}web`, '--dry-run', '--json');
  if (!packed.ok) return [`npm pack failed: ${packed.err}`];
  const [{ files, filename }] = JSON.parse(packed.out.slice(packed.out.indexOf('[')));
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
  return [
    ...SHIPPED.filter((path) => !paths.includes(path)).map((path) => `the package lacks ${path}`),
    ...paths
      .filter(
        (/** @type {string} */ path) => !/^(dist\/|README\.md$|package\.json$|LICENSE$)/.test(path),
      )
      .map((/** @type {string} */ path) => `the package ships ${path}`),
    ...(filename.includes(version)
      ? []
      : [`the package is ${filename}, not of version ${version}`]),
  ];
}

/** Budgets and licences, checked by the scripts that every build runs. */
function openInSizes() {
  return ['scripts/web/check-size.mjs', 'scripts/web/check-module-size.mjs']
    .map((script) => ({ script, ...run(process.execPath, root + script) }))
    .filter(({ ok }) => !ok)
    .map(({ script, err, out }) => `${script}: ${err || out}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifest = JSON.parse(read('web/package.json'));
  const { version } = manifest;
  const open = [
    ...openInManifest(manifest),
    ...openInChangelog(read('CHANGELOG.md'), version),
    ...openInRepository(version),
    ...openInPackage(version),
    ...openInSizes(),
  ];
  for (const sentence of open) console.error(`open: ${sentence}`);
  console.log(open.length ? `${open.length} open` : `residua ${version} can be released`);
  process.exitCode = open.length ? 1 : 0;
}
