// The lint rules for JavaScript: eslint's recommended rules and additional ones.

import { fileURLToPath } from 'node:url';
import { includeIgnoreFile } from '@eslint/compat';
import js from '@eslint/js';
import globals from 'globals';

export default [
  includeIgnoreFile(fileURLToPath(new URL('../../.gitignore', import.meta.url))),
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-shadow': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-implicit-globals': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
    },
  },
  {
    files: ['web/**'],
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
  },
  {
    // If a page is reloaded or left while such a module waits, WebKit (2.50) never stops resuming it in the discarded
    // document: the tab and the page that opens next hang.
    files: ['web/page/**', 'web/src/**'],
    ignores: ['web/src/cli.js', 'web/src/cli/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Program > ExpressionStatement > AwaitExpression, Program > VariableDeclaration > * > AwaitExpression',
          message: 'No await at the top of a module: WebKit hangs when it is left meanwhile.',
        },
      ],
    },
  },
  {
    files: ['web/examples/node/**'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['web/examples/{deno,extension,nuxt}/**'],
    languageOptions: {
      globals: {
        Deno: 'readonly',
        chrome: 'readonly',
        createError: 'readonly',
        defineEventHandler: 'readonly',
        readRawBody: 'readonly',
      },
    },
  },
  {
    files: ['scripts/**', 'tests/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    // Globals that the tests define on their page.
    files: ['tests/web/e2e/**'],
    languageOptions: { globals: { drawing: 'readonly', labels: 'readonly' } },
  },
  {
    files: ['tests/bench/peers/**'],
    languageOptions: { globals: globals.worker },
  },
];
