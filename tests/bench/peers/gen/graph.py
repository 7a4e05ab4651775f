"""Loads a torchvision ResNet from its checkpoint, folds batch norm and describes it as a flat list of nodes.

All the writers in this folder (tflite, onnx qdq, tfjs) work from this one list, so every engine runs the same
network with the same numbers.  Node kinds: conv, maxpool, add, mean, fc.  Weights are OIHW float32.
"""
import glob
import json
import os
from dataclasses import dataclass, field
from typing import List, Optional

import numpy as np
import torch
import torchvision

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODELS = os.path.join(ROOT, 'models')
SIZE = 224


@dataclass
class Node:
    kind: str
    inputs: List[str]
    output: str
    shape: tuple                      # NCHW (or NC) shape of the output, batch 1
    relu: bool = False
    w: Optional[np.ndarray] = None    # conv: OIHW, fc: OI
    b: Optional[np.ndarray] = None
    k: int = 0
    stride: int = 1
    pad: int = 0
    extra: dict = field(default_factory=dict)


def checkpoint(name):
    shared = os.environ.get('RESIDUA_SHARED', os.path.join(ROOT, '../../../../shared'))
    found = glob.glob(os.path.join(shared, 'weights', f'{name}-*.safetensors'))
    if not found:
        raise SystemExit(f'there is no {name}-*.safetensors in {shared}/weights')
    return os.path.realpath(found[0])


def read_safetensors(path):
    """F32 tensors by name; the others (num_batches_tracked) are left out."""
    with open(path, 'rb') as f:
        length = int.from_bytes(f.read(8), 'little')
        header = json.loads(f.read(length))
        data = f.read()
    header.pop('__metadata__', None)
    tensors = {}
    for name, t in header.items():
        if t['dtype'] == 'F32':
            begin, end = t['data_offsets']
            values = np.frombuffer(data[begin:end], '<f4').reshape(t['shape'])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def torch_model(name):
    m = getattr(torchvision.models, name)(weights=None)
    m.load_state_dict(read_safetensors(checkpoint(name)), strict=False)
    return m.eval()


def fold(conv, bn):
    s = (bn.weight / torch.sqrt(bn.running_var + bn.eps)).detach().double()
    w = conv.weight.detach().double() * s[:, None, None, None]
    b = bn.bias.detach().double() - bn.running_mean.double() * s
    return w.float().numpy(), b.float().numpy()


def build(name):
    """-> (input name, nodes, output name)"""
    m = torch_model(name)
    nodes = []
    shapes = {'x': (1, 3, SIZE, SIZE)}

    def emit(n):
        shapes[n.output] = n.shape
        nodes.append(n)
        return n.output

    def conv(x, c, bn, out, relu):
        w, b = fold(c, bn)
        k, st, p = c.kernel_size[0], c.stride[0], c.padding[0]
        _, _, h, wd = shapes[x]
        ho, wo = (h + 2 * p - k) // st + 1, (wd + 2 * p - k) // st + 1
        return emit(Node('conv', [x], out, (1, w.shape[0], ho, wo), relu, w, b, k, st, p))

    y = conv('x', m.conv1, m.bn1, 'stem', True)
    n, c, h, w = shapes[y]
    y = emit(Node('maxpool', [y], 'pool', (n, c, (h - 1) // 2 + 1, (w - 1) // 2 + 1), k=3, stride=2, pad=1))
    for li, layer in enumerate([m.layer1, m.layer2, m.layer3, m.layer4], 1):
        for bi, blk in enumerate(layer):
            p = f'l{li}b{bi}'
            ident, z = y, conv(y, blk.conv1, blk.bn1, p + '_c1', True)
            if hasattr(blk, 'conv3'):
                z = conv(z, blk.conv2, blk.bn2, p + '_c2', True)
                z = conv(z, blk.conv3, blk.bn3, p + '_c3', False)
            else:
                z = conv(z, blk.conv2, blk.bn2, p + '_c2', False)
            if blk.downsample is not None:
                ident = conv(y, blk.downsample[0], blk.downsample[1], p + '_ds', False)
            y = emit(Node('add', [z, ident], p + '_add', shapes[z], True))
    y = emit(Node('mean', [y], 'mean', shapes[y][:2]))
    fw, fb = m.fc.weight.detach().numpy(), m.fc.bias.detach().numpy()
    y = emit(Node('fc', [y], 'y', (1, fw.shape[0]), False, fw, fb))
    return 'x', nodes, y


def interpret(nodes, x):
    """Runs the node list with torch; -> {tensor name: array}. Used for calibration and to check the folding."""
    import torch.nn.functional as F
    t = {'x': torch.from_numpy(x)}
    for n in nodes:
        i = [t[k] for k in n.inputs]
        if n.kind == 'conv':
            v = F.conv2d(i[0], torch.from_numpy(n.w), torch.from_numpy(n.b), n.stride, n.pad)
        elif n.kind == 'maxpool':
            v = F.max_pool2d(i[0], n.k, n.stride, n.pad)
        elif n.kind == 'add':
            v = i[0] + i[1]
        elif n.kind == 'mean':
            v = i[0].mean((2, 3))
        else:
            v = F.linear(i[0], torch.from_numpy(n.w), torch.from_numpy(n.b))
        t[n.output] = torch.relu(v) if n.relu else v
    return {k: v.detach().numpy() for k, v in t.items()}


def test_input():
    return torch.randn(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(123)).numpy()


def calib_inputs(n=4):
    g = torch.Generator().manual_seed(7)
    return [torch.randn(1, 3, SIZE, SIZE, generator=g).numpy() for _ in range(n)]


def calibrate(nodes, n=4):
    """-> {tensor name: (min, max)} over a few random inputs."""
    r = {}
    for x in calib_inputs(n):
        for k, v in interpret(nodes, x).items():
            lo, hi = float(v.min()), float(v.max())
            a = r.get(k, (0.0, 0.0))
            r[k] = (min(a[0], lo), max(a[1], hi))
    return r
