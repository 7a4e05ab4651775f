// The reference in web/README.md, which scripts/web/api-readme.mjs makes from the JSDoc in web/src.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownOf } from '../../../scripts/web/api/markdown.mjs';
import { whatIsMissing } from '../../../scripts/web/api/missing.mjs';
import { ROOT, runProgram } from '../lib/command.mjs';

test('the README says what the sources say, and all of it is documented', async () => {
  const { status, err } = await runProgram(process.execPath, [
    `${ROOT}scripts/web/api-readme.mjs`,
    '--check',
  ]);
  assert.deepEqual([err, status], ['', 0]);
});

/** @returns {import('../../../scripts/web/api/read.mjs').Api} of one function, all of it documented */
function smallApi() {
  return {
    calls: [
      {
        name: 'createClassifier',
        text: 'Makes one, for a `Purpose`.',
        parameters: [{ name: 'options', type: 'MakeOptions', optional: true, text: '' }],
        returns: 'Promise<Purpose[]>',
        returned: 'the best first',
        errors: '`closed`',
        example: 'await createClassifier();',
      },
    ],
    classes: [{ name: 'Classifier', text: 'Answers.', example: '', methods: [], properties: [] }],
    types: [
      {
        name: 'MakeOptions',
        text: 'What it takes.',
        properties: [{ name: 'size', optional: true, text: 'in pixels', standard: '8' }],
        values: [],
      },
      { name: 'Purpose', text: 'What for.', properties: [], values: ['use', 'fun'] },
      {
        name: 'ErrorCode',
        text: 'Why.\n\n- `closed`: it was closed. Open another.',
        properties: [],
        values: ['closed'],
      },
    ],
  };
}

test('nothing is missing where everything is said', () => {
  assert.deepEqual(whatIsMissing(smallApi()), []);
});

/** @type {[string, (api: import('../../../scripts/web/api/read.mjs').Api) => void][]} */
const GAPS = [
  ['createClassifier has no @example.', (api) => (api.calls[0].example = '')],
  ['createClassifier does not say what it does.', (api) => (api.calls[0].text = '')],
  ['createClassifier does not say which errors it @throws.', (api) => (api.calls[0].errors = '')],
  ['MakeOptions.size is not documented.', (api) => (api.types[0].properties[0].text = '')],
  ['MakeOptions.size has no "Default: …".', (api) => (api.types[0].properties[0].standard = '')],
  ['Purpose does not say what it is.', (api) => (api.types[1].text = '')],
  ['ErrorCode does not say what torn means.', (api) => api.types[2].values.push('torn')],
  ['ErrorCode explains closed, which is none.', (api) => (api.types[2].values = [])],
];
for (const [sentence, remove] of GAPS) {
  test(`what is missing is said: ${sentence}`, () => {
    const api = smallApi();
    remove(api);
    assert.deepEqual(whatIsMissing(api), [sentence]);
  });
}

test('the reference has calls, options, values and codes, with links', () => {
  const api = smallApi();
  api.classes[0].methods.push({ ...api.calls[0], name: 'close', parameters: [], returns: 'void' });
  const text = markdownOf(api);
  assert.match(text, /^### createClassifier\(options\)$/m);
  assert.match(text, /^Makes one, for a \[`Purpose`\]\(#purpose\)\.$/m);
  assert.match(
    text,
    /^Gives \[`Promise<Purpose\[\]>`\]\(#purpose\): the best first\. Errors: `closed`\.$/m,
  );
  assert.match(
    text,
    /^\| option \| default \| meaning +\|\n\| -+ \| -+ \| -+ \|\n\| `size` +\| 8 +\| in pixels \|$/m,
  );
  assert.match(text, /^#### classifier\.close\(\)$/m);
  assert.match(text, /^What for\. One of `'use'`, `'fun'`\.$/m);
  assert.match(text, /^\| `closed` \| it was closed\. Open another\. \|$/m);
});
