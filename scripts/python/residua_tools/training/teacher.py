"""The teacher: a TensorFlow Lite classifier run in float32."""

import torch
import torch.nn.functional as F
from torch import nn

from residua_tools.training.tflite import read_operators

MEAN = STD = (0.5, 0.5, 0.5)  # RGB on the [0, 1] scale: x / 127.5 - 1
BACKGROUND = 1  # outputs before the first class


def normalise(photos):
    """N x 3 x H x W of 0 to 255 -> the input of teacher and student, channels last."""
    return (photos.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


class Teacher(nn.Module):
    """N x 3 x H x W normalised photos -> N x 1000 logits."""

    def __init__(self, path):
        super().__init__()
        self.operators, self.input = read_operators(path)
        for number, operator in enumerate(self.operators):
            if operator.weight is not None:
                self.register_buffer(f"weight{number}", operator.weight.contiguous(memory_format=torch.channels_last))
                self.register_buffer(f"bias{number}", operator.bias)

    def forward(self, x):
        values = {self.input: x}
        for number, operator in enumerate(self.operators):
            values[operator.output] = self._apply(number, operator, [values[i] for i in operator.inputs])
        return values[operator.output][:, BACKGROUND:]

    def _apply(self, number, operator, inputs):
        x = inputs[0]
        if operator.kind == "add":
            return x + inputs[1]
        if operator.kind == "mean":
            return x.mean((2, 3), keepdim=True)
        if operator.kind == "reshape":
            return x.flatten(1)
        if operator.kind not in ("convolution", "depthwise"):
            return x  # quantisation, which floats do not need, and the softmax
        weight, bias = getattr(self, f"weight{number}"), getattr(self, f"bias{number}")
        groups = len(weight) if operator.kind == "depthwise" else 1
        x = F.conv2d(_pad_same(x, weight.shape[-1], operator.stride), weight, bias, operator.stride, groups=groups)
        return F.relu6(x) if operator.activation == "relu6" else x


def _pad_same(x, kernel, stride):
    """TensorFlow's SAME padding: an odd pixel is added at the bottom and on the right."""
    pads = []
    for size in (x.shape[-1], x.shape[-2]):
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads) if any(pads) else x
