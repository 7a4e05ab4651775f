"""The networks that can be trained: reference networks by name, with tensor names that Residua reads."""

from dataclasses import replace

import torch
from torch import nn

from residua_tools.training.depthwise_resnet import DepthwiseResNet
from residua_tools.reference.networks import NETWORKS
from residua_tools.reference.resnets import BasicBlock, Bottleneck, PlainResNet
from residua_tools.training.small_maps import speed_up_small_maps

MEAN = (0.485, 0.456, 0.406)  # of ImageNet's photos, RGB, on the [0, 1] scale
STD = (0.229, 0.224, 0.225)


# The built-in network, which only trains with a teacher.
DEPTHWISE = "depthwise-resnet"


def trainable():
    """The names that `build` accepts: networks of torchvision and timm with average-pooled or strided shortcuts."""
    return [name for name in NETWORKS if name.startswith(("resnet", "resnext", "wide_resnet")) and "v1" not in name]


def build(name, classes):
    """A network with initial weights: He initialisation. The last batch norm of each branch is zero, so that each
    block starts as its shortcut (Goyal et al. 2017)."""
    model = PlainResNet(replace(NETWORKS[name].architecture, classes=classes))
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, BasicBlock):
            nn.init.zeros_(module.bn2.weight)
        elif isinstance(module, Bottleneck):
            nn.init.zeros_(module.bn3.weight)
    return speed_up_small_maps(model)


def start_from(model, state, source):
    """Loads the tensors of another training into `model`. The linear layer is kept if the number of classes
    differs."""
    ours = model.state_dict()
    if len(state.get("fc.weight", ())) != len(ours["fc.weight"]):
        state = {name: tensor for name, tensor in state.items() if not name.startswith("fc.")}
    wrong = [name for name, tensor in state.items() if name not in ours or tensor.shape != ours[name].shape]
    missing = [name for name in ours if name not in state and not name.startswith("fc.") and "num_batches" not in name]
    if wrong or missing:
        raise SystemExit(f"{source} is no such network as --architecture says: {', '.join([*wrong, *missing][:5])}")
    model.load_state_dict(state, strict=False)


def of_checkpoint(name, state):
    """The network called `name` in evaluation mode, with the tensors of `state` of any floating-point type."""
    classes = len(state["fc.weight"])
    if name == DEPTHWISE:
        model = DepthwiseResNet(classes)
    else:
        model = PlainResNet(replace(NETWORKS[name].architecture, classes=classes))
    model.eval().requires_grad_(False)
    missing, surplus = model.load_state_dict(state, strict=False)
    if surplus or any(not tensor.endswith("num_batches_tracked") for tensor in missing):
        raise SystemExit(f"the tensors are not those of {name}: {', '.join([*surplus, *missing][:5])}")
    return model


def normalise(photos):
    """N x 3 x H x W of 0 to 255 -> the network's input, channels last."""
    mean = torch.tensor(MEAN, device=photos.device).view(3, 1, 1) * 255
    std = torch.tensor(STD, device=photos.device).view(3, 1, 1) * 255
    return ((photos - mean) / std).contiguous(memory_format=torch.channels_last)
