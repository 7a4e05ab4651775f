"""Narrow ResNets as found in user code: one for each rule of the grammar by which Residua recognises ResNets.

`GrammarResNet` is one plain network with the options of `Design` and torchvision's names. A design's `names` define
the author's names for the modules, which the golden's tensors have. make_network_goldens.py compares the network with
`PlainResNet` and torchvision's networks for the options that they share.
"""

import itertools
import re
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from residua_tools.reference.resnets import BASIC, BOTTLENECK

# The recorded points: all; all except those inside blocks; only the last stage and the head.
BLOCKS, STAGES, HEAD = "blocks", "stages", "head"


def linear_head(features, classes):
    return nn.Linear(features, classes)


@dataclass(frozen=True)
class Design:
    block: str = BASIC
    counts: tuple = (1, 1, 1)  # blocks per stage
    widths: tuple = (16, 32, 48)  # per stage; output channels of its blocks
    inner: tuple = None  # of the first convolution of every block, in order; default: the width (bottleneck: a quarter)
    input_channels: int = 3
    stem: tuple = (16,)  # widths of the stem's convolutions
    stem_kernel: int = 7
    stem_stride: int = 2  # of the first convolution
    stem_activation: bool = True  # after the last convolution
    max_pool: bool = True
    bias: bool = False  # of all convolutions
    depthwise: bool = False  # the bottleneck's 3x3 convolution has one group per channel
    gate: str = None  # on the branch: "se", "se_linear" (without bias), "eca", "ese"
    strides: tuple = ()  # per stage; default: 1, 2, 2, ...
    stride_at: str = "spatial"  # the first 3x3, or "second": the second 3x3 of a basic block
    dilation: tuple = ()  # per stage; replaces strides as in torchvision's replace_stride_with_dilation
    shortcut: str = "projection"  # or "padding": every second pixel, and channels of zeros on both sides (option A)
    shortcut_norm: bool = True
    activation: str = "relu"  # a key of ACTIVATIONS
    sum_activation: str = None  # after the addition; default: `activation`
    anti_aliased: bool = False  # a blur has the strides of the convolutions and of the max pooling
    maps: int = 0  # width of a 1x1 convolution with batch norm and activation before the pooling; 0: none
    pooling: str = "average"  # "max", or "max average": both, concatenated
    head: object = linear_head  # (features, classes) -> module
    head_activation: str = None  # between the head's linear layers, if not ReLU
    classes: int = 5
    order: str = None  # of the definitions in a block: "shortcut first", "norms last"; default: torchvision's
    names: tuple = ()  # (pattern, replacement)..., applied in order to torchvision's names; or a function of the name
    points: str = STAGES
    eps = 1e-5  # of all batch norms

    def name_of(self, name):
        if callable(self.names):
            return self.names(name)
        for pattern, replacement in self.names:
            name = re.sub(pattern, replacement, name)
        return name

    def in_order(self, names):
        """torchvision's names in the order in which the author defines the modules."""
        last = {"shortcut first": r"\.(conv|bn)", "norms last": r"\.bn", None: r"^$"}[self.order]
        blocks = itertools.groupby(names, lambda name: re.match(r"layer\d\.\d|", name)[0])
        return [name for _, block in blocks for name in sorted(block, key=lambda name: bool(re.search(last, name)))]

    def stride(self, stage):
        usual = 1 if stage == 0 or self.dilation and self.dilation[stage] > 1 else 2
        return self.strides[stage] if self.strides else usual

    def inner_widths(self):
        """The widths of the first convolution of every block, in order."""
        if self.inner:
            return self.inner
        divisor = 4 if self.block == BOTTLENECK else 1
        return tuple(width // divisor for count, width in zip(self.counts, self.widths) for _ in range(count))


ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky_relu 0.1": lambda: nn.LeakyReLU(0.1),
    "silu": nn.SiLU,
    "gelu": nn.GELU,
    "none": nn.Identity,
}


class Blur(nn.Module):
    """A binomial filter of stride 2 with reflected edges (Zhang 2019); it has no tensors."""

    def forward(self, x):
        channels = int(x.shape[1])  # a plain number, so that an export contains the filters as a constant
        filters = torch.tensor([[[[a * b / 16 for b in (1, 2, 1)] for a in (1, 2, 1)]]] * channels, dtype=x.dtype)
        return functional.conv2d(functional.pad(x, (1, 1, 1, 1), "reflect"), filters, stride=2, groups=channels)


