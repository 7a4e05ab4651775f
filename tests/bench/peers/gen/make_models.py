#!/usr/bin/python3
"""Writes everything the harness serves as models, from NAME-*.safetensors in the folder of the checkpoints
(../shared/weights beside the clone, or $RESIDUA_SHARED/weights):

  models/<name>.safetensors  link to the checkpoint
  models/<name>.fp32.onnx    torch's export                 models/<name>.int8.onnx    static QDQ
  models/<name>.fp32.tflite                                 models/<name>.int8.tflite  full integer inside
  models/<name>.fp32.mp.tflite  the same with the metadata MediaPipe insists on (NormalizationOptions)
  models/<name>.fp32.tfjs.{bin,json}  folded weights (HWIO) for the tfjs layers adapter
  models/input.bin           the test input, NCHW float32   models/<name>.ref.bin      torch's output for it
  models/image.rgba.bin      an image, for engines that take only those; models/<name>.image.ref.bin
"""
import json
import os
import sys

import numpy as np
import onnx
import torch

import graph
import qdq
import tflite


def out(*p):
    return os.path.join(graph.MODELS, *p)


def put(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def main(names):
    os.makedirs(graph.MODELS, exist_ok=True)
    x = graph.test_input()
    put(out('input.bin'), x.astype('<f4').tobytes())
    rgba = (np.arange(graph.SIZE ** 2 * 4) * 7919 % 256).astype(np.uint8).reshape(graph.SIZE, graph.SIZE, 4)
    rgba[..., 3] = 255
    put(out('image.rgba.bin'), rgba.tobytes())
    ximg = ((rgba[None, ..., :3].astype(np.float32) - 127.5) / 127.5).transpose(0, 3, 1, 2).copy()
    for name in names:
        _, nodes, _ = graph.build(name)
        with torch.no_grad():
            ref = graph.torch_model(name)(torch.from_numpy(x)).numpy()
            refimg = graph.torch_model(name)(torch.from_numpy(ximg)).numpy()
        mine = graph.interpret(nodes, x)['y']
        print(f'{name}: folded vs torch max abs diff {np.abs(ref - mine).max():.3g}, |y| max {np.abs(ref).max():.3g}')
        put(out(f'{name}.ref.bin'), ref.astype('<f4').tobytes())
        put(out(f'{name}.image.ref.bin'), refimg.astype('<f4').tobytes())
        link = out(f'{name}.safetensors')
        if not os.path.exists(link):
            os.symlink(graph.checkpoint(name), link)
        torch.onnx.export(graph.torch_model(name), torch.from_numpy(x), out(f'{name}.fp32.onnx'),
                          input_names=['x'], output_names=['y'], opset_version=13)
        put(out(f'{name}.fp32.tflite'), tflite.write_resnet(name, nodes))
        put(out(f'{name}.fp32.mp.tflite'), tflite.write_resnet(name, nodes, metadata=tflite.image_metadata(127.5, 127.5)))
        # tfjs: one blob, conv weights HWIO, fc IO, each followed by its bias; the json describes the layers
        blob, layers = [], []
        for n in nodes:
            d = {k: getattr(n, k) for k in ('kind', 'inputs', 'output', 'relu', 'k', 'stride', 'pad')}
            if n.w is not None:
                a = n.w.transpose(2, 3, 1, 0) if n.w.ndim == 4 else n.w.T
                d['wshape'] = list(a.shape)
                blob += [np.ascontiguousarray(a, '<f4').tobytes(), n.b.astype('<f4').tobytes()]
            layers.append(d)
        put(out(f'{name}.fp32.tfjs.bin'), b''.join(blob))
        put(out(f'{name}.fp32.tfjs.json'), json.dumps(layers).encode())
        ranges = graph.calibrate(nodes)
        put(out(f'{name}.int8.tflite'), tflite.write_resnet(name, nodes, ranges))
        onnx.save(qdq.write_resnet(name, nodes, ranges), out(f'{name}.int8.onnx'))


if __name__ == '__main__':
    main(sys.argv[1:] or ['resnet18', 'resnet50'])
