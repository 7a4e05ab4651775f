"""Writes tests/golden/checkpoints: tiny files as written by torch.save, for tests of their readers.

The values of every tensor are known without reading a file: element i of the tensor NAME, in PyTorch's order, is
`hashed_tensor(NAME, SHAPE)[i]` in float32, and (i - 4) / 4 in every other type (i % 2 in bool, i in the other
integers), which each of these types represents exactly. Compact weights are stored with their decoded values. In the
older format, storage keys are addresses, so these files differ from run to run.

Requires PyTorch 1.13 (Debian: python3-torch), the version whose files these represent.
"""

import argparse
import os
import sys
from collections import OrderedDict

import numpy as np
import torch
from torch import nn

from residua_tools import ROOT
from residua_tools.checkpoints.compact_files import Compact, write_compact
from residua_tools.reference.hashed_weights import hashed_tensor

FOLDER = ROOT / "tests" / "golden" / "checkpoints"


def hashed(name, *shape):
    return torch.from_numpy(hashed_tensor(name, shape).copy())


def tiny():
    """A state_dict with the tensors of a convolution, a batch norm and a linear layer."""
    shapes = {"conv1.weight": (2, 3, 2, 2), "bn1.running_var": (2,), "fc.weight": (3, 2), "fc.bias": (3,)}
    state = OrderedDict((name, hashed(name, *shape)) for name, shape in shapes.items())
    state["bn1.num_batches_tracked"] = torch.tensor(0)
    state._metadata = OrderedDict({"": {"version": 1}, "bn1": {"version": 2}})
    return state


def prefixed(prefix):
    return OrderedDict((prefix + name, tensor) for name, tensor in tiny().items())


def training():
    """A typical checkpoint of a training script, in which the network is one of many entries."""
    weight = nn.Parameter(hashed("momentum", 2))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    weight.sum().backward()
    optimizer.step()
    return {
        "epoch": 90,
        "best": np.float64(76.1),
        "history": np.arange(3),
        "accuracy": torch.tensor(76.1),
        "args": argparse.Namespace(lr=0.1, device=torch.device("cpu"), size=torch.Size([224, 224])),
        "optimizer": optimizer.state_dict(),
        "seen": {1, 2},
        "nothing": None,
        "state_dict": prefixed("module."),
    }


def averaged():
    """The state of torch.optim.swa_utils.AveragedModel, as saved by torchvision's training script."""
    state = OrderedDict(n_averaged=torch.tensor(7))
    state.update(prefixed("module."))
    return {"model_ema": state, "epoch": 1}


def views():
    """Tensors that share storages or are not contiguous."""
    whole = hashed("whole", 4, 6)
    channels_last = hashed("channels_last", 2, 3, 2, 2).contiguous(memory_format=torch.channels_last)
    return OrderedDict(
        whole=whole,
        transposed=whole.t(),
        row=whole[1],
        column=whole[:, 2],
        inner=whole[1:3, 1:5],
        channels_last=channels_last,
        empty=torch.empty(0, 3),
        scalar=hashed("scalar"),
    )


def types():
    state = OrderedDict()
    for name in ("float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"):
        dtype = getattr(torch, name)
        index = torch.arange(9)
        values = index % 2 if name == "bool" else (index - 4) / 4 if dtype.is_floating_point else index
        state[name] = values.to(dtype).reshape(3, 3)
    state["float32"] = hashed("float32", 3, 3)
    return state


def parameters():
    state = OrderedDict((name, nn.Parameter(t) if t.is_floating_point() else t) for name, t in tiny().items())
    state["conv1.weight"].note = "an attribute"
    return state


class RunsCode:
    """A value of a dictionary that runs a command when it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch residua-ran-code-from-a-checkpoint",)


FILES = {
    "zip.pth": (tiny, {}),
    "legacy.pth": (tiny, {"_use_new_zipfile_serialization": False}),
    "protocol4.pth": (tiny, {"pickle_protocol": 4}),
    "legacy_protocol4.pth": (tiny, {"pickle_protocol": 4, "_use_new_zipfile_serialization": False}),
    "training.pth": (training, {}),
    "training_legacy.pth": (training, {"_use_new_zipfile_serialization": False}),
    "averaged.pth": (averaged, {}),
    "compiled.pth": (lambda: {"model": prefixed("module._orig_mod.")}, {}),
    "views.pth": (views, {}),
    "views_legacy.pth": (views, {"_use_new_zipfile_serialization": False}),
    "types.pth": (types, {}),
    "types_legacy.pth": (types, {"_use_new_zipfile_serialization": False}),
    "parameters.pth": (parameters, {}),
    "os_system.pth": (lambda: {"state_dict": tiny(), "extra": RunsCode()}, {}),
    "os_system_legacy.pth": (
        lambda: {"state_dict": tiny(), "extra": RunsCode()},
        {"_use_new_zipfile_serialization": False},
    ),
    "whole_model.pth": (lambda: nn.Sequential(nn.Linear(2, 3)), {}),
    "quantized.pth": (lambda: {"fc.weight": torch.quantize_per_tensor(torch.ones(2), 0.5, 0, torch.qint8)}, {}),
    "sparse.pth": (lambda: {"fc.weight": torch.eye(2).to_sparse()}, {}),
    "meta.pth": (lambda: {"fc.weight": torch.empty(2, device="meta")}, {}),
    "complex.pth": (lambda: {"fc.weight": torch.ones(2, dtype=torch.complex64)}, {}),
}


def compact():
    """{name: tensor or Compact}: every form, with rows that fill their vectors and rows that do not."""
    index = torch.arange(4096)
    scale = torch.tensor([0.5, -1.25, 3.0])
    shapes = {"whole": (3, 5, 3, 3), "bytes": (3, 4, 3, 3), "odd": (3, 3, 3, 3), "halves": (3, 37), "single": (3, 1)}
    state = {"plain": hashed("plain", 3), "half": hashed("half", 3).half()}
    numbers = (index * 37 % 256 - 128).to(torch.int8)
    state["whole"] = Compact(shapes["whole"], scale, numbers[:135].reshape(shapes["whole"]))
    for name, vectors, length in (("bytes", 256, 2), ("odd", 200, 4), ("halves", 16, 3), ("single", 7, 16)):
        count = -(-torch.Size(shapes[name][1:]).numel() // length)
        codes = (index[: 3 * count] * 97 % vectors).to(torch.uint8).reshape(3, count)
        state[name] = Compact(shapes[name], scale.half(), codes, hashed(name, vectors, length).half())
    return state


def decoded(state):
    return {name: t.decode() if isinstance(t, Compact) else t.float() for name, t in state.items()}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (make, options) in FILES.items():
        torch.save(make(), FOLDER / name, **options)
    torch.jit.save(torch.jit.script(nn.Sequential(nn.Linear(2, 3))), FOLDER / "torchscript.pt")
    write_compact(FOLDER / "compact.safetensors", compact(), {})
    write_compact(FOLDER / "compact_decoded.safetensors", decoded(compact()), {})
    total = sum(file.stat().st_size for file in FOLDER.iterdir())
    print(f"{len(FILES) + 3} files, {total} bytes, by PyTorch {torch.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
