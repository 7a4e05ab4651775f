// scripts/train.sh --teacher: the teacher is read, what it knows becomes a ResNet, and training goes on where it was stopped.

import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT, runProgram, runScript } from './lib/command.mjs';
import { picture } from './lib/picture.mjs';
import { noPython, PYTHON, trainAndKill } from './lib/python.mjs';
import { SHARED } from './lib/shared-data.mjs';

const TEACHER = join(SHARED, 'teacher/mobilenet_v2_1.0_224_int8.tflite');
const IMAGES = join(SHARED, 'images');
const DOG = join(IMAGES, 'dog.jpg');
const noTorch = noPython('torch', 'PIL');
const skip = noTorch || (existsSync(TEACHER) && existsSync(DOG) ? false : `${TEACHER} is absent`);

const folder = mkdtempSync(join(tmpdir(), 'residua-distillation-'));
after(() => rmSync(folder, { recursive: true }));

/**
 * Runs Python with the modules of scripts/python at hand.
 * @param {string} code
 * @returns {Promise<any>} the JSON that it prints
 */
async function python(code) {
  const PYTHONPATH = `${ROOT}scripts/python`;
  const args = [
    '-c',
    `import json, torch\nfrom pathlib import Path\ntorch.set_num_threads(1)\n${code}`,
  ];
  const { status, out, err } = await runProgram(PYTHON, args, { env: { PYTHONPATH } });
  assert.equal(status, 0, err);
  return JSON.parse(out);
}

const CARD = `{"resizeShortSide": 256, "cropSize": 224, "mean": [0.5] * 3, "std": [0.5] * 3}`;

test('a teacher is read from TensorFlow Lite, and knows the dog of the example photo', async (context) => {
  if (skip) return context.skip(skip);
  const found = await python(`
from residua_tools.training.teacher import Teacher
from residua_tools.training.labelled_photos import prepare
teacher = Teacher(Path(${JSON.stringify(TEACHER)})).eval()
with torch.no_grad():
    logits = teacher(prepare(${JSON.stringify(DOG)}, ${CARD})[None])
print(json.dumps({"numbers": sum(buffer.numel() for buffer in teacher.buffers()), "classes": logits.shape[1],
                  "answer": int(logits.argmax())}))`);
  // MobileNetV2 1.0's 3,504,872 parameters for 1000 classes with two numbers for each of batch norm's 17,056 channels, of which
  // folding leaves one, and with 1,281 more for the class "background".
  assert.equal(found.numbers, 3504872 - 17056 + 1281);
  assert.equal(found.classes, 1000);
  assert.equal(found.answer, 258); // Samoyed
});

test('a network that is no teacher is refused by name', async (context) => {
  if (noTorch) return context.skip(noTorch);
  mkdirSync(join(folder, 'some/photos'), { recursive: true });
  writeFileSync(join(folder, 'no.tflite'), 'this is no FlatBuffer');
  const args = ['some', 'out', '--teacher', 'no.tflite'];
  const { status, err } = await runScript('train', args, { cwd: folder });
  assert.equal(status, 1);
  assert.match(err, /no\.tflite is no TensorFlow Lite network: the identifier TFL3 is missing/);
});

