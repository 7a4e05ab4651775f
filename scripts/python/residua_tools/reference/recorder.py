"""Runs a network and samples its intermediate values at named points."""

from dataclasses import dataclass

import numpy as np
import torch

SAMPLES = 256


@dataclass
class Point:
    name: str
    shape: tuple  # N, C, H, W; pooled features and logits are N, C, 1, 1
    mean: float  # of all elements
    largest: float  # greatest absolute value of all elements
    samples: np.ndarray  # float32, the elements at sample_indices()


def sample_indices(elements):
    """Flat NCHW indices: all elements of a small tensor, otherwise 256 of them at a stride of the golden ratio.

    A regular stride would sample the same column of every channel. This one, a multiple of elements * 0.618 modulo
    elements, covers batch, channels, rows and columns evenly.
    """
    if elements <= SAMPLES:
        return np.arange(elements)
    k = np.arange(SAMPLES, dtype=np.uint64)
    fraction = (k * np.uint64(2654435769)) & np.uint64(0xFFFFFFFF)
    return ((fraction * np.uint64(elements)) >> np.uint64(32)).astype(np.int64)


def _point(name, tensor):
    values = tensor.detach().reshape(-1).numpy()
    shape = tuple(tensor.shape) + (1,) * (4 - tensor.dim())
    return Point(
        name,
        shape,
        float(values.mean(dtype=np.float64)),
        float(np.abs(values).max()),
        values[sample_indices(values.size)].astype(np.float32),
    )


def _block_points(prefix, block, everything):
    """(module, "in" or "out", point) for the points of a block. The last call of `relu` is the one after the sum."""
    if everything:
        if block.downsample is not None:
            yield block.downsample, "out", f"{prefix}.shortcut"
        yield getattr(block, "bn3", block.bn2), "out", f"{prefix}.branch"
    yield block.relu, "in", f"{prefix}.sum"


def taps(model, blocks):
    """The points to record in a network with torchvision's module names.

    With `blocks`, the first two blocks of a stage have the points shortcut (if it is a projection), branch, sum and
    output, and all others have the sum. The output of the last block is the output of the stage.
    """
    yield model.maxpool, "out", "stem"
    stages = [name for name, _ in model.named_children() if name.startswith("layer")]
    for number, name in enumerate(stages, 1):
        stage = getattr(model, name)
        for index, block in enumerate(stage if blocks else (), 1):
            prefix = f"stage{number}.block{index}"
            yield from _block_points(prefix, block, index <= 2)
            if index <= 2 and index < len(stage):
                yield block, "out", prefix
        yield stage, "out", f"stage{number}"
    yield model.avgpool, "out", "pooled"
    yield model.fc, "out", "logits"


def transformers_taps(model):
    yield model.resnet.embedder.pooler, "out", "stem"
    for number, stage in enumerate(model.resnet.encoder.stages, 1):
        yield stage, "out", f"stage{number}"
    yield model.resnet.pooler, "out", "pooled"
    yield model.classifier, "out", "logits"


def record(model, points, image):
    """The values at `points`, in order of execution, for `image` (N, 3, H, W)."""
    recorded = {}

    def listen(name):
        # Sampled immediately, because torchvision adds and rectifies in place.
        def on_output(_module, _inputs, output):
            recorded.pop(name, None)
            recorded[name] = _point(name, output)

        return on_output

    def listen_before(name):
        def on_input(_module, inputs):
            recorded.pop(name, None)
            recorded[name] = _point(name, inputs[0])

        return on_input

    hooks = []
    for module, side, name in points:
        if side == "out":
            hooks.append(module.register_forward_hook(listen(name)))
        else:
            hooks.append(module.register_forward_pre_hook(listen_before(name)))
    with torch.inference_mode():
        model.eval()(image)
    for hook in hooks:
        hook.remove()
    return list(recorded.values())
