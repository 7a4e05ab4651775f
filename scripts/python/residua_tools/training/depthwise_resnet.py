"""The built-in network: a ResNet of bottleneck blocks with depthwise 3x3 convolutions.

This is the block of ResNeXt (Xie et al. 2017) with one channel per group, wider inside than outside (Sandler et al.
2018). Every block has a shortcut: its input, or a projection of it if the shape changes. Tensors have torchvision's
names; `head` is the 1x1 convolution before the pooling.
"""

from collections import OrderedDict
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True)
class Stage:
    blocks: int
    width: int  # channels of the sums
    inner: int  # channels inside the first block; the other blocks are GROWTH times as wide as the sums
    stride: int  # of the first block


STEM, HEAD = 32, 1280  # channels
GROWTH = 6
STAGES = (
    Stage(1, 16, 32, 1),
    Stage(2, 24, 96, 2),
    Stage(3, 32, 144, 2),
    Stage(4, 64, 192, 2),
    Stage(3, 96, 384, 1),
    Stage(3, 160, 576, 2),
    Stage(1, 320, 960, 1),
)
# Fields of the model card that the tensors do not determine (src/classify/architecture_config.h).
ARCHITECTURE = {
    "stemStride": 2,
    "maxPool": False,
    "stageStrides": [stage.stride for stage in STAGES],
    "activation": "relu6",
}


class Block(nn.Module):
    """relu6(branch(x) + shortcut(x))"""

    def __init__(self, inputs, inner, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, padding=1, groups=inner, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = nn.Conv2d(inner, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU6()
        self.after = nn.ReLU6()  # after the addition
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.after(self.bn3(self.conv3(x)) + shortcut)


class DepthwiseResNet(nn.Module):
    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, STEM, 3, 2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(STEM)
        self.relu = nn.ReLU6()
        channels, self.stages = STEM, []
        for number, stage in enumerate(STAGES, 1):
            blocks = []
            for index in range(stage.blocks):
                inner, stride = (GROWTH * stage.width, 1) if index else (stage.inner, stage.stride)
                blocks.append(Block(channels, inner, stage.width, stride))
                channels = stage.width
            self.stages.append(f"layer{number}")
            self.add_module(self.stages[-1], nn.Sequential(*blocks))
        head = nn.Conv2d(channels, HEAD, 1, bias=False), nn.BatchNorm2d(HEAD), nn.ReLU6()
        self.head = nn.Sequential(OrderedDict(zip("012", head)))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(HEAD, classes)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.fc(self.avgpool(self.head(x)).flatten(1))

    def blocks(self):
        """[(name of the stage, its blocks)]"""
        return [(stage, list(getattr(self, stage))) for stage in self.stages]
