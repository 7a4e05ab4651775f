#!/usr/bin/env node
// The command: npx residua classify *.jpg. See cli/arguments.js for its usage.

import process from 'node:process';
import { parseArguments, UsageError, USAGE } from './cli/arguments.js';
import { run } from './cli/run.js';

// EPIPE: the reader, such as `head`, closed the pipe.
process.stdout.on('error', (error) => {
  process.exit(/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE' ? 0 : 1);
});

try {
  const packageFile = new URL('../package.json', import.meta.url);
  process.exitCode = await run(parseArguments(process.argv.slice(2)), packageFile);
} catch (error) {
  const { message, code } = /** @type {Error & { code?: string }} */ (error);
  const wrongUsage = error instanceof UsageError;
  process.stderr.write(`residua: ${message}${code ? ` (${code})` : ''}\n`);
  if (wrongUsage) process.stderr.write(`\n${USAGE}`);
  process.exitCode = wrongUsage ? 2 : 1;
}
