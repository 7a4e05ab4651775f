// Copies the module into the folder, without what only Node and TypeScript use.
import { cp } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = dirname(fileURLToPath(import.meta.resolve('residua')));
await cp(dist, new URL('residua', import.meta.url), {
  recursive: true,
  filter: (path) => !/\/types$|\/(node|cli|inline)[\w-]*\.js(\.map)?$|\.map$/.test(path),
});