test('the start weights are what the teacher knows, in the form of a ResNet', async (context) => {
  if (skip) return context.skip(skip);
  const found = await python(`
from residua_tools.training.teacher import Teacher, normalise
from residua_tools.training.depthwise_resnet import DepthwiseResNet
from residua_tools.training.folded import FoldedForward, measure_centres
from residua_tools.training.labelled_photos import expected, prepare
from residua_tools.training.start_weights import start_from_teacher
teacher = Teacher(Path(${JSON.stringify(TEACHER)})).eval()
photos = [path for path, _ in expected(Path(${JSON.stringify(join(IMAGES, 'expected.json'))}), "sample")][:20]
x = torch.stack([prepare(path, ${CARD}) for path in photos])
model = DepthwiseResNet()
start_from_teacher(model, teacher, [x])
highest, lowest, deviations = 0, 6, []
for _, blocks in model.blocks():
    for block in blocks:
        block.register_forward_hook(lambda _m, _i, y: deviations.append([y.min().item(), y.max().item()]))
with torch.no_grad():
    ours, theirs = model(x), teacher(x.flip(3))
    folded = FoldedForward(model, measure_centres(model, [x]))(x)
print(json.dumps({"agreement": (ours.argmax(1) == theirs.argmax(1)).float().mean().item(),
                  "sums": deviations,
                  "folded": (ours - folded).abs().max().item(), "largest": ours.abs().max().item()}))`);
  // Padding differs above and below, so not all answers are the same.
  assert.ok(found.agreement >= 0.75, String(found.agreement));
  // Sums are lifted into the range of ReLU6 with a tenth to spare on either side, so on these photos none is cut off.
  for (const [least, most] of found.sums) assert.ok(least > 0 && most < 6, `${least} to ${most}`);
  // Training's forward pass is the network's.
  assert.ok(found.folded < 1e-3 * found.largest, String(found.folded));
});

test('photos to be measured with are found among those to train on, smaller and mirrored', async (context) => {
  if (skip) return context.skip(skip);
  const found = await python(`
import numpy as np
from PIL import Image, ImageOps
from residua_tools.training.distillation import judges
from residua_tools.training.duplicates import near
from residua_tools.training.image_folder import read_square
from residua_tools.training.labelled_photos import expected
rows = expected(Path(${JSON.stringify(join(IMAGES, 'expected.json'))}), "sample")[:8]
folder = Path(${JSON.stringify(folder)}) / "judges"
folder.mkdir()
for path, _ in rows[:4]:
    (folder / path.name).write_bytes(path.read_bytes())
photos = np.stack([read_square(path, 84) for path, _ in rows]).transpose(0, 3, 1, 2)
photos[1] = photos[1][:, :, ::-1]
print(json.dumps(sorted({place for place, _, _ in near(photos, judges(folder))})))`);
  assert.deepEqual(found, [0, 1, 2, 3]);
});

test('a distillation that is stopped goes on where it was', async (context) => {
  if (skip) return context.skip(skip);
  const set = join(folder, 'sets/pictures');
  mkdirSync(join(set, 'named'), { recursive: true });
  for (let seed = 1; seed <= 12; seed++) {
    const under = seed % 2 ? 'named/' : '';
    writeFileSync(join(set, `${under}${seed}.bmp`), picture({ width: 80, height: 64, seed }));
  }
  writeFileSync(join(set, 'classes.tsv'), 'named\t258\n');
  copyFileSync(join(set, '2.bmp'), join(set, 'validation_2.bmp'));

  const options = [
    ['--teacher', TEACHER, '--steps', '6', '--every', '2', '--batch', '4', '--hold', '4'],
    ['--sizes', '64:96', '--half', '--label-share', '0.1', '--learning-rate', '1e-5'],
    ['--without', 'validation_*', '--threads', '1'],
  ].flat();
  /** @param {string} out */
  const train = async (out) => {
    const args = ['sets', out, ...options];
    const run = await runScript('train', args, { cwd: folder });
    assert.equal(run.status, 0, run.out + run.err);
    const rows = readFileSync(join(folder, out, 'log.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const measured = rows.map((row) => JSON.parse(row)).filter((row) => 'step' in row);
    for (const row of measured) delete row.seconds;
    return { out: run.out, rows: measured };
  };
  const whole = await train('whole');
  assert.match(whole.out, /^pictures: 8 photos to train on, 4 held back$/m); // of 12: one of the names is left out
  assert.deepEqual(
    whole.rows.map(({ step }) => step),
    [0, 2, 4, 6],
  );
  assert.notEqual(whole.rows[0].held_back_divergence, whole.rows[3].held_back_divergence);
  assert.match(readFileSync(join(folder, 'whole/curve.svg'), 'utf8'), /^<svg/);

  await trainAndKill(folder, 'sets', 'stopped', options);
  const resumed = await train('stopped');
  assert.match(resumed.out, /^going on after step [24]$/m);
  assert.deepEqual(resumed.rows, whole.rows);
});
