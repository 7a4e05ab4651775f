// Computes the outputs of ONNX Runtime for make_onnx_goldens.py.
//
//   node scripts/python/residua_tools/reference/onnxruntime_logits.mjs MODEL SIZE,SIZE,SIZE,SIZE < INPUT > OUTPUT
//
// INPUT and OUTPUT are float32; OUTPUT is the model's first output. onnxruntime-node is installed by `npm ci
// --ignore-scripts` in tests/bench/peers.

import { createRequire } from 'node:module';
import { readFileSync, writeSync } from 'node:fs';

const require = createRequire(
  new URL('../../../../tests/bench/peers/package.json', import.meta.url),
);
const ort = require('onnxruntime-node');

const [path, sizes] = process.argv.slice(2);
const input = readFileSync(0);
// Computes as the graph specifies: by default, activations of quantised layers would be computed in integers.
const session = await ort.InferenceSession.create(path, { graphOptimizationLevel: 'disabled' });
const data = new Float32Array(input.buffer, input.byteOffset, input.length / 4);
const tensor = new ort.Tensor('float32', data, sizes.split(',').map(Number));
const outputs = await session.run({ [session.inputNames[0]]: tensor });
const output = outputs[session.outputNames[0]].data;
const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
for (let sent = 0; sent < bytes.length;) sent += writeSync(1, bytes, sent);
