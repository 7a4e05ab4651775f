"""The tensor names and the configuration of a ResNet in Hugging Face transformers, for tests of readers.

`tensor_name` maps torchvision's names to those of transformers. `TransformersResNet` is a plain network with the
module tree of transformers, so that make_network_goldens.py can check the mapping by running it.
"""

import re

from torch import nn

from residua_tools.reference.resnets import BOTTLENECK

_STEM = {"conv1": "convolution", "bn1": "normalization"}
_SHORTCUT = {"0": "convolution", "1": "normalization"}


def tensor_name(name):
    """The name in transformers of torchvision's tensor `name` (a ResNet with the 7x7 stem)."""
    stem = re.fullmatch(r"(conv1|bn1)\.(\w+)", name)
    if stem:
        return f"resnet.embedder.embedder.{_STEM[stem[1]]}.{stem[2]}"
    head = re.fullmatch(r"fc\.(\w+)", name)
    if head:
        return f"classifier.1.{head[1]}"
    stage, block, rest = re.fullmatch(r"layer(\d+)\.(\d+)\.(.+)", name).groups()
    prefix = f"resnet.encoder.stages.{int(stage) - 1}.layers.{block}"
    shortcut = re.fullmatch(r"downsample\.([01])\.(\w+)", rest)
    if shortcut:
        return f"{prefix}.shortcut.{_SHORTCUT[shortcut[1]]}.{shortcut[2]}"
    kind, number, leaf = re.fullmatch(r"(conv|bn)(\d)\.(\w+)", rest).groups()
    return f"{prefix}.layer.{int(number) - 1}.{_STEM[kind + '1']}.{leaf}"


def config(net):
    """The fields of transformers' config.json that determine the computation."""
    return {
        "architectures": ["ResNetForImageClassification"],
        "depths": list(net.counts),
        "downsample_in_bottleneck": net.stride_at == "reduce",
        "downsample_in_first_stage": net.first_stride == 2,
        "embedding_size": net.stem[-1],
        "hidden_act": "relu",
        "hidden_sizes": [width * net.expansion for width in net.widths],
        "layer_type": net.block,
        "model_type": "resnet",
        "num_channels": 3,
    }


class _Convolution(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, relu=True):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.normalization = nn.BatchNorm2d(outputs)
        self.activation = nn.ReLU() if relu else nn.Identity()

    def forward(self, x):
        return self.activation(self.normalization(self.convolution(x)))


class _Layer(nn.Module):
    def __init__(self, config, inputs, outputs, stride):
        super().__init__()
        projects = inputs != outputs or stride != 1
        self.shortcut = _Convolution(inputs, outputs, 1, stride, relu=False) if projects else nn.Identity()
        if config["layer_type"] == BOTTLENECK:
            early, late = (stride, 1) if config["downsample_in_bottleneck"] else (1, stride)
            inner = outputs // 4
            convolutions = [(inputs, inner, 1, early), (inner, inner, 3, late), (inner, outputs, 1, 1)]
        else:
            convolutions = [(inputs, outputs, 3, stride), (outputs, outputs, 3, 1)]
        last = len(convolutions) - 1
        self.layer = nn.Sequential(*[_Convolution(*c, relu=i < last) for i, c in enumerate(convolutions)])
        self.activation = nn.ReLU()

    def forward(self, x):
        return self.activation(self.layer(x) + self.shortcut(x))


class _Stage(nn.Module):
    def __init__(self, config, inputs, outputs, depth, stride):
        super().__init__()
        first = _Layer(config, inputs, outputs, stride)
        self.layers = nn.Sequential(first, *[_Layer(config, outputs, outputs, 1) for _ in range(depth - 1)])

    def forward(self, x):
        return self.layers(x)


class TransformersResNet(nn.Module):
    """Built only from the fields of config.json and the number of classes."""

    def __init__(self, config, classes):
        super().__init__()
        sizes = [config["embedding_size"], *config["hidden_sizes"]]
        strides = [2 if config["downsample_in_first_stage"] else 1] + [2] * (len(sizes) - 2)
        self.resnet = nn.Module()
        self.resnet.embedder = nn.Module()
        self.resnet.embedder.embedder = _Convolution(config["num_channels"], sizes[0], 7, 2)
        self.resnet.embedder.pooler = nn.MaxPool2d(3, 2, padding=1)
        self.resnet.encoder = nn.Module()
        self.resnet.encoder.stages = nn.ModuleList(
            _Stage(config, *stage) for stage in zip(sizes, sizes[1:], config["depths"], strides)
        )
        self.resnet.pooler = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(sizes[-1], classes))

    def forward(self, x):
        x = self.resnet.embedder.pooler(self.resnet.embedder.embedder(x))
        for stage in self.resnet.encoder.stages:
            x = stage(x)
        return self.classifier(self.resnet.pooler(x))
