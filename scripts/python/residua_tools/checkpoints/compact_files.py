"""Reads and writes safetensors files with compact weights, a format that src/checkpoint/compact.h describes.

Written from that description only, as an independent reference for the C++ reader.
"""

import json
from dataclasses import dataclass
from typing import Optional

import torch

from residua_tools.checkpoints.safetensors_files import read_safetensors, write_safetensors

KEY = "residua.compact"
VERSION = 1
HALF_BYTE_VECTORS = 16  # a codebook of at most this size is indexed by half a byte


@dataclass
class Compact:
    """A weight of `shape`. The first dimension is its O output channels."""

    shape: tuple
    scale: torch.Tensor  # O, float16 or float32
    codes: torch.Tensor  # int8 of `shape`, or uint8, O x (vectors per row)
    codebook: Optional[torch.Tensor] = None  # vectors x vector length, float16 or float32

    def decode(self):
        """float32 of `shape`."""
        channels = self.shape[0]
        if self.codebook is None:
            rows = self.codes.reshape(channels, -1).float()
        else:
            rows = self.codebook.float()[self.codes.long()].reshape(channels, -1)
            rows = rows[:, : _row(self.shape)]
        return (rows * self.scale.float()[:, None]).reshape(self.shape)

    def tensors(self, name):
        """The stored tensors, name -> tensor, in file order."""
        if self.codebook is None:
            return {f"{name}.scale": self.scale, name: self.codes}
        codes = self.codes
        if len(self.codebook) <= HALF_BYTE_VECTORS:
            codes = torch.nn.functional.pad(codes, (0, codes.shape[1] % 2))
            codes = codes[:, ::2] | codes[:, 1::2] << 4
        return {f"{name}.codebook": self.codebook, f"{name}.scale": self.scale, name: codes}


def _row(shape):
    return torch.Size(shape[1:]).numel()


def _bytes(tensors):
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def write_compact(path, state, metadata):
    """Writes `state` (name -> tensor or Compact) and returns its size in bytes.

    Plain tensors come first because they are small: a reader can then pack each layer as soon as its weight arrives.
    Tensors are sorted by element size, widest first, and tensors whose size is not a multiple of four bytes come last,
    so that all are aligned as other readers require.
    """

    def place(weight):
        compact = isinstance(weight, Compact)
        tensors = weight.tensors("").values() if compact else [weight]
        return _bytes(tensors) % 4 != 0, compact, 0 if compact else -weight.element_size()

    stored, shapes = {}, {}
    for name, weight in sorted(state.items(), key=lambda item: place(item[1])):
        if isinstance(weight, Compact):
            stored.update(weight.tensors(name))
            shapes[name] = list(weight.shape)
        else:
            stored[name] = weight
    description = {KEY: json.dumps({"version": VERSION, "shapes": shapes}, separators=(",", ":"))} if shapes else {}
    write_safetensors(path, stored, {"format": "pt"} | metadata | description)
    return path.stat().st_size


def read_compact(path):
    """({name: tensor}, metadata) of any safetensors file, with compact weights decoded to float32."""
    stored, metadata = read_safetensors(path)
    shapes = json.loads(metadata.pop(KEY, '{"shapes": {}}'))["shapes"]
    state = {}
    for name, tensor in stored.items():
        base, _, suffix = name.rpartition(".")
        if suffix in ("scale", "codebook") and base in shapes:
            continue
        state[name] = _decoded(stored, name, tuple(shapes[name])) if name in shapes else tensor
    return state, metadata


def _decoded(stored, name, shape):
    codes, codebook = stored[name], stored.get(f"{name}.codebook")
    if codebook is not None and len(codebook) <= HALF_BYTE_VECTORS:
        count = -(-_row(shape) // codebook.shape[1])
        codes = torch.stack((codes & 15, codes >> 4), 2).reshape(shape[0], -1)[:, :count]
    return Compact(shape, stored[f"{name}.scale"], codes, codebook).decode()