class SqueezeExcitation(nn.Module):
    """Hu et al. 2017, with 1x1 convolutions or with linear layers without bias."""

    def __init__(self, channels, squeezed, linear):
        super().__init__()
        self.linear = linear
        self.fc1 = nn.Linear(channels, squeezed, bias=False) if linear else nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Linear(squeezed, channels, bias=False) if linear else nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        weights = x.mean((2, 3)) if self.linear else x.mean((2, 3), keepdim=True)
        weights = torch.sigmoid(self.fc2(torch.relu(self.fc1(weights))))
        return x * (weights[:, :, None, None] if self.linear else weights)


class EfficientAttention(nn.Module):
    """Wang et al. 2019: a convolution over the channel averages."""

    def __init__(self, taps=3):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, taps, padding=taps // 2, bias=False)

    def forward(self, x):
        weights = torch.sigmoid(self.conv(x.mean((2, 3))[:, None]))
        return x * weights[:, 0, :, None, None]


class EffectiveExcitation(nn.Module):
    """Lee and Park 2020, with timm's names: one layer for all channels and a hard sigmoid."""

    def __init__(self, channels):
        super().__init__()
        self.fc = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return x * functional.relu6(self.fc(x.mean((2, 3), keepdim=True)) + 3) / 6


class PaddedShortcut(nn.Module):
    def __init__(self, more, stride):
        super().__init__()
        self.more, self.stride = more, stride

    def forward(self, x):
        return functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.more // 2, self.more // 2))


class Block(nn.Module):
    """activation(gate(branch(x)) + shortcut(x))"""

    def __init__(self, net, inputs, inner, outputs, stride, dilation):
        super().__init__()
        make = ACTIVATIONS[net.activation]
        kernels, widths = ((3, 3), (inner, outputs)) if net.block == BASIC else ((1, 3, 1), (inner, inner, outputs))
        strided = 0 if net.block == BASIC and net.stride_at == "spatial" else 1
        self.layers, channels = [], inputs
        for i, (kernel, width) in enumerate(zip(kernels, widths)):
            step = stride if i == strided else 1
            blurred = net.anti_aliased and step > 1
            spread = dilation if kernel == 3 else 1
            conv = nn.Conv2d(
                channels,
                width,
                kernel,
                1 if blurred else step,
                kernel // 2 * spread,
                spread,
                groups=channels if net.depthwise and kernel == 3 else 1,
                bias=net.bias,
            )
            last = i + 1 == len(kernels)
            act = nn.Identity() if last else make()
            parts = [conv, nn.BatchNorm2d(width), act, Blur() if blurred else nn.Identity()]
            for name, part in zip(("conv", "bn", "act", "blur"), parts):
                self.add_module(f"{name}{i + 1}", part)
            self.layers += parts
            channels = width

        self.se = self.eca = nn.Identity()
        if net.gate in ("se", "se_linear"):
            self.se = SqueezeExcitation(outputs, outputs // 4, net.gate == "se_linear")
        elif net.gate == "eca":
            self.eca = EfficientAttention()
        elif net.gate == "ese":
            self.se = EffectiveExcitation(outputs)
        self.branch = nn.Identity()  # a point to record

        self.downsample = None
        if stride != 1 or inputs != outputs:
            if net.shortcut == "padding":
                self.downsample = PaddedShortcut(outputs - inputs, stride)
            else:
                norm = [nn.BatchNorm2d(outputs)] if net.shortcut_norm else []
                self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=net.bias), *norm)
        self.relu = ACTIVATIONS[net.sum_activation or net.activation]()

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        for layer in self.layers:
            x = layer(x)
        return self.relu(self.branch(self.eca(self.se(x))) + shortcut)


class MaxAveragePool(nn.Module):
    def forward(self, x):
        return torch.cat([x.amax((2, 3), keepdim=True), x.mean((2, 3), keepdim=True)], 1)


POOLINGS = {
    "average": lambda: nn.AdaptiveAvgPool2d(1),
    "max": lambda: nn.AdaptiveMaxPool2d(1),
    "max average": MaxAveragePool,
}


