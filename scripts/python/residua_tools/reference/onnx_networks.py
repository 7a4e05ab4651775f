"""ONNX files of ResNets as found in practice: exported by PyTorch, or structured like the output of the ONNX model
zoo, TensorFlow's converter and ONNX Runtime's quantiser."""

import io
import warnings

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from residua_tools.reference.hashed_weights import hashed_tensor


def exported(model, shape, opset, folded=True, dynamic=False, quantised=False):
    """PyTorch's export of a network in eval mode. `folded`: batch norm is folded into convolutions."""
    file = io.BytesIO()
    mode = torch.onnx.TrainingMode.EVAL if folded else torch.onnx.TrainingMode.PRESERVE
    axes = {"input": {0: "batch", 2: "height", 3: "width"}, "logits": {0: "batch"}} if dynamic else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(),
            torch.from_numpy(hashed_tensor("input", shape)),
            file,
            opset_version=opset,
            training=mode,
            do_constant_folding=folded,
            input_names=["input"],
            output_names=["logits"],
            dynamic_axes=axes,
        )
    return onnx.load_model_from_string(file.getvalue())


class Writer:
    """Nodes and hashed tensors of one graph, with one method per layer type of ResNets."""

    def __init__(self, name, opset, float_type=np.float32):
        self.name = name
        self.opset = opset
        self.float_type = float_type
        self.nodes = []
        self.tensors = []
        self.count = 0

    def constant(self, name, values):
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def hashed(self, name, shape):
        return self.constant(name, hashed_tensor(name, shape).astype(self.float_type))

    def node(self, op, inputs, **attributes):
        self.count += 1
        name = f"{self.name}_{op.lower()}{self.count}"
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def conv(self, x, name, channels, kernel, stride=1, bias=False, weight=None, **attributes):
        weights = weight or self.hashed(f"{name}.weight", (channels[1], channels[0], kernel, kernel))
        inputs = [x, weights]
        if bias:
            inputs.append(self.hashed(f"{name}.bias", (channels[1],)))
        if "auto_pad" not in attributes:
            attributes.setdefault("pads", [kernel // 2] * 4)
        return self.node("Conv", inputs, kernel_shape=[kernel] * 2, strides=[stride] * 2, **attributes)

    def norm(self, x, name, channels):
        parts = [self.hashed(f"{name}.{part}", (channels,)) for part in ("weight", "bias", "running_mean", "running_var")]
        return self.node("BatchNormalization", [x, *parts], epsilon=1e-5)

    def relu(self, x):
        return self.node("Relu", [x])

    def norm_relu(self, x, name, channels):
        return self.relu(self.norm(x, name, channels))

    def model(self, output, shape, classes, metadata=None, layout="NCHW", float_type=TensorProto.FLOAT):
        n, c, h, w = shape
        sizes = [n, c, h, w] if layout == "NCHW" else [n, h, w, c]
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [helper.make_tensor_value_info("data", float_type, sizes)],
            [helper.make_tensor_value_info(output, float_type, [n, classes])],
            self.tensors,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], producer_name="residua")
        model.ir_version = 7
        if metadata:
            helper.set_model_props(model, metadata)
        return model


def zoo_v1(name, opset, widths, classes, shape, metadata=None, softmax=False):
    """Like the zoo's resnet50-v1: basic blocks, the shortcut's layer after the branch, a Flatten, a Gemm."""
    w = Writer(name, opset)
    x = w.norm_relu(w.conv("data", "conv1", (3, widths[0]), 7, 2), "bn1", widths[0])
    x = w.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    inputs = widths[0]
    for i, width in enumerate(widths, 1):
        stride = 1 if i == 1 else 2
        y = w.norm_relu(w.conv(x, f"layer{i}.conv1", (inputs, width), 3, stride), f"layer{i}.bn1", width)
        y = w.norm(w.conv(y, f"layer{i}.conv2", (width, width), 3), f"layer{i}.bn2", width)
        if stride != 1:
            x = w.norm(w.conv(x, f"layer{i}.proj", (inputs, width), 1, stride), f"layer{i}.bnp", width)
        x = w.relu(w.node("Add", [y, x]))
        inputs = width
    x = w.node("Flatten", [w.node("GlobalAveragePool", [x])])
    y = w.node("Gemm", [x, w.hashed("fc.weight", (classes, inputs)), w.hashed("fc.bias", (classes,))], transB=1)
    if softmax:
        y = w.node("Softmax", [y])
    return w.model(y, shape, classes, metadata)


