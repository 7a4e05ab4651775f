"""Writes tests/golden/networks; with --check, recomputes every file and compares it with the committed one.

Requires PyTorch 1.13 and torchvision 0.14 (Debian 12: python3-torch, python3-torchvision, run with
PYTHON=/usr/bin/python3).
"""

import argparse
import json
import sys
import time

import numpy as np
import torch

from residua_tools import ROOT
from residua_tools.reference import grammar
from residua_tools.reference import transformers_names
from residua_tools.reference.golden_file import Case, Golden, Tensor, format_golden, largest_difference, parse_golden
from residua_tools.reference.hashed_weights import hashed_tensor
from residua_tools.reference.networks import NETWORKS, SMALL
from residua_tools.reference.recorder import record, taps, transformers_taps
from residua_tools.reference.resnets import BASIC, BOTTLENECK, Architecture, PlainResNet, torchvision_dilated, torchvision_resnet

FOLDER = ROOT / "tests" / "golden" / "networks"

# The kernels of other processors add in another order.
CHECK_BOUND = 1e-5

# The plain network against torchvision's, which rounds batch norm and addition at the same points.
SELF_CHECK_BOUND = 1e-6


def hashed_state(model, torchvision_name=lambda name: name):
    """A state_dict for `model` with all float tensors hashed."""
    state = {}
    for name, tensor in model.state_dict().items():
        if tensor.dtype == torch.float32:
            state[name] = torch.from_numpy(hashed_tensor(torchvision_name(name), tuple(tensor.shape)))
        else:
            state[name] = tensor  # num_batches_tracked, 0
    return state


def hashed_input(shape):
    return torch.from_numpy(hashed_tensor("input", shape))


def build(network):
    """(model with hashed weights, tensors for the golden)."""
    net = network.architecture
    if network.source == "grammar":
        return build_design(net)
    plain = PlainResNet(net)
    names = {name: name for name in plain.state_dict()}
    if network.source == "torchvision":
        model = torchvision_resnet(net)
    elif network.source == "transformers":
        model = transformers_names.TransformersResNet(transformers_names.config(net), net.classes)
        names = {transformers_names.tensor_name(name): name for name in names}
    else:
        model = plain
    state = hashed_state(model, names.__getitem__)
    model.load_state_dict(state)
    if model is not plain:
        plain.load_state_dict({names[name]: tensor for name, tensor in state.items()})
        check_against_plain(model, plain, network.inputs[-1])
    return model, [tensor_of(name, tensor, names[name]) for name, tensor in state.items()]


def build_design(net):
    model = grammar.GrammarResNet(net)
    state = hashed_state(model)
    model.load_state_dict(state)
    return model, [tensor_of(net.name_of(name), state[name], name) for name in net.in_order(state)]


def tensor_of(name, tensor, hashed_as):
    return Tensor(name, "f32" if tensor.dtype == torch.float32 else "i64", tuple(tensor.shape), hashed_as)


def check_grammar():
    """Compares the network of grammar.py with the plain one, and with torchvision's dilated one."""
    for block, widths, stem in ((BASIC, (16, 32, 64), (16,)), (BOTTLENECK, (16, 32, 64), (8, 12, 16))):
        plain = PlainResNet(Architecture(block, (1, 2, 1), widths, stem, classes=5))
        expansion = Architecture(block, ()).expansion
        design = grammar.Design(
            block, (1, 2, 1), tuple(expansion * w for w in widths), stem=stem, stem_kernel=7 if len(stem) == 1 else 3
        )
        check_same(build_design(design)[0], plain)
    dilated = grammar.Design(
        BOTTLENECK, (1, 1, 2, 2), (256, 512, 1024, 2048), stem=(64,), dilation=(1, 1, 2, 4), classes=5
    )
    check_same(build_design(dilated)[0], torchvision_dilated((1, 1, 2, 2), classes=5))


def check_same(model, other):
    other.load_state_dict(model.state_dict())
    check_against_plain(model, other, SMALL[0])


