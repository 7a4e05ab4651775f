"""The networks that have goldens, one line each."""

from dataclasses import dataclass, replace

from residua_tools.reference.grammar import Design
from residua_tools.reference.grammar_designs import DESIGNS
from residua_tools.reference.resnets import BASIC, BOTTLENECK, Architecture

# N, C, H, W. The first input is recorded at every point, the others at the stem, the stages and the head.
# 65 and 97 are odd at every stage, where pooled shortcuts round up; with 31 the last stage is one pixel wide.
PHOTO = ((1, 3, 224, 224), (3, 3, 96, 64), (1, 3, 65, 97))
SMALL = ((2, 3, 64, 64), (1, 3, 33, 31))


@dataclass(frozen=True)
class Network:
    architecture: Architecture | Design
    inputs: tuple = PHOTO
    # The reference: "torchvision", "plain" (resnets.py), "transformers" (transformers_names.py), "grammar"
    # (grammar.py).
    source: str = "plain"


_DEEP = (32, 32, 64)
_TIERED = (24, 32, 64)

_18 = Architecture(BASIC, (2, 2, 2, 2))
_34 = Architecture(BASIC, (3, 4, 6, 3))
_26 = Architecture(BOTTLENECK, (2, 2, 2, 2))
_50 = Architecture(BOTTLENECK, (3, 4, 6, 3))
_101 = Architecture(BOTTLENECK, (3, 4, 23, 3))
_152 = Architecture(BOTTLENECK, (3, 8, 36, 3))
_200 = Architecture(BOTTLENECK, (3, 24, 36, 3))
_10 = Architecture(BASIC, (1, 1, 1, 1))
_14 = Architecture(BOTTLENECK, (1, 1, 1, 1))

_TORCHVISION = {
    "resnet18": _18,
    "resnet34": _34,
    "resnet50": _50,
    "resnet101": _101,
    "resnet152": _152,
    "wide_resnet50_2": replace(_50, group_width=128),
    "wide_resnet101_2": replace(_101, group_width=128),
    "resnext50_32x4d": replace(_50, cardinality=32, group_width=4),
    "resnext101_32x8d": replace(_101, cardinality=32, group_width=8),
    "resnext101_64x4d": replace(_101, cardinality=64, group_width=4),
}

_PLAIN = {
    "resnet26": _26,
    "resnet50_v1": replace(_50, stride_at="reduce"),
    "resnet50c": replace(_50, stem=_DEEP),
    "resnet18d": replace(_18, stem=_DEEP, pooled_shortcut=True),
    "resnet26d": replace(_26, stem=_DEEP, pooled_shortcut=True),
    "resnet34d": replace(_34, stem=_DEEP, pooled_shortcut=True),
    "resnet50d": replace(_50, stem=_DEEP, pooled_shortcut=True),
    "resnet101d": replace(_101, stem=_DEEP, pooled_shortcut=True),
    "resnet152d": replace(_152, stem=_DEEP, pooled_shortcut=True),
    "resnet200d": replace(_200, stem=_DEEP, pooled_shortcut=True),
    "resnet10t": replace(_10, stem=_TIERED, pooled_shortcut=True),
    "resnet14t": replace(_14, stem=_TIERED, pooled_shortcut=True),
    "resnet26t": replace(_26, stem=_TIERED, pooled_shortcut=True),
}

# torchvision's classes with one block per stage and ten classes; two have an epsilon other than the usual 1e-5.
_TINY = {
    "tiny_basic": replace(_10, classes=10),
    "tiny_bottleneck": replace(_14, classes=10),
    "tiny_grouped": replace(_14, classes=10, cardinality=8, group_width=8),
    "tiny_basic_eps": replace(_10, classes=10, eps=0.25),
    "tiny_bottleneck_eps": replace(_14, classes=10, eps=0.015625),
}

_NARROW = (16, 32, 64, 128)

# Not published, but recognisable from their tensors.
_CUSTOM = {
    "custom_narrow": Architecture(BASIC, (1, 2, 3, 1), _NARROW, (16,), classes=10),
    "custom_narrow_v1": Architecture(BOTTLENECK, (2, 1, 1, 2), _NARROW, (16,), classes=10, stride_at="reduce"),
    "custom_narrow_d": Architecture(BOTTLENECK, (1, 2, 1, 1), _NARROW, (8, 8, 16), classes=10, pooled_shortcut=True),
    "custom_grouped": Architecture(BOTTLENECK, (1, 1, 2, 1), _NARROW, (16,), 4, 32, classes=7),
    "custom_odd_widths": Architecture(BASIC, (2, 1, 2, 1), (12, 20, 37, 53), (12,), classes=3),
    "custom_stem_wider": Architecture(BASIC, (2, 2, 1, 1), _NARROW, (24,), classes=2),
    "custom_three_stages": Architecture(BASIC, (2, 2, 2), (16, 32, 64), (16,), classes=10),
}

_TRANSFORMERS = {
    "transformers_resnet18": (_18, PHOTO[:2]),
    "transformers_resnet50_v1": (replace(_50, stride_at="reduce"), PHOTO[:2]),
    "transformers_first_stage": (
        Architecture(BOTTLENECK, (1, 2, 1, 1), _NARROW, (16,), classes=5, first_stride=2),
        SMALL,
    ),
}


def _small(net):
    return tuple((batch, net.input_channels, height, width) for batch, _, height, width in SMALL)


def _photo(net):
    """The deepest networks repeat the blocks of shallower ones. Two inputs suffice and keep the files small."""
    return PHOTO if sum(net.counts) < 30 else PHOTO[:2]


NETWORKS = {
    **{name: Network(net, _photo(net), "torchvision") for name, net in _TORCHVISION.items()},
    **{name: Network(net, _photo(net)) for name, net in _PLAIN.items()},
    **{name: Network(net, SMALL, "torchvision") for name, net in _TINY.items()},
    **{name: Network(net, SMALL) for name, net in _CUSTOM.items()},
    **{name: Network(net, inputs, "transformers") for name, (net, inputs) in _TRANSFORMERS.items()},
    **{name: Network(net, _small(net), "grammar") for name, net in DESIGNS.items()},
}
