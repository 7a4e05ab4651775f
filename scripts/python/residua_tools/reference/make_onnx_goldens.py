"""Writes tests/golden/onnx: small ONNX files and ONNX Runtime's results for them.

Requires PyTorch 1.13 and onnx 1.12 (Debian 12: python3-torch, python3-torchvision, python3-onnx, run with
PYTHON=/usr/bin/python3), and onnxruntime-node (npm ci --ignore-scripts in tests/bench/peers).

--networks OUT instead exports every network of tests/golden/networks, in two opsets, with and without folded batch
norm, for the test "Every exported network answers as ONNX Runtime" (RESIDUA_ONNX=OUT). The output takes several
gigabytes.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from residua_tools import ROOT, packages

packages.require("numpy", "torch", "torchvision", "onnx")

import numpy as np
import onnx
import torch

from residua_tools.reference import onnx_networks as kinds
from residua_tools.reference.golden_file import Case, Golden, format_golden
from residua_tools.reference.grammar import Design
from residua_tools.reference.hashed_weights import hashed_tensor
from residua_tools.reference.make_network_goldens import build, hashed_state
from residua_tools.reference.networks import NETWORKS, Network
from residua_tools.reference.recorder import Point, sample_indices
from residua_tools.reference.resnets import BASIC, BOTTLENECK, Architecture

FOLDER = ROOT / "tests" / "golden" / "onnx"
SMALL = (1, 3, 32, 32)


def _tiny(block, **more):
    return build(Network(Architecture(block, (1, 2), (8, 16), (8,), classes=5, **more)))[0]


def _design(**more):
    return build(Network(Design(BASIC, (1, 1), (8, 16), stem=(8,), classes=5, **more), source="grammar"))[0]


def _quantised():
    """torchvision's quantised ResNet, narrow: int8 weights, and 8-bit activations between the layers."""
    from torch.ao.quantization import QConfigMapping, get_default_qconfig
    from torch.ao.quantization.quantize_fx import convert_fx, prepare_fx

    torch.backends.quantized.engine = "onednn"
    example = torch.from_numpy(hashed_tensor("input", SMALL))
    model = _tiny(BASIC).eval()
    prepared = prepare_fx(model, QConfigMapping().set_global(get_default_qconfig("onednn")), example)
    with torch.inference_mode():
        prepared(example)
    return convert_fx(prepared)


def _torchvision_quantised():
    """The class and the procedure of torchvision.models.quantization, narrow: layers are fused, then quantised one
    by one."""
    from torch.ao.quantization import convert, get_default_qconfig, prepare
    from torchvision.models.quantization.resnet import QuantizableBasicBlock, QuantizableResNet

    torch.backends.quantized.engine = "onednn"
    model = QuantizableResNet(QuantizableBasicBlock, [1, 1, 1, 1], num_classes=5)
    model.inplanes = 8
    model.conv1, model.bn1 = torch.nn.Conv2d(3, 8, 7, 2, 3, bias=False), torch.nn.BatchNorm2d(8)
    model.layer1 = model._make_layer(QuantizableBasicBlock, 8, 1)
    model.layer2 = model._make_layer(QuantizableBasicBlock, 12, 1, stride=2)
    model.layer3 = model.layer4 = torch.nn.Identity()
    model.fc = torch.nn.Linear(12, 5)
    model.load_state_dict(hashed_state(model))
    model.eval()
    model.fuse_model(is_qat=False)
    model.qconfig = get_default_qconfig("onednn")
    prepare(model, inplace=True)
    with torch.inference_mode():
        model(torch.from_numpy(hashed_tensor("input", SMALL)))
    return convert(model)