class GrammarResNet(nn.Module):
    def __init__(self, net):
        super().__init__()
        make = ACTIVATIONS[net.activation]
        self.conv1, channels = nn.Sequential(), net.input_channels
        for i, width in enumerate(net.stem):
            if i:
                self.conv1.append(nn.BatchNorm2d(channels)).append(make())
            stride = 1 if i else net.stem_stride
            kernel = net.stem_kernel
            self.conv1.append(nn.Conv2d(channels, width, kernel, stride, kernel // 2, bias=net.bias))
            channels = width
        if len(net.stem) == 1:
            self.conv1 = self.conv1[0]
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = make() if net.stem_activation else nn.Identity()
        self.maxpool = nn.Identity()
        if net.max_pool:
            self.maxpool = nn.MaxPool2d(3, 2, padding=1)
            if net.anti_aliased:
                self.maxpool = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), Blur())

        self.stages, inner = [], iter(net.inner_widths())
        for stage, (count, width) in enumerate(zip(net.counts, net.widths)):
            blocks = []
            for index in range(count):
                dilation = 1
                if net.dilation:
                    dilation = net.dilation[stage] if index or not stage else net.dilation[stage - 1]
                stride = 1 if index else net.stride(stage)
                blocks.append(Block(net, channels, next(inner), width, stride, dilation))
                channels = width
            self.stages.append(f"layer{stage + 1}")
            self.add_module(self.stages[-1], nn.Sequential(*blocks))

        self.maps = nn.Identity()
        if net.maps:
            self.maps = nn.Sequential(nn.Conv2d(channels, net.maps, 1, bias=net.bias), nn.BatchNorm2d(net.maps), make())
            channels = net.maps
        self.avgpool = POOLINGS[net.pooling]()
        if net.pooling == "max average":
            channels *= 2
        self.fc = net.head(channels, net.classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for stage in self.stages:
            x = getattr(self, stage)(x)
        x = self.avgpool(self.maps(x))
        return self.fc(x if isinstance(self.fc, nn.Conv2d) else torch.flatten(x, 1))


def taps(model, net):
    """(module, "in" or "out", point), as in recorder.taps; from blocks only the first one of the second stage."""
    if net.points != HEAD:
        yield model.maxpool, "out", "stem"
    for number, name in enumerate(model.stages, 1):
        if net.points == BLOCKS and number == 2:
            block = getattr(model, name)[0]
            yield block.downsample, "out", "stage2.block1.shortcut"
            yield block.branch, "out", "stage2.block1.branch"
            yield block.relu, "in", "stage2.block1.sum"
        if net.points != HEAD or number == len(model.stages):
            yield getattr(model, name), "out", f"stage{number}"
    if net.maps:
        yield model.maps, "out", "maps"
    yield model.avgpool, "out", "pooled"
    yield model.fc, "out", "logits"


def last_taps(model):
    """The points for further inputs, which depend on all other points."""
    yield getattr(model, model.stages[-1]), "out", f"stage{len(model.stages)}"
    yield model.avgpool, "out", "pooled"
    yield model.fc, "out", "logits"


def hints(net):
    """The hints that users must give for the network, because a more common network has the same tensors."""
    small = len(net.stem) == 1 and net.stem_kernel == 3
    said = {}
    if net.activation != "relu":
        said["activation"] = net.activation
    if net.sum_activation:
        said["activation_after_addition"] = net.sum_activation
    if not net.stem_activation:
        said["stem_activation"] = "none"
    if net.stem_stride != (1 if small else 2):
        said["stem_stride"] = str(net.stem_stride)
    if net.max_pool == small:
        said["max_pool"] = "yes" if net.max_pool else "no"
    if net.strides:
        said["stage_strides"] = " ".join(map(str, net.strides))
    if net.dilation:
        said["dilation"] = " ".join(map(str, net.dilation))
    if net.anti_aliased:
        said["anti_aliased"] = "yes"
    if net.pooling == "max":
        said["pooling"] = net.pooling
    if net.head_activation:
        said["head_activation"] = net.head_activation
    return said


def facts(net):
    return {
        "block": net.block,
        "counts": " ".join(map(str, net.counts)),
        "widths": " ".join(map(str, net.widths)),
        "stem": " ".join(map(str, net.stem)),
        "cardinality": "depthwise" if net.depthwise else "1",
        "inner_widths": " ".join(map(str, net.inner_widths())),
        "stride_at": net.stride_at,
        "shortcut": "padding" if net.shortcut == "padding" else "stride",
        "first_stride": str(net.stride(0)),
        "classes": str(net.classes),
        "eps": f"{net.eps:g}",
        **hints(net),
    }
