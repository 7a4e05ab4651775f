"""Tries the workarounds that error messages about refused checkpoints suggest, and prints the results as in
tests/README.md.

    PYTHON=/usr/bin/python3 scripts/python/run.sh reference.try_ways_out

Each row saves a file that Residua refuses, follows the advice of the message, and compares Residua's answer for the
resulting file with PyTorch's. Exits with 1 if a file is not refused with the message of its row, or if the workaround
fails. Requires PyTorch 1.13, torchvision 0.14 and Pillow (Debian: python3-torch, python3-torchvision, python3-pil).
"""

import argparse
import bz2
import gzip
import json
import lzma
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.ao import quantization
from torch.nn import functional
from torchvision import models

from residua_tools import ROOT
from residua_tools.reference.hashed_weights import hashed_tensor, unit_values

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CLASSES = 10
ROWS = []


def row(says):
    """Registers a function of a Trial that saves a file refused with the message `says` and then applies the
    workaround."""
    return lambda take: ROWS.append((says, take)) or take


class Trial:
    """A folder with a photo, and the program to run."""

    def __init__(self, folder, program):
        self.folder, self.program = pathlib.Path(folder), program
        coarse = unit_values("photo", 3 * 9 * 9).reshape(9, 9, 3)
        image = Image.fromarray(np.uint8(coarse * 100 + 127)).resize((256, 256), Image.BICUBIC)
        image.save(self.path("photo.png"))
        pixels = torch.from_numpy(np.asarray(image)[16:240, 16:240].copy()).permute(2, 0, 1)
        self.input = ((pixels / 255 - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None])[None]

    def path(self, name):
        return self.folder / name

    def save(self, content, name):
        torch.save(content, self.path(name))
        return name

    def export(self, network, name="way.onnx"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(network.eval(), torch.zeros(1, 3, 224, 224), self.path(name))
        return name

    def answer(self, name):
        """("", probabilities), or (the error message, None)."""
        command = [self.program, "classify", "--model", self.path(name), "--topk", str(CLASSES), "--json"]
        done = subprocess.run([*command, self.path("photo.png")], capture_output=True, text=True)
        if done.returncode:
            return done.stdout + done.stderr, None
        found = json.loads(done.stdout)["predictions"]
        return "", torch.tensor([one["probability"] for one in sorted(found, key=lambda one: one["index"])])

    def difference(self, name, network):
        """The largest difference from PyTorch's probabilities; infinity if the file is refused."""
        _, found = self.answer(name)
        with torch.no_grad():
            expected = torch.softmax(network.eval()(self.input)[0], 0)
        assert 1.5 / CLASSES < expected.max() < 0.95, "the probabilities tell too little"
        return float("inf") if found is None else (found - expected).abs().max().item()


def filled(network, image):
    """Sets weights by their names and measures the batch norm statistics; the logits of the image differ by some
    units."""
    state = network.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point() and tensor.dim():
            state[name] = torch.from_numpy(hashed_tensor(name, tuple(tensor.shape)).copy())
    network.load_state_dict(state)
    noise = torch.from_numpy(hashed_tensor("noise", (8, 3, 96, 96)).copy())
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None
    network.train()
    with torch.no_grad():
        network(noise)
        scale = 1.5 / network.eval()(image).std()
        last = [layer for layer in network.modules() if isinstance(layer, nn.Linear)][-1]
        last.weight.mul_(scale)
        last.bias.mul_(scale)
    return network


def resnet(trial):
    return filled(models.resnet18(num_classes=CLASSES), trial.input)


# ------------------------------------------------------------------------------------------ networks of other families


class PreActivation(nn.Module):
    """He et al. 2016."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x):
        x = torch.relu(self.bn1(x))
        return self.conv2(torch.relu(self.bn2(self.conv1(x)))) + self.shortcut(x)


class Blurred(nn.Module):
    """A block of Zhang 2019, whose filter is stored as a tensor."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        row_ = torch.tensor([1.0, 2, 1]) / 4
        self.register_buffer("filt", (row_[:, None] * row_).repeat(outputs, 1, 1, 1))
        self.shortcut, self.stride = nn.Conv2d(inputs, outputs, 1, stride, bias=False), stride

    def forward(self, x):
        y = functional.pad(torch.relu(self.bn1(self.conv1(x))), (1, 1, 1, 1), "reflect")
        return functional.conv2d(y, self.filt, stride=self.stride, groups=y.shape[1]) + self.shortcut(x)


class Separable(nn.Module):
    """A block of Chollet 2017: a depthwise and a 1x1 convolution without normalisation between them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        parts = []
        for channels in (inputs, outputs):
            parts += [nn.ReLU(), nn.Conv2d(channels, channels, 3, 1, 1, groups=channels, bias=False)]
            parts += [nn.Conv2d(channels, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.rep = nn.Sequential(*parts, nn.MaxPool2d(3, stride, 1))
        self.skip = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return self.rep(x) + self.skip(x)


class Of(nn.Module):
    """A network of three such blocks."""

    def __init__(self, block):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 7, 2, 3, bias=False), nn.BatchNorm2d(16)
        self.layer1, self.layer2, self.layer3 = block(16, 16, 1), block(16, 32, 2), block(32, 64, 2)
        self.fc = nn.Linear(64, CLASSES)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(torch.relu(self.bn1(self.conv1(x))))))
        return self.fc(x.mean((2, 3)))


class ResNet9(nn.Module):
    def __init__(self):
        super().__init__()

        def unit(inputs, outputs, pool=False):
            parts = [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
            return nn.Sequential(*parts, *([nn.MaxPool2d(2)] if pool else []))

        self.conv1, self.conv2 = unit(3, 16), unit(16, 32, pool=True)
        self.res1 = nn.Sequential(unit(32, 32), unit(32, 32))
        self.conv3, self.conv4 = unit(32, 64, pool=True), unit(64, 64, pool=True)
        self.res2 = nn.Sequential(unit(64, 64), unit(64, 64))
        self.classifier = nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        x = self.conv4(self.conv3(self.res1(x) + x))
        return self.classifier(self.res2(x) + x)


class Plain(nn.Sequential):
    """Pairs of convolutions, as in many tutorials."""

    def __init__(self):
        parts, inputs = [], 3
        for outputs in (16, 32, 64):
            pair = []
            for channels in (inputs, outputs):
                pair += [nn.Conv2d(channels, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
            parts.append(nn.Sequential(*pair, nn.MaxPool2d(2)))
            inputs = outputs
        super().__init__(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))


class HardGate(models.resnet.BasicBlock):
    """Squeeze-and-excitation that ends in a hard sigmoid."""

    def __init__(self, inputs, outputs, *options, **more):
        super().__init__(inputs, outputs, *options, **more)
        self.se = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(outputs, 8, 1), nn.ReLU())
        self.se.append(nn.Conv2d(8, outputs, 1)).append(nn.Hardsigmoid())

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y * self.se(y) + (self.downsample(x) if self.downsample else x))


FAMILIES = {
    "an AlexNet": models.alexnet,
    "a VGG": models.vgg11,
    "a DenseNet": models.densenet121,
    "a MobileNet (v2)": models.mobilenet_v2,
    "a MobileNet (v3)": models.mobilenet_v3_small,
    "an EfficientNet": models.efficientnet_b0,
    "a RegNet": models.regnet_y_400mf,
    "an Inception network (GoogLeNet)": lambda **more: models.googlenet(aux_logits=False, init_weights=True, **more),
    "a pre-activation ResNet": lambda **_: Of(PreActivation),
    "an anti-aliased network": lambda **_: Of(Blurred),
    "a ResNet-9": lambda **_: ResNet9(),
    "no normalisation follows": lambda **_: Of(Separable),
    "a plain network without shortcuts": lambda **_: Plain(),
}


def exported(make):
    def take(trial):
        network = filled(make(num_classes=CLASSES), trial.input)
        return trial.save(network.state_dict(), "refused.pth"), trial.export(network), network, "exported as ONNX"

    return take


for says_, make_ in FAMILIES.items():
    row(says_)(exported(make_))


@row("has the activation hardsigmoid")
def hard_gate(trial):
    network = filled(models.ResNet(HardGate, [1, 1, 1, 1], num_classes=CLASSES), trial.input)
    return trial.save(network, "refused.pth"), trial.export(network), network, "exported as ONNX"


@row("several activation functions")
def several_activations(trial):
    network = resnet(trial)
    network.layer2[0].relu = nn.SiLU()
    return trial.save(network, "refused.pth"), trial.export(network), network, "exported as ONNX"


# ------------------------------------------------------------------------------------------ numbers


def with_weight(network, change):
    return {name: change(value) if name == "fc.weight" else value for name, value in network.state_dict().items()}


@row("is of type sparse")
def sparse(trial):
    network = resnet(trial)
    refused = trial.save(with_weight(network, lambda weight: weight.to_sparse()), "refused.pth")
    loaded = torch.load(trial.path(refused))
    loaded["fc.weight"] = loaded["fc.weight"].to_dense()
    return refused, trial.save(loaded, "way.pth"), network, "tensor.to_dense()"


@row("quantised by torch.ao")
def quantised(trial):
    network = resnet(trial)
    way = trial.save(network.state_dict(), "way.pth")
    dynamic = quantization.quantize_dynamic(network, {nn.Linear}, torch.qint8)
    return trial.save(dynamic.state_dict(), "refused.pth"), way, network, "the network before quantisation saved"


@row("an archive of NumPy's arrays")
def npz(trial):
    network = resnet(trial)
    np.savez(trial.path("refused.npz"), **{name: value.numpy() for name, value in network.state_dict().items()})
    return "refused.npz", trial.save(network.state_dict(), "way.pth"), network, "the network's state_dict saved"


@row("NaN or infinity")
def diverged(trial):
    network = resnet(trial)
    way = trial.save(network.state_dict(), "way.pth")
    return trial.save(with_weight(network, lambda weight: weight / 0), "refused.pth"), way, network, "an earlier epoch's"


@row("a LoRA adapter")
def adapter(trial):
    network = resnet(trial)
    down, up = (torch.from_numpy(hashed_tensor(name, shape).copy()) for name, shape in (("a", (2, 512)), ("b", (10, 2))))
    refused = {"base_model.model.fc.lora_A.weight": down, "base_model.model.fc.lora_B.weight": up}
    with torch.no_grad():
        network.fc.weight += up @ down / 20
    way = trial.save(network.state_dict(), "way.pth")
    return trial.save(refused, "refused.pth"), way, network, "merged into the network's weights by hand"


# ------------------------------------------------------------------------------------------ files


@row("frozen into its code")
def frozen(trial):
    network = resnet(trial)
    torch.jit.freeze(torch.jit.script(network)).save(trial.path("refused.pt"))
    return "refused.pt", trial.save(network.state_dict(), "way.pth"), network, "the state_dict before freezing saved"


@row("a PyTorch Mobile program")
def mobile(trial):
    network = resnet(trial)
    torch.jit.script(network)._save_for_lite_interpreter(str(trial.path("refused.ptl")), _use_flatbuffer=True)
    return "refused.ptl", trial.save(network.state_dict(), "way.pth"), network, "the network's state_dict saved"


@row("Save the one that is wanted by itself")
def several_networks(trial):
    network, other = resnet(trial), resnet(trial)
    other.fc.bias.data += 1
    refused = trial.save([network.state_dict(), other.state_dict()], "refused.pth")
    return refused, trial.save(torch.load(trial.path(refused))[0], "way.pth"), network, "the first one saved"


def unpacked(kind, pack):
    def take(trial):
        network = resnet(trial)
        way = trial.save(network.state_dict(), "way.pth")
        pack(trial.path(way), trial.path(f"refused.{kind}"))
        return f"refused.{kind}", way, network, "unpacked"

    return take


def as_tar(file, to):
    with tarfile.open(to, "w") as archive:
        archive.add(file, "model.pth")


def as_zip(file, to):
    with zipfile.ZipFile(to, "w") as archive:
        archive.write(file, "model.pth")


row("compressed by gzip")(unpacked("gz", lambda file, to: to.write_bytes(gzip.compress(file.read_bytes()))))
row("compressed by bzip2")(unpacked("bz2", lambda file, to: to.write_bytes(bz2.compress(file.read_bytes()))))
row("compressed by xz")(unpacked("xz", lambda file, to: to.write_bytes(lzma.compress(file.read_bytes(), preset=0))))
row("a tar archive")(unpacked("tar", as_tar))
row("a zip archive around a checkpoint")(unpacked("zip", as_zip))


@row("a zip archive around an ONNX model")
def zipped_onnx(trial):
    network = resnet(trial)
    way = trial.export(network, "way.onnx")
    with zipfile.ZipFile(trial.path("refused.zip"), "w") as archive:
        archive.write(trial.path(way), "model.onnx")
    return "refused.zip", way, network, "unpacked"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/native/residua")
    program = parser.parse_args().program
    failed = False
    print("| the sentence says | way | largest difference from PyTorch |\n| --- | --- | --- |")
    for says, take in ROWS:
        with tempfile.TemporaryDirectory() as folder:
            torch.manual_seed(0)
            trial = Trial(folder, program)
            refused, way, network, what = take(trial)
            said, _ = trial.answer(refused)
            difference = trial.difference(way, network)
        if says not in said:
            print(f'"{says}" is not in: {said or "an answer"}', file=sys.stderr)
        failed = failed or says not in said or difference > 1e-4
        print(f"| {says} | {what} | {difference:.1e} |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