def zoo_v2(name, opset, widths, classes, shape):
    """Like the zoo's resnet50-v2: normalises the image; batch norm and ReLU precede the convolutions."""
    w = Writer(name, opset)
    x = w.norm("data", "bn_data", 3)
    x = w.conv(x, "conv0", (3, widths[0]), 7, 2)
    x = w.norm_relu(x, "bn0", widths[0])
    x = w.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    inputs = widths[0]
    for i, width in enumerate(widths, 1):
        for j in (1, 2):
            stride = 2 if i > 1 and j == 1 else 1
            unit = f"layer{i}.{j}"
            before = w.norm_relu(x, f"{unit}.bn1", inputs)
            y = w.conv(before, f"{unit}.conv1", (inputs, width // 4), 1)
            y = w.norm_relu(y, f"{unit}.bn2", width // 4)
            y = w.conv(y, f"{unit}.conv2", (width // 4, width // 4), 3, stride)
            y = w.norm_relu(y, f"{unit}.bn3", width // 4)
            y = w.conv(y, f"{unit}.conv3", (width // 4, width), 1)
            if inputs != width or stride != 1:
                x = w.conv(before, f"{unit}.sc", (inputs, width), 1, stride)
            x = w.node("Add", [y, x])
            inputs = width
    x = w.norm_relu(x, "bn_last", inputs)
    x = w.node("GlobalAveragePool", [x])
    to = w.constant("to", np.array([0, -1], np.int64))
    x = w.node("Reshape", [x, to])
    y = w.node("Gemm", [x, w.hashed("fc.weight", (classes, inputs)), w.hashed("fc.bias", (classes,))], transB=1)
    return w.model(y, shape, classes)


def tensorflow_like(name, opset, width, classes, shape):
    """Like a Keras model converted by tf2onnx: NHWC input, Transpose, SAME padding, ReduceMean, MatMul and Add,
    Softmax."""
    w = Writer(name, opset)
    x = w.node("Transpose", ["data"], perm=[0, 3, 1, 2])
    x = w.conv(x, "conv1", (3, width), 7, 2, bias=True, auto_pad="SAME_UPPER")
    x = w.norm_relu(x, "bn1", width)
    x = w.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
    y = w.norm_relu(w.conv(x, "a", (width, width), 3, 2, auto_pad="SAME_UPPER"), "bna", width)
    y = w.norm(w.conv(y, "b", (width, width), 3), "bnb", width)
    x = w.conv(x, "c", (width, width), 1, 2, bias=True)
    x = w.relu(w.node("Add", [x, y]))
    x = w.node("ReduceMean", [x], axes=[2, 3], keepdims=0)
    weights = w.constant("fc.weight", np.ascontiguousarray(hashed_tensor("fc.weight", (classes, width)).T))
    x = w.node("MatMul", [x, weights])
    x = w.node("Add", [x, w.hashed("fc.bias", (classes,))])
    return w.model(w.node("Softmax", [x]), shape, classes, layout="NHWC")


def caffe_like(name, opset, width, classes, shape):
    """Batch norm as Mul and Add, asymmetric padding, a final Sigmoid, a matrix over maps, pixels of 0 to 255."""
    w = Writer(name, opset)
    mean = w.constant("mean", np.array([123.675, 116.28, 103.53], np.float32).reshape(3, 1, 1))
    std = w.constant("std", np.array([58.395, 57.12, 57.375], np.float32).reshape(3, 1, 1))
    x = w.node("Div", [w.node("Sub", ["data", mean]), std])
    x = w.conv(x, "conv1", (3, width), 3, 2, pads=[0, 0, 1, 1])
    scale = w.constant("scale", hashed_tensor("s.running_var", (width,)).reshape(1, width, 1, 1))
    shift = w.constant("shift", hashed_tensor("s.bias", (width,)).reshape(1, width, 1, 1))
    x = w.relu(w.node("Add", [w.node("Mul", [x, scale]), shift]))
    x = w.node("AveragePool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    y = w.relu(w.conv(x, "a", (width, width), 3, bias=True, dilations=[2, 2], pads=[2, 2, 2, 2]))
    y = w.conv(y, "b", (width, width), 3, bias=True, group=1)
    x = w.node("LeakyRelu", [w.node("Sum", [y, x])], alpha=0.125)
    x = w.node("Flatten", [x], axis=1)
    side = shape[2] // 4
    weights = hashed_tensor("fc.weight", (classes, width * side * side))
    y = w.node("Gemm", [x, w.constant("fc.weight", weights), w.hashed("fc.bias", (classes,))], transB=1, alpha=0.5)
    return w.model(w.node("Sigmoid", [y]), shape, classes)


def _quantised(values, axis=0):
    """int8 codes and one scale per output channel."""
    others = tuple(i for i in range(values.ndim) if i != axis)
    scale = (np.abs(values).max(axis=others) / 127).astype(np.float32)
    spread = scale.reshape([-1 if i == axis else 1 for i in range(values.ndim)])
    return np.clip(np.rint(values / spread), -127, 127).astype(np.int8), scale


def int8_weights(name, opset, widths, classes, shape):
    """8-bit weights with one scale per output channel and an int32 bias, computed in float32."""
    w = Writer(name, opset)

    def weight(tensor, shape, axis=0):
        codes, scale = _quantised(hashed_tensor(tensor, shape), axis)
        parts = [w.constant(f"{tensor}.codes", codes), w.constant(f"{tensor}.scale", scale)]
        parts.append(w.constant(f"{tensor}.zero", np.zeros(len(scale), np.int8)))
        return w.node("DequantizeLinear", parts, axis=axis)

    def bias(tensor, count):
        codes = np.rint(hashed_tensor(tensor, (count,)) * 1000).astype(np.int32)
        parts = [w.constant(f"{tensor}.codes", codes), w.constant(f"{tensor}.scale", np.float32(0.001))]
        return w.node("DequantizeLinear", parts)

    def conv(x, tensor, channels, kernel, stride=1):
        shape = (channels[1], channels[0], kernel, kernel)
        inputs = [x, weight(f"{tensor}.weight", shape), bias(f"{tensor}.bias", channels[1])]
        return w.node("Conv", inputs, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4)

    x = w.relu(conv("data", "conv1", (3, widths[0]), 3, 2))
    inputs = widths[0]
    for i, width in enumerate(widths, 1):
        stride = 1 if width == inputs else 2
        y = w.relu(conv(x, f"layer{i}.conv1", (inputs, width), 3, stride))
        y = conv(y, f"layer{i}.conv2", (width, width), 3)
        if stride != 1:
            x = conv(x, f"layer{i}.proj", (inputs, width), 1, stride)
        x = w.relu(w.node("Add", [y, x]))
        inputs = width
    x = w.node("Flatten", [w.node("GlobalAveragePool", [x])])
    y = w.node("MatMul", [x, weight("fc.weight", (inputs, classes), axis=1)])
    return w.model(w.node("Add", [y, bias("fc.bias", classes)]), shape, classes)


def half(model):
    """The same network with float16 weights and a Cast to float32 before each use."""
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], name=name + ".cast", to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    return model


def typed(model):
    """The same network with its numbers in float_data, int64_data and int32_data instead of raw_data."""
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        flat = values.flatten()
        if values.dtype == np.float16:
            flat = flat.view(np.uint16)
        tensor.CopyFrom(helper.make_tensor(tensor.name, tensor.data_type, values.shape, flat.tolist()))
    return model
