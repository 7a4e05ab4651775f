"""Writes tests/golden/checkpoints/fastai_export.pkl, as fastai's `learn.export()` does, and the expected answer.

fastai is not required: stand-in classes are pickled under fastai's names, with the attributes that objects of fastai
2.7 have around a network (vision_learner of a narrow ResNet). Weights come from hashed_weights.py. The .json contains
PyTorch's probabilities for the picture of `picture`, in the order of the classes.

Requires PyTorch 1.13, torchvision 0.14 and Pillow (Debian: python3-torch, python3-torchvision, python3-pil).
"""

import functools
import io
import json
import struct
import sys
import types

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision.models.resnet import BasicBlock

from residua_tools import ROOT
from residua_tools.reference.hashed_weights import hashed_tensor

FOLDER = ROOT / "tests" / "golden" / "checkpoints"
CLASSES = ["badger", "heron", "otter"]
SIZE = 256


def picture(seed):
    """The SIZE x SIZE BMP of tests/web/lib/picture.mjs, as bytes."""
    y, x = np.mgrid[:SIZE, :SIZE]
    stripe = ((x + seed * y) >> 3) + seed
    pixels = np.stack([37 * stripe, 91 * stripe + x, 53 * stripe + y], 2).astype(np.uint8)  # blue first
    header = struct.pack("<2sIIIIiiHH24x", b"BM", 54 + pixels.size, 0, 54, 40, SIZE, SIZE, 1, 24)
    return header + pixels.tobytes()


def stand_in(dotted, bases=(object,), **body):
    """A class that is pickled as `dotted`."""
    module, _, name = dotted.rpartition(".")
    for end in range(1, module.count(".") + 2):
        part = ".".join(module.split(".")[:end])
        sys.modules.setdefault(part, types.ModuleType(part))
    made = type(name, bases, dict(body, __module__=module, __qualname__=name))
    setattr(sys.modules[module], name, made)
    return made


def an(dotted, **attributes):
    """An object of a stand-in class."""
    module, _, name = dotted.rpartition(".")
    made = getattr(sys.modules.get(module), name, None) or stand_in(dotted)
    thing = made.__new__(made)
    vars(thing).update(attributes)
    return thing


class ConcatPool(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = 1
        self.ap, self.mp = nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d(1)

    def forward(self, x):
        return torch.cat([self.mp(x), self.ap(x)], 1)


def network():
    """The model of vision_learner: a ResNet's children without the last two, and fastai's head."""
    widths, body = (4, 4, 8, 8, 8), []
    for before, after, stride in zip(widths, widths[1:], (1, 2, 2, 2)):
        project = None
        if stride != 1 or before != after:
            project = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
        body.append(nn.Sequential(BasicBlock(before, after, stride, project)))
    stem = [nn.Conv2d(3, 4, 7, 2, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    head = nn.Sequential(
        stand_in("fastai.layers.AdaptiveConcatPool2d", (ConcatPool,))(),
        stand_in("fastai.layers.Flatten", (nn.Flatten,))(),
        nn.BatchNorm1d(16),
        nn.Dropout(0.25),
        nn.Linear(16, 12, bias=False),
        nn.ReLU(inplace=True),
        nn.BatchNorm1d(12),
        nn.Dropout(0.5),
        nn.Linear(12, len(CLASSES), bias=False),
    )
    model = nn.Sequential(nn.Sequential(*stem, *body), head)
    state = {
        name: torch.from_numpy(hashed_tensor(name, tuple(tensor.shape)).copy()) if tensor.dim() else tensor
        for name, tensor in model.state_dict().items()
    }
    model.load_state_dict(state)
    return model.eval()


def learner(model):
    """The pickled content of learn.export(): no data and no optimizer, but the preprocessing and the class names."""
    listed = functools.partial(an, "fastcore.foundation.L")
    indices = {name: i for i, name in enumerate(CLASSES)}
    vocab = an("fastai.data.transforms.CategoryMap", items=listed(items=CLASSES), o2i=indices, sort=True)
    categorize = an("fastai.data.transforms.Categorize", vocab=vocab, add_na=False, sort=True)
    pipelines = [
        an("fastcore.transform.Pipeline", fs=listed(items=[an("fastai.vision.core.PILBase")]), split_idx=None),
        an("fastcore.transform.Pipeline", fs=listed(items=[categorize]), split_idx=None),
    ]
    lists = [an("fastai.data.core.TfmdLists", items=listed(items=[]), tfms=pipeline) for pipeline in pipelines]
    datasets = an("fastai.data.core.Datasets", tls=listed(items=lists), n_inp=1)
    normalise = an("fastai.data.transforms.Normalize", mean=torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
    normalise.std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    loader = an("fastai.data.core.TfmdDL", dataset=datasets, bs=64, device=torch.device("cpu"))
    loader.after_batch = an("fastcore.transform.Pipeline", fs=listed(items=[normalise]), split_idx=None)
    loaders = an("fastai.data.core.DataLoaders", loaders=[loader, loader], path=".", device=torch.device("cpu"))
    loss = stand_in("fastai.losses.CrossEntropyLossFlat")()
    loss.func, loss.axis = nn.CrossEntropyLoss(), -1
    return an(
        "fastai.learner.Learner",
        dls=loaders,
        model=model,
        loss_func=loss,
        opt_func=functools.partial(stand_in("fastai.optimizer.Adam"), mom=0.9),
        lr=0.001,
        opt=None,
        metrics=listed(items=[an("fastai.metrics.AvgMetric", name="error_rate")]),
        cbs=listed(items=[an("fastai.callback.core.TrainEvalCallback", order=-10)]),
        n_epoch=4,
        training=False,
    )


def main():
    seed, model = 3, network()
    pixels = np.asarray(Image.open(io.BytesIO(picture(seed))).convert("RGB"))
    cut = (SIZE - 224) // 2
    x = torch.from_numpy(pixels[cut : cut + 224, cut : cut + 224].copy()).permute(2, 0, 1) / 255
    x = (x - torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)) / torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
    with torch.no_grad():
        model[1][-1].weight.div_(model(x[None]).std())  # so that all classes have a significant probability
        probabilities = torch.softmax(model(x[None])[0].double(), 0).tolist()
    torch.save(learner(model), FOLDER / "fastai_export.pkl", pickle_protocol=2)
    answer = dict(picture=dict(seed=seed, width=SIZE, height=SIZE), probabilities=dict(zip(CLASSES, probabilities)))
    (FOLDER / "fastai_export.json").write_text(json.dumps(answer, indent=2) + "\n")
    print((FOLDER / "fastai_export.pkl").stat().st_size, "bytes,", answer)


if __name__ == "__main__":
    main()
