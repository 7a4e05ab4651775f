// What scripts/measure.sh and scripts/calibrate.sh compute, against values worked out by hand and against torchvision.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT, runProgram } from './lib/command.mjs';
import { picture } from './lib/picture.mjs';
import { noPython, PYTHON } from './lib/python.mjs';

const skip = noPython('torch', 'torchvision', 'PIL');

const folder = mkdtempSync(join(tmpdir(), 'residua-measuring-'));
after(() => rmSync(folder, { recursive: true }));

test('intervals, groups, thresholds and preparation are what hand and torchvision work out', async (context) => {
  if (skip) return context.skip(skip);
  for (const [name, width, height] of /** @type {const} */ ([
    ['wide', 332, 200],
    ['tall', 152, 301],
  ])) {
    writeFileSync(join(folder, `${name}.bmp`), picture({ width, height, seed: 3 }));
  }
  const groups = { pet: [[0, 1]], thing: [2, [3, 3]] };
  writeFileSync(join(folder, 'groups.json'), JSON.stringify(groups));
  const rows = [
    { file: 'n7_4.jpg', label: 1, set: 'val' },
    { file: 'n8_5.jpg', label: 2, set: 'val' },
    { file: 'n9_6.jpg', label: 3, set: 'other' },
  ];
  writeFileSync(join(folder, 'expected.json'), JSON.stringify(rows));
  const code = `
import json, torch
from pathlib import Path
from torchvision import transforms
from torchvision.transforms.functional import InterpolationMode
from residua_tools.training import intervals, labelled_photos
from residua_tools.training.confidence import fit_threshold, surety
from residua_tools.training.groups import group_answers, read_groups
from PIL import Image
folder = Path(${JSON.stringify(folder)})
_, member = read_groups(folder / "groups.json", 4)
probabilities = torch.tensor([[0.3, 0.3, 0.4, 0.0], [0.1, 0.1, 0.2, 0.6]])
probability, group = group_answers(probabilities.log(), member)
card = {"resizeShortSide": 128, "cropSize": 96, "mean": [0.5, 0.4, 0.3], "std": [0.5, 0.25, 0.2]}
theirs = transforms.Compose([transforms.Resize(128, InterpolationMode.BILINEAR), transforms.CenterCrop(96),
                             transforms.ToTensor(), transforms.Normalize(card["mean"], card["std"])])
differences = [(labelled_photos.prepare(folder / name, card) - theirs(Image.open(folder / name))).abs().max().item()
               for name in ("wide.bmp", "tall.bmp")]
# Four answers of 0.9, 0.8, 0.7 and 0.6, the second of a picture of nothing.
confident = torch.tensor([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]]).log()
classes = torch.tensor([0, labelled_photos.NOTHING, 0, 0])
files = {half: [path.name for path, _ in labelled_photos.expected(folder / "expected.json", "val", half)]
         for half in ("even", "odd")}
print(json.dumps({"interval": intervals.of_share(8, 10), "group": group.tolist(), "probability": probability.tolist(),
                  "differences": differences, "threshold": fit_threshold(confident, classes, 1.0, 0.9),
                  "sure": surety(confident, classes, 1.0, 0.75), "files": files}))`;
  const { status, out, err } = await runProgram(PYTHON, ['-c', code], {
    env: { PYTHONPATH: `${ROOT}scripts/python` },
  });
  assert.equal(status, 0, err);
  const found = JSON.parse(out);
  assert.deepEqual(found.interval, [49.0, 94.3]); // Wilson's for 8 of 10 (Brown, Cai, DasGupta 2001)
  assert.deepEqual(found.group, [0, 1]); // 0.3 + 0.3 is more than the most probable class, 0.4
  for (const [i, sum] of [0.6, 0.8].entries()) {
    assert.ok(Math.abs(found.probability[i] - sum) < 1e-6);
  }
  for (const difference of found.differences) assert.ok(difference < 1e-5, String(difference));
  assert.ok(Math.abs(found.threshold - 0.9) < 1e-6); // below, three of four are right: fewer than nine of ten
  assert.deepEqual(found.sure, { sure: 50, right_when_sure: 50 });
  assert.deepEqual(found.files, { even: ['n7_4.jpg'], odd: ['n8_5.jpg'] });
});
