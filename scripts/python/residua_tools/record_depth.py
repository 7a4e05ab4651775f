"""Records how plain and residual networks of 20 and 56 layers learn, for the page's laboratory.

    scripts/record-depth.sh PHOTOS OUT [--steps 600]

PHOTOS has one folder per class in train/ and in val/ (for example Imagenette). The four networks are trained on the
same batches in the same order, one step each in turn, so that they are comparable at any point of the recording. They
are the networks of He et al. 2015, section 4.2, with a quarter of the width and for photos of 16x16 pixels: 3 stages
of 4, 8 and 16 channels, batch norm after every convolution, shortcuts without weights (option A). The plain networks
have no shortcuts and are otherwise identical.

Every few steps, OUT/log.jsonl gets one line per network: the mean training loss since the last line, the root mean
square of the gradient of each 3x3 convolution's weights and, less often, the accuracy on photos of val/.
OUT/curves.json contains the same data for the page.

Requires PyTorch 1.13 or later and Pillow (Debian: python3-torch, python3-pil). Runs on one thread for a few minutes.
"""

import argparse
import json
import random
import time
from pathlib import Path

from residua_tools.packages import program, require

require("torch", "numpy", "PIL")

import numpy as np  # noqa: E402  after the check that they are installed
import torch
from torch import nn
from torch.nn import functional as F

from residua_tools.training.depth_curves import curves
from residua_tools.training.image_folder import SUFFIXES, read_square

SIDE = 16  # pixels
WIDTHS = (4, 8, 16)
# By name: whether the network has shortcuts, and the number n of blocks per stage; it has 6 n + 2 layers.
NETWORKS = {"plain20": (False, 3), "residual20": (True, 3), "plain56": (False, 9), "residual56": (True, 9)}
RATE, MOMENTUM, DECAY = 0.05, 0.9, 1e-4
WARM_UP = 50  # steps with a rising learning rate
EVERY, MEASURE = 10, 50  # steps between lines, and between measurements on val/


def convolution(inputs, outputs, stride=1):
    layer = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return layer


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, shortcut):
        super().__init__()
        self.first, self.norm1 = convolution(inputs, outputs, stride), nn.BatchNorm2d(outputs)
        self.second, self.norm2 = convolution(outputs, outputs), nn.BatchNorm2d(outputs)
        self.stride, self.more, self.shortcut = stride, outputs - inputs, shortcut

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        if not self.shortcut:
            return F.relu(y)
        if self.more or self.stride > 1:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.more))
        return F.relu(x + y)


def network(shortcut, blocks, classes):
    layers = [convolution(3, WIDTHS[0]), nn.BatchNorm2d(WIDTHS[0]), nn.ReLU()]
    inputs = WIDTHS[0]
    for stage, width in enumerate(WIDTHS):
        for block in range(blocks):
            layers.append(Block(inputs, width, 2 if stage and not block else 1, shortcut))
            inputs = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def photos_in(folder, names, most, seed):
    """(N x 3 x SIDE x SIDE float32 in [-1, 1], N classes), shuffled."""
    files = sorted(
        (file, names.index(kind.name)) for kind in folder.iterdir() for file in kind.rglob("*") if file.suffix.lower() in SUFFIXES
    )
    random.Random(seed).shuffle(files)
    files = files[:most]
    pixels = np.stack([np.asarray(read_square(file, SIDE)) for file, _ in files])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1, torch.tensor([kind for _, kind in files])


def gradients(net):
    return [
        float(f"{module.weight.grad.pow(2).mean().sqrt():.3g}") for module in net.modules() if isinstance(module, nn.Conv2d)
    ]


@torch.no_grad()
def accuracy(net, photos, kinds):
    net.eval()
    right = sum(
        int((net(photos[i : i + 250]).argmax(1) == kinds[i : i + 250]).sum()) for i in range(0, len(photos), 250)
    )
    net.train()
    return round(right / len(photos), 4)


def main():
    parser = argparse.ArgumentParser(prog=program(), description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int, default=3000, help="photos of train/ at most")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    torch.set_num_threads(1)
    names = sorted(kind.name for kind in (options.photos / "train").iterdir())
    photos, kinds = photos_in(options.photos / "train", names, options.most, options.seed)
    held, held_kinds = photos_in(options.photos / "val", names, 500, options.seed)
    print(f"{len(photos)} photos of {len(names)} classes to train on, {len(held)} to measure with", flush=True)

    nets, optimisers = {}, {}
    for name, (shortcut, blocks) in NETWORKS.items():
        torch.manual_seed(options.seed)  # both networks of a depth start with the same weights
        nets[name] = network(shortcut, blocks, len(names))
        optimisers[name] = torch.optim.SGD(nets[name].parameters(), RATE, MOMENTUM, weight_decay=DECAY)

    options.out.mkdir(parents=True, exist_ok=True)
    order = torch.Generator().manual_seed(options.seed)
    losses = {name: [] for name in nets}
    begun = time.process_time()
    with open(options.out / "log.jsonl", "w", encoding="utf-8") as log:
        for step in range(1, options.steps + 1):
            places = torch.randint(len(photos), (options.batch,), generator=order)
            batch = photos[places]
            batch = torch.where(torch.rand(len(batch), 1, 1, 1, generator=order) < 0.5, batch.flip(3), batch)
            for name, net in nets.items():
                optimiser = optimisers[name]
                optimiser.param_groups[0]["lr"] = RATE * min(1, step / WARM_UP)
                optimiser.zero_grad()
                loss = F.cross_entropy(net(batch), kinds[places])
                loss.backward()
                optimiser.step()
                losses[name].append(loss.item())
                if step > 1 and step % EVERY:
                    continue
                line = {"step": step, "network": name, "loss": round(sum(losses[name]) / len(losses[name]), 4)}
                losses[name].clear()
                if step == 1 or step % MEASURE == 0:
                    line["accuracy"] = accuracy(net, held, held_kinds)
                    line["gradients"] = gradients(net)
                print(json.dumps(line), file=log, flush=True)
            if step % MEASURE == 0:
                print(f"step {step}, {time.process_time() - begun:.0f} s of CPU", flush=True)
                (options.out / "curves.json").write_text(json.dumps(curves(options.out / "log.jsonl", options)), encoding="utf-8")


if __name__ == "__main__":
    main()