# name, model, input sizes, options: the layout and the kind of the output
def small_models():
    yield "torch11_basic", kinds.exported(_tiny(BASIC), SMALL, 11), [SMALL], {}
    shapes = [(2, 3, 32, 32), (1, 3, 45, 37)]
    yield "torch17_bottleneck", kinds.exported(_tiny(BOTTLENECK), SMALL, 17, dynamic=True), shapes, {}
    unfolded = kinds.exported(_tiny(BOTTLENECK, cardinality=2), SMALL, 13, folded=False)
    yield "torch13_unfolded_grouped", unfolded, [SMALL], {}
    yield "zoo_v1", kinds.zoo_v1("resnetv17", 8, (8, 16), 5, SMALL), [SMALL], {}
    names = {"names": str({0: "tench", 1: "goldfish", 2: "great white shark", 3: "it's", 4: "hammerhead"})}
    yield "zoo_v1_softmax", kinds.zoo_v1("resnetv17", 7, (8, 16), 5, SMALL, names, softmax=True), [SMALL], {
        "output": "probabilities"
    }
    yield "zoo_v2", kinds.zoo_v2("resnetv24", 7, (16, 32), 5, SMALL), [SMALL], {}
    yield "tensorflow_nhwc", kinds.tensorflow_like("tf", 13, 12, 5, SMALL), [SMALL], {
        "output": "probabilities",
        "layout": "NHWC",
    }
    yield "caffe_sigmoid", kinds.caffe_like("caffe", 9, 8, 5, (1, 3, 16, 16)), [(1, 3, 16, 16)], {
        "output": "probabilities"
    }
    yield "int8_weights", kinds.int8_weights("int8", 13, (12, 24), 5, SMALL), [SMALL], {}
    yield "half", kinds.half(kinds.zoo_v1("resnetv17", 13, (8, 16), 5, SMALL)), [SMALL], {}
    yield "typed", kinds.typed(kinds.zoo_v1("resnetv17", 13, (8, 16), 5, SMALL)), [SMALL], {}
    yield "typed_int8", kinds.typed(kinds.int8_weights("int8", 13, (12, 24), 5, SMALL)), [SMALL], {}
    yield "torch13_quantised", kinds.exported(_quantised(), SMALL, 13), [SMALL], {}
    yield "torchvision_quantised", kinds.exported(_torchvision_quantised(), SMALL, 13), [SMALL], {}
    yield "torch11_eca", kinds.exported(_design(gate="eca"), SMALL, 11), [SMALL], {}
    yield "torch13_gelu", kinds.exported(_design(activation="gelu"), SMALL, 13), [SMALL], {}
    yield "torch11_blur", kinds.exported(_design(anti_aliased=True), SMALL, 11), [SMALL], {}
    yield "torch17_padded_shortcut", kinds.exported(_design(shortcut="padding"), SMALL, 17), [SMALL], {}


def every_network(wanted):
    """The networks of tests/golden/networks whose names begin with one of `wanted`; all if it is empty."""
    for name, network in NETWORKS.items():
        if not is_wanted(name, wanted):
            continue
        model, _ = build(network)
        shapes = [s for s in network.inputs if s[2] <= 64] or [(1, *network.inputs[0][1:])]
        for opset in (11, 17):
            for folded in (True, False):
                label = f"{name}_{opset}" + ("" if folded else "_unfolded")
                shape = (1, *shapes[0][1:])
                yield label, kinds.exported(model, shape, opset, folded), [shape], {}


def is_wanted(name, wanted):
    return not wanted or any(name.startswith(each) for each in wanted)


def answers(path, shape, layout):
    data = hashed_tensor("input", shape)
    if layout == "NHWC":
        data = np.ascontiguousarray(data.transpose(0, 2, 3, 1))
    command = ["node", str(ROOT / "scripts/python/residua_tools/reference/onnxruntime_logits.mjs"), str(path), ",".join(map(str, data.shape))]
    done = subprocess.run(command, input=data.tobytes(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(done.stdout, "<f4").reshape(shape[0], -1)


def point(name, values):
    flat = values.reshape(-1)
    samples = flat[sample_indices(flat.size)]
    return Point(name, (*values.shape, 1, 1), float(flat.mean(dtype=np.float64)), float(np.abs(flat).max()), samples)


def write(folder, name, model, shapes, facts):
    path = folder / f"{name}.onnx"
    onnx.save(model, path)
    what = facts.get("output", "logits")
    cases = [Case(shape, [point(what, answers(path, shape, facts.get("layout")))]) for shape in shapes]
    text = format_golden(Golden({"network": name, **facts}, [], cases))
    (folder / f"{name}.golden").write_text(text.replace("make_network_goldens", "make_onnx_goldens"))
    print(f"{name}: {path.stat().st_size} bytes", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="files (default: all)")
    parser.add_argument("--networks", metavar="OUT", type=Path, help="export every network of tests/golden/networks")
    options = parser.parse_args()
    torch.manual_seed(0)
    folder = options.networks or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if options.networks:
        for name, *rest in every_network(options.names):
            write(folder, name, *rest)
        return 0
    for name, *rest in small_models():
        if is_wanted(name, options.names):
            write(folder, name, *rest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
