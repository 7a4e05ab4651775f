"""The --teacher mode of scripts/train.sh: trains DepthwiseResNet to reproduce the answers of a network with a thousand
classes.

PHOTOS has one sub-folder per set of photos, of any kind and unlabelled. A set with sub-folders of photos of the
teacher's classes may map them in a file classes.tsv of lines "sub-folder<tab>class index".
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from residua_tools.checkpoints.safetensors_files import write_safetensors
from residua_tools.checkpoints.sources import load
from residua_tools.training.curve import curve
from residua_tools.training.depthwise_resnet import ARCHITECTURE, DepthwiseResNet
from residua_tools.training.distiller import LOG, Distiller, hold_back
from residua_tools.training.image_folder import SUFFIXES, Image, ImageOps, read_square
from residua_tools.training.photo_sets import open_sets
from residua_tools.training.start_weights import start_from_teacher
from residua_tools.training.teacher import MEAN, STD, Teacher

TEST_SIZE, SHORT_SIDE = 224, 256  # pixels: of the crop, and of the photo's shorter side before it
SIZE_STEP = 32
PHOTOS_TO_START_FROM = 64  # per set


def add_arguments(parser):
    group = parser.add_argument_group("distillation", "with --teacher; --sizes then alternate, and --learning-rate is AdamW's")
    group.add_argument("--teacher", type=Path, metavar="FILE", help="a MobileNetV2 as a .tflite of int8 weights")
    group.add_argument("--steps", type=int, default=10_000, help="batches in all")
    group.add_argument("--every", type=int, default=200, metavar="STEPS", help="how often it is measured and saved")
    group.add_argument("--hold", type=int, default=60, metavar="N", help="photos of every set that are held back")
    group.add_argument("--judges", type=Path, metavar="FOLDER", help="photos to be measured with: found again in a set they are left out")
    group.add_argument("--without", action="append", default=[], metavar="PATTERN", help="names of photos that are left out")
    group.add_argument("--shares", default="", metavar="SET=N,...", help="of a batch; without it every set has one")
    group.add_argument("--mixed-batches", type=float, default=0.25, help="part of the batches that --mixup and --cutmix mix")
    group.add_argument("--label-share", type=float, default=0.0, help="weight of the labels where they are known")
    group.add_argument("--half", action="store_true", help="compute in bfloat16, with sums and weights in float32")


DEFAULTS = {
    "batch": 32,
    "learning_rate": 6e-6,
    "warmup": 0.01,
    "smallest_crop": 0.25,
    "mixup": 0.4,
    "cutmix": 1.0,
    "ema": 0.995,
    "sizes": (192, TEST_SIZE),
    "store_size": SHORT_SIDE,
}


def shares_of(text, names):
    """{set: its share of a batch, a positive number}"""
    shares = dict.fromkeys(names, 1.0)
    for part in filter(None, text.split(",")):
        name, _, number = part.partition("=")
        if name not in shares:
            raise SystemExit(f"--shares names {name}; the sets are {', '.join(names)}")
        shares[name] = float(number)
    return shares


def judges(folder):
    """N x 3 x S x S uint8: for every photo the central square and the whole photo squeezed to a square; None
    without a folder."""
    if folder is None:
        return None
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    squares = []
    for path in paths:
        with Image.open(path) as file:
            whole = ImageOps.exif_transpose(file).convert("RGB").resize((TEST_SIZE, TEST_SIZE))
        squares += [read_square(path, TEST_SIZE), np.asarray(whole)]
    if not squares:
        raise SystemExit(f"there are no images in {folder}")
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2)


def card(labels, temperature=None, threshold=None):
    """The model card that Residua reads from the checkpoint's metadata (src/classify/model_card.h)."""
    fields = {
        "architecture": ARCHITECTURE,
        "preprocessing": {
            "resizeShortSide": SHORT_SIDE,
            "cropSize": TEST_SIZE,
            "interpolation": "bilinear",
            "mean": MEAN,
            "std": STD,
        },
        "labels": labels,
    }
    if temperature is not None:
        fields |= {"temperature": round(temperature, 4), "threshold": round(threshold, 3)}
    return fields


def train(options, labels):
    options.sizes_of_batches = list(range(options.sizes[0], options.sizes[1] + 1, SIZE_STEP))
    teacher = Teacher(options.teacher).eval()
    sets = open_sets(options.photos, options.out / "packed", options, judges(options.judges))
    splits = [hold_back(photo_set, options.hold, TEST_SIZE) for photo_set in sets]
    for split in splits:
        print(f"{split.photos.name}: {len(split.training)} photos to train on, {len(split.held)} held back", flush=True)

    model = DepthwiseResNet().eval().to(memory_format=torch.channels_last)
    shares = shares_of(options.shares, [split.photos.name for split in splits])
    distiller = Distiller(model, teacher, splits, shares, options.out, options)
    if distiller.resume():
        print(f"going on after step {distiller.step}", flush=True)
    else:
        (options.out / LOG).unlink(missing_ok=True)
        _start(model, teacher, splits, options)
        distiller.average.model.load_state_dict(model.state_dict())
    with open(options.out / LOG, "a", encoding="utf-8") as log:
        log.write(json.dumps({"command": sys.argv[1:], "after_step": distiller.step}) + "\n")
    for _ in distiller.run():
        write(distiller.average.model, options.out, labels)


def _start(model, teacher, splits, options):
    if options.start:
        state, _, _ = load(options.start)
        model.load_state_dict({name: tensor.float() for name, tensor in state.items()}, strict=False)
    else:
        start_from_teacher(model, teacher, [split.held[:PHOTOS_TO_START_FROM] for split in splits])


def write(model, folder, labels):
    """Writes the current averaged weights with their model card, and the curve of the log."""
    state = {name: tensor.contiguous() for name, tensor in model.state_dict().items() if "num_batches" not in name}
    path = folder / "model.safetensors"
    write_safetensors(path, state, {"format": "pt", "residua": json.dumps(card(labels), ensure_ascii=False)})
    rows = [json.loads(line) for line in (folder / LOG).read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if "step" in row]
    (folder / "curve.svg").write_text(curve(rows, "step", "held_back_agreement", "held_back_divergence"), encoding="utf-8")