def check_against_plain(model, plain, shape):
    """Raises AssertionError unless the plain network computes the same as `model`."""
    image = hashed_input(shape)
    with torch.inference_mode():
        theirs, ours = model.eval()(image), plain.eval()(image)
    assert (theirs - ours).abs().max() <= SELF_CHECK_BOUND * theirs.abs().max(), "two networks differ that should not"


def facts(name, network):
    net = network.architecture
    listed = {"network": name, "source": network.source}
    if network.source == "grammar":
        return {**listed, **grammar.facts(net)}
    listed |= {
        "block": net.block,
        "counts": " ".join(map(str, net.counts)),
        "widths": " ".join(map(str, net.widths)),
        "stem": " ".join(map(str, net.stem)),
        "cardinality": str(net.cardinality),
        "inner_widths": " ".join(str(net.inner_width(w) if net.block == BOTTLENECK else w) for w in net.widths),
        "stride_at": net.stride_at,
        "shortcut": "pool" if net.pooled_shortcut else "stride",
        "first_stride": str(net.first_stride),
        "classes": str(net.classes),
        "eps": f"{net.eps:g}",
    }
    if network.source == "transformers":
        listed["config"] = json.dumps(transformers_names.config(net))
    return listed


def points_of(model, network, first):
    """The points to record, for the first input or a further one."""
    if network.source == "transformers":
        return transformers_taps(model)
    if network.source == "grammar":
        return grammar.taps(model, network.architecture) if first else grammar.last_taps(model)
    return taps(model, blocks=first)


def make_golden(name, network):
    model, tensors = build(network)
    cases = []
    for number, shape in enumerate(network.inputs):
        points = points_of(model, network, number == 0)
        cases.append(Case(shape, record(model, points, hashed_input(shape))))
    return Golden(facts(name, network), tensors, cases)


def precision(name, network):
    """The largest difference between float32 and float64, relative to each point's largest value."""
    model, _ = build(network)
    worst = 0.0
    for shape in network.inputs:
        single = record(model.float(), points_of(model, network, True), hashed_input(shape))
        double = record(model.double(), points_of(model, network, True), hashed_input(shape).double())
        for p, q in zip(single, double):
            worst = max(worst, float(np.abs(p.samples - q.samples).max()) / q.largest)
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="networks (default: all)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 unless the committed files agree")
    parser.add_argument("--precision", action="store_true", help="write nothing; print float32 against float64")
    parser.add_argument("--list", action="store_true", help="print the networks' names")
    options = parser.parse_args()
    unknown = set(options.names) - set(NETWORKS)
    if unknown:
        parser.error(f"no such network: {', '.join(sorted(unknown))}")
    if options.list:
        print("\n".join(NETWORKS))
        return 0

    torch.set_num_threads(1)  # a fixed order of additions on all machines
    check_grammar()
    failed = 0
    for name in options.names or NETWORKS:
        begin = time.monotonic()
        path = FOLDER / f"{name}.golden"
        if options.precision:
            report = f"float32 is within {precision(name, NETWORKS[name]):.2g} of float64"
        else:
            text = format_golden(make_golden(name, NETWORKS[name]))
            if options.check:
                try:
                    apart = largest_difference(parse_golden(text), parse_golden(path.read_text()))
                    report = f"differs by {apart:.2g} of the largest"
                except (OSError, ValueError) as error:
                    apart, report = float("inf"), f"differs: {error}"
                if not apart <= CHECK_BOUND:
                    failed += 1
                    report = f"FAILED, {report}"
            else:
                path.write_text(text)
                report = f"{len(text)} bytes"
        print(f"{name}: {report} ({time.monotonic() - begin:.1f} s)", flush=True)
    if options.check:
        extra = {p.stem for p in FOLDER.glob("*.golden")} - set(NETWORKS)
        if extra:
            print(f"FAILED: files of no known network: {', '.join(sorted(extra))}")
            failed += 1
        print("every golden agrees" if not failed else f"{failed} goldens differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
