"""Weights that depend only on the name and the shape of a tensor; tests/support/hashed_weights.h produces the same
bits in C++.

A value is a hash of (name, index), a multiple of 2**-23 in [-1, 1). It is scaled by powers of two or by a single
float32 multiplication, so that rounding is identical in both languages.
"""

import numpy as np

_MASK = (1 << 64) - 1
_CHUNK = 1 << 20  # elements hashed per step, to limit the memory of the 64-bit intermediates


def hash_name(name):
    """FNV-1a, 64 bits, of the name's bytes."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & _MASK
    return value


def unit_values(name, count):
    """The first `count` values of `name`: float32 in [-1, 1), flat index as PyTorch stores the tensor (C order)."""
    values = np.empty(count, np.float32)
    for begin in range(0, count, _CHUNK):
        index = np.arange(begin + 1, min(begin + _CHUNK, count) + 1, dtype=np.uint64)
        z = index * np.uint64(0x9E3779B97F4A7C15) + np.uint64(hash_name(name))  # splitmix64, modulo 2**64
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        top = (z >> np.uint64(40)).astype(np.int32) - (1 << 23)
        values[begin : begin + len(index)] = top.astype(np.float32) * np.float32(2.0**-23)
    return values


def hashed_tensor(name, shape):
    """The tensor called `name` (torchvision's and timm's names), float32, of the given shape.

    Convolution and linear weights are uniform with variance 2 / fan-in (He et al. 2015), so that activations keep
    their magnitude through convolution and ReLU. Batch norm scales by about 1, the last one of a block by about 1/4
    (basic) or 1/4 * 1/2 (bottleneck), so that sums over 60 blocks keep their magnitude as well.
    """
    unit = unit_values(name, int(np.prod(shape, dtype=np.int64)))
    module, _, kind = name.rpartition(".")
    if kind == "weight" and len(shape) >= 2:
        fan_in = int(np.prod(shape[1:], dtype=np.int64))
        values = unit * np.sqrt(np.float32(6) / np.float32(fan_in))
    elif kind == "weight":
        scale = {"bn2": 0.25, "bn3": 0.5}.get(module.rpartition(".")[2], 1.0)
        values = (np.float32(1) + unit * np.float32(0.25)) * np.float32(scale)
    elif kind in ("bias", "running_mean"):
        values = unit * np.float32(0.125)
    elif kind == "running_var":
        values = np.float32(1) + unit * np.float32(0.5)
    else:  # "input": the range of normalised photos
        values = unit * np.float32(2)
    assert values.dtype == np.float32
    return values.reshape(shape)
