"""The designs of grammar.py that have goldens: the narrowest network for each rule of the grammar."""

import re

from torch import nn

from residua_tools.reference.grammar import BLOCKS, HEAD, Design
from residua_tools.reference.resnets import BOTTLENECK

# ---------------------------------------------------------------------------------------- heads


def gap_head(features, classes):
    return nn.Sequential(nn.Linear(features, 24), nn.ReLU(), nn.Dropout(0.5), nn.Linear(24, classes))


def norm_head(features, classes):
    return nn.Sequential(
        nn.Linear(features, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Dropout(0.5), nn.Linear(24, classes)
    )


def fastai_head(features, classes):
    """fastai's create_head; its first two modules are the pooling and the flattening."""
    return nn.Sequential(
        nn.Identity(),
        nn.Identity(),
        nn.BatchNorm1d(features),
        nn.Dropout(0.25),
        nn.Linear(features, 24, bias=False),
        nn.ReLU(),
        nn.BatchNorm1d(24),
        nn.Dropout(0.5),
        nn.Linear(24, classes, bias=False),
    )


def convolution_head(features, classes):
    return nn.Conv2d(features, classes, 1)


def two_steps_head(features, classes):
    """The network's original classifier, followed by another layer."""
    return nn.Sequential(nn.Linear(features, 24), nn.Linear(24, classes))


# ---------------------------------------------------------------------------------------- names

_LINEAR = (r"^fc\.", "linear.")

_KUANGLIU = ((r"\.downsample\.", ".shortcut."), _LINEAR, (r"^", "module."))

_MOSKOMULE = ((r"\.se\.fc1\.", ".se.fc.0."), (r"\.se\.fc2\.", ".se.fc.2."))

# The nesting in torchvision's MobileNetV3.
_NESTED = (
    (r"^(conv|bn)1\.", lambda m: f"features.0.{'conv bn'.split().index(m[1])}."),
    (r"^layer(\d)\.(\d)\.", r"features.\1.\2."),
    (r"\.conv1\.", ".block.0.0."),
    (r"\.bn1\.", ".block.0.1."),
    (r"\.conv2\.", ".block.1.0."),
    (r"\.bn2\.", ".block.1.1."),
    (r"\.se\.", ".block.2."),
    (r"^fc\.", "classifier.0."),
)

# A stem, a body and a header; blocks have a residual layer and a skip connection.
_SKIP_CONNECTION = (
    (r"^(conv|bn)1\.", r"stem.\1."),
    (r"^layer(\d)\.(\d)\.", r"body.stage\1.\2."),
    (r"\.(conv|bn)1\.", r".residual_layer.0.\1."),
    (r"\.(conv|bn)2\.", r".residual_layer.1.\1."),
    (r"\.downsample\.0\.", ".skip_connection.conv."),
    (r"\.downsample\.1\.", ".skip_connection.bn."),
    (r"^fc\.", "head.fc."),
)

# All modules in one nn.Sequential; the third convolution of a block is its shortcut ("Dive into Deep Learning").
_D2L = (
    (r"^conv1\.", "0.0."),
    (r"^bn1\.", "0.1."),
    (r"^layer(\d)\.", r"\1."),
    (r"\.downsample\.0\.", ".conv3."),
    (r"^fc\.", "6."),
)

# The shortcut is defined before the branch and also precedes it by name.
_SHORTCUT_FIRST = (
    (r"^conv1\.", "encoder.gate.0."),
    (r"^bn1\.", "encoder.gate.1."),
    (r"^layer(\d)\.", r"encoder.layers.\1.blocks."),
    (r"\.downsample\.", ".adapt."),
    (r"\.conv1\.", ".main.0.0."),
    (r"\.bn1\.", ".main.0.1."),
    (r"\.conv2\.", ".main.2.0."),
    (r"\.bn2\.", ".main.2.1."),
    (r"^fc\.", "decoder."),
)


def _flat_names(name):
    """All blocks in one nn.ModuleList, two per stage."""
    block = re.match(r"layer(\d)\.(\d)\.", name)
    if not block:
        return re.sub(r"^(conv|bn)1\.", r"stem.\1.", name)
    name = f"blocks.{2 * int(block[1]) - 2 + int(block[2])}.{name[block.end():]}"
    name = re.sub(r"\.(conv|bn)(\d)\.", r".conv\2.\1.", name)
    return re.sub(r"downsample\.(\d)", lambda m: f"shortcut.{'conv bn'.split()[int(m[1])]}", name)


_FASTAI = (
    (r"^conv1\.", "0.0."),
    (r"^bn1\.", "0.1."),
    (r"^layer(\d)", lambda m: f"0.{int(m[1]) + 3}"),
    (r"^fc\.", "1."),
)

_TWO_STEPS = ((r"^fc\.1\.", "linear."), (r"^fc\.0\.", "fc."), (r"^(?!linear)", "resnet."))

# ---------------------------------------------------------------------------------------- designs

_CIFAR = dict(stem_kernel=3, stem_stride=1, max_pool=False)
_BOTTLENECK = dict(block=BOTTLENECK, widths=(32, 64, 96))

DESIGNS = {
    # Gates of the branch.
    "grammar_se": Design(gate="se", points=BLOCKS),
    "grammar_se_bottleneck": Design(**_BOTTLENECK, gate="se", points=BLOCKS),
    "grammar_se_nested": Design(gate="se", names=_NESTED),
    "grammar_se_linear": Design(gate="se_linear", names=_MOSKOMULE, points=BLOCKS),
    "grammar_eca": Design(gate="eca", points=BLOCKS),
    "grammar_ese": Design(**_BOTTLENECK, counts=(1, 2, 1), gate="ese", points=BLOCKS),
    # For images of 32 x 32, as in akamaster's and kuangliu's repositories.
    "grammar_cifar_padding": Design(**_CIFAR, counts=(1, 2, 1), shortcut="padding", names=(_LINEAR,), points=BLOCKS),
    "grammar_cifar_projection": Design(**_CIFAR, names=_KUANGLIU),
    # Bottlenecks with wider inner layers, as in MobileNet, and a convolution on the last maps.
    "grammar_depthwise": Design(
        block=BOTTLENECK,
        widths=(16, 24, 32),
        inner=(64, 72, 96),
        stem_kernel=3,
        max_pool=False,
        depthwise=True,
        activation="relu6",
        maps=56,
        points=BLOCKS,
    ),
    # Names that are not from any library.
    "grammar_skip_connection": Design(counts=(2, 1, 1), names=_SKIP_CONNECTION),
    "grammar_d2l": Design(bias=True, shortcut_norm=False, order="norms last", names=_D2L, points=BLOCKS),
    "grammar_shortcut_first": Design(order="shortcut first", names=_SHORTCUT_FIRST),
    "grammar_flat_blocks": Design(counts=(2, 2, 2), names=_flat_names),
    # Stems, widths and stages.
    "grammar_deep_stem": Design(stem=(8, 12, 16), stem_kernel=3),
    "grammar_one_channel": Design(input_channels=1),
    "grammar_inner_widths": Design(counts=(2, 2, 1), inner=(9, 16, 21, 30, 40)),
    "grammar_five_stages": Design(counts=(1,) * 5, widths=(16, 24, 32, 40, 48)),
    # Options that the tensors do not determine.
    "grammar_stage_strides": Design(
        bias=True, max_pool=False, stem_activation=False, strides=(2, 1, 1), widths=(24, 32, 48)
    ),
    "grammar_stride_second": Design(stride_at="second", points=BLOCKS),
    "grammar_dilated": Design(
        block=BOTTLENECK, counts=(1, 1, 2, 2), widths=(32, 48, 64, 96), dilation=(1, 1, 2, 4)
    ),
    "grammar_blur": Design(anti_aliased=True, points=BLOCKS),
    "grammar_blur_bottleneck": Design(**_BOTTLENECK, anti_aliased=True, points=BLOCKS),
    "grammar_no_sum_activation": Design(counts=(1, 2, 1), sum_activation="none"),
    "grammar_silu": Design(activation="silu"),
    "grammar_gelu": Design(**_BOTTLENECK, activation="gelu"),
    "grammar_leaky_relu": Design(activation="leaky_relu 0.1"),
    # Heads.
    "grammar_head_max": Design(counts=(1, 1), widths=(16, 32), pooling="max", points=HEAD),
    "grammar_head_gap": Design(counts=(1, 1), widths=(16, 32), head=gap_head, points=HEAD),
    "grammar_head_norm": Design(counts=(1, 1), widths=(16, 32), head=norm_head, points=HEAD),
    "grammar_head_fastai": Design(
        counts=(1, 1), widths=(16, 32), pooling="max average", head=fastai_head, names=_FASTAI, points=HEAD
    ),
    "grammar_head_convolution": Design(counts=(1, 1), widths=(16, 32), head=convolution_head, points=HEAD),
    "grammar_head_two_steps": Design(
        counts=(1, 1), widths=(16, 32), head=two_steps_head, head_activation="none", names=_TWO_STEPS, points=HEAD
    ),
    "grammar_head_one_logit": Design(counts=(1, 1), widths=(16, 32), classes=1, points=HEAD),
}
