"""Reads a quantised TensorFlow Lite network as floats: weights multiplied by their scales, and the operators in order.

Supports only the operators of a convolutional classifier with int8 weights. The format is a FlatBuffer
(https://flatbuffers.dev/internals/) of TensorFlow Lite's schema; the field numbers below are those of schema.fbs.
"""

import struct
from dataclasses import dataclass

import torch

OPERATORS = {0: "add", 3: "convolution", 4: "depthwise", 22: "reshape", 25: "softmax", 40: "mean", 114: "quantize"}
ACTIVATIONS = {0: None, 3: "relu6"}
INT32, INT8 = 2, 9  # of the enumeration TensorType
SAME = 0  # of the enumeration Padding


@dataclass(frozen=True)
class Operator:
    kind: str
    inputs: tuple  # indices of the computed tensors, without weights
    output: int
    weight: torch.Tensor = None  # outputs x inputs / groups x height x width
    bias: torch.Tensor = None  # outputs
    stride: int = 1
    activation: str = None


class _Table:
    """A FlatBuffer table: fields by number, all optional."""

    def __init__(self, data, position):
        self.data, self.position = data, position
        self.fields = position - struct.unpack_from("<i", data, position)[0]
        self.size = struct.unpack_from("<H", data, self.fields)[0]

    def _at(self, field):
        place = 4 + 2 * field
        offset = struct.unpack_from("<H", self.data, self.fields + place)[0] if place < self.size else 0
        return self.position + offset if offset else None

    def _follow(self, position):
        return position + struct.unpack_from("<I", self.data, position)[0]

    def number(self, field, code, default=0):
        at = self._at(field)
        return default if at is None else struct.unpack_from("<" + code, self.data, at)[0]

    def table(self, field):
        at = self._at(field)
        return None if at is None else _Table(self.data, self._follow(at))

    def vector(self, field, code):
        """The numbers of a vector; `code` is a type code of the struct module."""
        at = self._at(field)
        if at is None:
            return ()
        at = self._follow(at)
        count = struct.unpack_from("<I", self.data, at)[0]
        return struct.unpack_from(f"<{count}{code}", self.data, at + 4)

    def tables(self, field):
        at = self._at(field)
        if at is None:
            return []
        at = self._follow(at)
        count = struct.unpack_from("<I", self.data, at)[0]
        return [_Table(self.data, self._follow(at + 4 + 4 * place)) for place in range(count)]


def _floats(tensor, buffers):
    """The constant `tensor` in float32: (stored - zero point) * scale, per tensor or along one dimension."""
    kind = tensor.number(1, "b")
    if kind not in (INT8, INT32):
        raise SystemExit(f"a constant of the teacher has the tensor type {kind}; only int8 and int32 are read")
    stored = buffers[tensor.number(2, "I")].vector(0, "B")
    dtype = torch.int8 if kind == INT8 else torch.int32
    values = torch.frombuffer(bytearray(stored), dtype=dtype).view(tensor.vector(0, "i")).float()
    quantization = tensor.table(4)
    scales = torch.tensor(quantization.vector(2, "f"))
    zeros = torch.tensor(quantization.vector(3, "q"), dtype=torch.float32)
    shape = [1] * values.ndim
    shape[quantization.number(6, "i")] = len(scales)
    return (values - zeros.view(shape)) * scales.view(shape)


def read_operators(path):
    """([Operator], index of the input tensor) of the first graph of the file."""
    data = path.read_bytes()
    if data[4:8] != b"TFL3":
        raise SystemExit(f"{path} is no TensorFlow Lite network: the identifier TFL3 is missing")
    model = _Table(data, struct.unpack_from("<I", data)[0])
    codes = [max(code.number(0, "b"), code.number(3, "i")) for code in model.tables(1)]
    graph, buffers = model.tables(2)[0], model.tables(4)
    tensors = graph.tables(0)
    return [_operator(table, codes, tensors, buffers) for table in graph.tables(3)], graph.vector(1, "i")[0]


def _operator(table, codes, tensors, buffers):
    code = codes[table.number(0, "I")]
    if code not in OPERATORS:
        raise SystemExit(f"the teacher has the TensorFlow Lite operator {code}, which is not read here")
    kind, inputs, options = OPERATORS[code], table.vector(1, "i"), table.table(4)
    output = table.vector(2, "i")[0]
    if kind not in ("convolution", "depthwise"):
        return Operator(kind, inputs if kind == "add" else inputs[:1], output)
    if options.number(0, "b") != SAME:
        raise SystemExit("a convolution of the teacher is padded otherwise than SAME, which is not read here")
    weight = _floats(tensors[inputs[1]], buffers)  # outputs x height x width x inputs; depthwise 1 x height x width x outputs
    weight = weight.permute(3, 0, 1, 2) if kind == "depthwise" else weight.permute(0, 3, 1, 2)
    activation = options.number(3 if kind == "convolution" else 4, "b")
    return Operator(
        kind,
        inputs[:1],
        output,
        weight.contiguous(),
        _floats(tensors[inputs[2]], buffers),
        options.number(1, "i"),
        ACTIVATIONS[activation],
    )
