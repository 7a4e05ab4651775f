"""The text files of tests/golden/networks; tests/golden/README.md describes the format."""

import base64
from dataclasses import dataclass, field

import numpy as np

from residua_tools.reference.recorder import Point

VERSION = "residua-golden 1"


@dataclass
class Tensor:
    name: str
    dtype: str  # "f32" or "i64"
    shape: tuple
    hashed_as: str  # the name whose hash fills the tensor; differs from `name` if the names are not torchvision's


@dataclass
class Case:
    shape: tuple  # of the tensor "input": N, 3, H, W
    points: list = field(default_factory=list)


@dataclass
class Golden:
    facts: dict  # str -> str, in order; the first is the name of the network
    tensors: list
    cases: list


def _numbers(shape):
    return " ".join(str(size) for size in shape)


def format_golden(golden):
    lines = ["# Made by scripts/python/residua_tools/reference/make_network_goldens.py; the format is in tests/golden/README.md.", VERSION]
    lines += [f"{key} {value}" for key, value in golden.facts.items()]
    for tensor in golden.tensors:
        line = f"tensor {tensor.name} {tensor.dtype} {_numbers(tensor.shape)}".rstrip()
        lines.append(line if tensor.hashed_as == tensor.name else f"{line} as {tensor.hashed_as}")
    for case in golden.cases:
        lines.append(f"input {_numbers(case.shape)}")
        for point in case.points:
            data = base64.b64encode(point.samples.astype("<f4").tobytes()).decode()
            lines.append(f"point {point.name} {_numbers(point.shape)} {point.mean:.9g} {point.largest:.9g} {data}")
    return "\n".join(lines) + "\n"


def parse_golden(text):
    golden = Golden({}, [], [])
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    if lines[0] != VERSION:
        raise ValueError(f"the first line is not {VERSION!r}")
    for line in lines[1:]:
        kind, _, rest = line.partition(" ")
        words = rest.split(" ")
        if kind == "tensor":
            name, dtype, *shape = words
            hashed_as = name
            if "as" in shape:
                hashed_as = shape[-1]
                shape = shape[:-2]
            golden.tensors.append(Tensor(name, dtype, tuple(map(int, shape)), hashed_as))
        elif kind == "input":
            golden.cases.append(Case(tuple(map(int, words))))
        elif kind == "point":
            samples = np.frombuffer(base64.b64decode(words[7]), "<f4")
            point = Point(words[0], tuple(map(int, words[1:5])), float(words[5]), float(words[6]), samples)
            golden.cases[-1].points.append(point)
        else:
            golden.facts[kind] = rest
    return golden


def largest_difference(a, b):
    """The largest difference of two goldens, relative to each point's largest value; ValueError if their structures
    differ."""
    if (a.facts, a.tensors) != (b.facts, b.tensors):
        raise ValueError("facts or tensors differ")
    if [c.shape for c in a.cases] != [c.shape for c in b.cases]:
        raise ValueError("input shapes differ")
    worst = 0.0
    for left, right in zip(a.cases, b.cases):
        if [(p.name, p.shape) for p in left.points] != [(p.name, p.shape) for p in right.points]:
            raise ValueError("points differ")
        for p, q in zip(left.points, right.points):
            apart = max(abs(p.mean - q.mean), abs(p.largest - q.largest), float(np.abs(p.samples - q.samples).max()))
            worst = max(worst, apart / max(q.largest, 1e-30))
    return worst
