"""All ResNets that Residua reads, in plain PyTorch, with the tensor names of torchvision and timm.

The reference is torchvision's class if there is one (`torchvision_resnet`). `PlainResNet` is written for readability
and covers the rest of the family. make_network_goldens.py compares both.
"""

from dataclasses import dataclass

import torch
from torch import nn

BASIC, BOTTLENECK = "basic", "bottleneck"


@dataclass(frozen=True)
class Architecture:
    block: str  # BASIC: 3x3, 3x3; BOTTLENECK: 1x1, 3x3, 1x1
    counts: tuple  # blocks per stage
    widths: tuple = (64, 128, 256, 512)  # per stage; a block's output is 1 (basic) or 4 (bottleneck) times as wide
    stem: tuple = (64,)  # output widths of the stem's convolutions: one 7x7, or three 3x3 (ResNet-C)
    cardinality: int = 1  # groups of the bottleneck's 3x3 convolution
    group_width: int = 64  # width of one such group in a stage of width 64
    stride_at: str = "spatial"  # of a bottleneck: "spatial", the 3x3 (torchvision), or "reduce", the first 1x1 (v1)
    pooled_shortcut: bool = False  # ResNet-D: average pooling, then a 1x1 of stride 1
    first_stride: int = 1  # stride of stage 1; 2 with transformers' downsample_in_first_stage
    classes: int = 1000
    eps: float = 1e-5  # of all batch norms

    @property
    def expansion(self):
        return 4 if self.block == BOTTLENECK else 1

    def inner_width(self, width):
        """Channels of the 3x3 convolution of a bottleneck."""
        return int(width * self.group_width / 64) * self.cardinality


def _conv(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False)


class _Block(nn.Module):
    """The common part of both block types: relu(branch(x) + shortcut(x)); batch norms are bn1, bn2, ..."""

    def __init__(self):
        super().__init__()
        self.relu = nn.ReLU()
        self.downsample = None

    def add_shortcut(self, net, inputs, width, stride):
        """Adds the projection if one is needed. Called last, so that the tensors are in torchvision's order."""
        outputs = width * net.expansion
        if stride == 1 and inputs == outputs:
            return
        if net.pooled_shortcut:
            pool = nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False)
            projection = [pool if stride != 1 else nn.Identity(), _conv(inputs, outputs, 1)]
        else:
            projection = [_conv(inputs, outputs, 1, stride)]
        self.downsample = nn.Sequential(*projection, nn.BatchNorm2d(outputs, net.eps))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.relu(self.branch(x) + shortcut)


class BasicBlock(_Block):
    def __init__(self, net, inputs, width, stride):
        super().__init__()
        self.conv1 = _conv(inputs, width, 3, stride)
        self.bn1 = nn.BatchNorm2d(width, net.eps)
        self.conv2 = _conv(width, width, 3)
        self.bn2 = nn.BatchNorm2d(width, net.eps)
        self.add_shortcut(net, inputs, width, stride)

    def branch(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        return self.bn2(self.conv2(x))


class Bottleneck(_Block):
    def __init__(self, net, inputs, width, stride):
        super().__init__()
        inner = net.inner_width(width)
        reduce_stride, spatial_stride = (stride, 1) if net.stride_at == "reduce" else (1, stride)
        self.conv1 = _conv(inputs, inner, 1, reduce_stride)
        self.bn1 = nn.BatchNorm2d(inner, net.eps)
        self.conv2 = _conv(inner, inner, 3, spatial_stride, net.cardinality)
        self.bn2 = nn.BatchNorm2d(inner, net.eps)
        self.conv3 = _conv(inner, width * 4, 1)
        self.bn3 = nn.BatchNorm2d(width * 4, net.eps)
        self.add_shortcut(net, inputs, width, stride)

    def branch(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.bn3(self.conv3(x))


class PlainResNet(nn.Module):
    def __init__(self, net):
        super().__init__()
        if len(net.stem) == 1:
            self.conv1 = _conv(3, net.stem[0], 7, 2)
        else:
            first, second, third = net.stem
            self.conv1 = nn.Sequential(
                _conv(3, first, 3, 2),
                nn.BatchNorm2d(first, net.eps),
                nn.ReLU(),
                _conv(first, second, 3),
                nn.BatchNorm2d(second, net.eps),
                nn.ReLU(),
                _conv(second, third, 3),
            )
        self.bn1 = nn.BatchNorm2d(net.stem[-1], net.eps)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)

        block = BasicBlock if net.block == BASIC else Bottleneck
        channels = net.stem[-1]
        self.stages = []
        for stage, (count, width) in enumerate(zip(net.counts, net.widths), 1):
            blocks = []
            for index in range(count):
                stride = 1 if index else (net.first_stride if stage == 1 else 2)
                blocks.append(block(net, channels, width, stride))
                channels = width * net.expansion
            self.stages.append(f"layer{stage}")
            self.add_module(self.stages[-1], nn.Sequential(*blocks))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, net.classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))


def torchvision_resnet(net):
    """torchvision's network of that architecture; ValueError if torchvision does not have it."""
    plain = Architecture(
        net.block,
        net.counts,
        cardinality=net.cardinality,
        group_width=net.group_width,
        classes=net.classes,
        eps=net.eps,
    )
    if plain != net or len(net.counts) != 4:
        raise ValueError("torchvision has no such ResNet")
    from torchvision.models import resnet  # imported here, because everything else works without torchvision

    return resnet.ResNet(
        resnet.BasicBlock if net.block == BASIC else resnet.Bottleneck,
        list(net.counts),
        num_classes=net.classes,
        groups=net.cardinality,
        width_per_group=net.group_width,
        norm_layer=lambda channels: nn.BatchNorm2d(channels, net.eps),
    )


def torchvision_dilated(counts, classes):
    """torchvision's bottlenecks with dilation in place of the last two stages' strides."""
    from torchvision.models import resnet

    return resnet.ResNet(
        resnet.Bottleneck, list(counts), num_classes=classes, replace_stride_with_dilation=[False, True, True]
    )
