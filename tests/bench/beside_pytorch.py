#!/usr/bin/env python3
"""Milliseconds of one forward of the native program and of PyTorch on the CPU, with the same weights.

    scripts/build.sh native
    /usr/bin/python3 tests/bench/beside_pytorch.py [--rounds N]

PyTorch runs what `torch.jit.optimize_for_inference` makes of its network, its quickest: batch norms folded, all in
oneDNN. As it is written the network takes the slow way for 1x1 convolutions on one thread (1 s with ResNet-50).

Both take turns; medians. Needs ../shared's weights, PyTorch and torchvision (Debian: python3-torch, python3-torchvision).
"""

import argparse
import json
import statistics
import subprocess

import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"

import torch
import torchvision

PROGRAM = ROOT / "build" / "native" / "residua"
FORWARDS = 11  # a round
WARM_UP = 3  # forwards, while PyTorch still compiles


def residua(model, threads):
    photo = SHARED / "images" / "dog.jpg"
    command = [PROGRAM, "classify", "--json", "--threads", str(threads), "--model", model] + [photo] * FORWARDS
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return statistics.median(json.loads(line)["ms"]["network"] for line in lines)


@torch.inference_mode()
def optimised(name):
    """The time does not depend on what the weights are."""
    network = getattr(torchvision.models, name)().eval()
    return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, torch.randn(1, 3, 224, 224))))


@torch.inference_mode()
def pytorch(network, threads):
    torch.set_num_threads(threads)
    images = torch.randn(1, 3, 224, 224)
    for _ in range(WARM_UP):
        network(images)
    times = []
    for _ in range(FORWARDS):
        start = time.perf_counter()
        network(images)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"PyTorch {torch.__version__}\n")
    print("| network, threads | Residua, native | PyTorch | ratio |\n| --- | --- | --- | --- |")
    for name in ("resnet18", "resnet50"):
        model = SHARED / "weights" / f"{name}-imagenet-pqf.safetensors"
        network = optimised(name)
        for threads in (1, 2):
            rounds = [(residua(model, threads), pytorch(network, threads)) for _ in range(options.rounds)]
            ours, theirs = (statistics.median(times) for times in zip(*rounds))
            print(f"| {name}, {threads} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |")


if __name__ == "__main__":
    main()
