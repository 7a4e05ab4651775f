"""Trains a ResNet on a folder of images, one sub-folder per class, and writes a checkpoint that Residua opens.

    scripts/train.sh PHOTOS OUT [--architecture resnet18d] [--epochs 30]

OUT/model.safetensors contains the weights, the class names, the preprocessing and a calibration; it can be opened on
the page. OUT/log.jsonl and OUT/curve.svg record the training. A tenth of every class is held out for measurement
unless --held-back sets another share. Repeating the command resumes a stopped run.

    scripts/train.sh PHOTOS OUT --from resnet18.pth --freeze --architecture resnet18

starts from the weights of another training; --freeze trains only the linear layer, which takes minutes on a CPU.

    scripts/train.sh SETS OUT --teacher mobilenet_v2.tflite --steps 10000 --half

trains a ResNet of depthwise bottleneck blocks on sets of unlabelled photos to reproduce the answers of another network
(weights/README.md).

Requires PyTorch 1.13 or later and Pillow (Debian: python3-torch, python3-pil); uses a GPU if PyTorch finds one.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from residua_tools import ROOT
from residua_tools.packages import program, require

require("torch", "numpy", "PIL")

import torch  # after the check that it is installed

from residua_tools.training import confidence
from residua_tools.training import distillation
from residua_tools.training import image_folder
from residua_tools.checkpoints.safetensors_files import write_safetensors
from residua_tools.checkpoints.sources import load
from residua_tools.training.curve import curve
from residua_tools.training.freed_memory import keep_freed_memory
from residua_tools.training.measure import logits_of, scores
from residua_tools.training.network import MEAN, STD, build, start_from, trainable
from residua_tools.training.trainer import LOG, Trainer


def sizes(text):
    first, _, last = text.partition(":")
    return int(first), int(last or first)


# The class names of a teacher.
LABELS = ROOT / "weights/imagenet-labels.txt"
# For batches of MOST_PHOTOS; proportionally less for smaller batches (Goyal et al. 2017).
LEARNING_RATE = 0.4
MOST_PHOTOS, FEWEST_PHOTOS = 256, 8  # per batch
# The target for small folders, so that an epoch has more than a few steps.
STEPS_AN_EPOCH = 20


def arguments():
    parser = argparse.ArgumentParser(
        prog=program(),
        description=__doc__.split("\n\n", maxsplit=1)[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("photos", type=Path, help="a folder with one sub-folder a class")
    parser.add_argument("out", type=Path, help="where the model, the log and the state to resume from go")
    parser.add_argument("--architecture", default="resnet18d", choices=trainable(), metavar="NAME", help="timm's name")
    parser.add_argument(
        "--from", dest="start", metavar="SOURCE", help="weights to start from: a file, or torchvision:NAME"
    )
    parser.add_argument("--freeze", action="store_true", help="with --from: train the linear layer alone")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, help=f"photos per step: {MOST_PHOTOS}, fewer where there are few photos")
    parser.add_argument(
        "--learning-rate", type=float, help=f"at its highest: {LEARNING_RATE} for batches of {MOST_PHOTOS}, else in proportion"
    )
    parser.add_argument("--schedule", choices=("cosine", "linear"), default="cosine", help="how the rate falls")
    parser.add_argument("--warmup", type=float, default=0.05, help="part of the training in which the rate rises")
    parser.add_argument("--weight-decay", type=float, default=5e-4)
    parser.add_argument("--label-smoothing", type=float, default=0.1)
    parser.add_argument("--smallest-crop", type=float, default=0.35, help="part of a photo's area")
    parser.add_argument("--mixup", type=float, default=0.0, help="parameter of the Beta distribution; 0: none")
    parser.add_argument("--cutmix", type=float, default=0.0, help="parameter of the Beta distribution; 0: none")
    parser.add_argument("--ema", type=float, default=0.998, help="decay of the average of the weights, per step")
    parser.add_argument("--sizes", type=sizes, default=(96, 128), metavar="FIRST:LAST", help="pixels, growing")
    parser.add_argument("--store-size", type=int, default=144, help="pixels at which photos are kept in memory")
    parser.add_argument("--test-size", type=int, default=144, help="pixels at which photos are measured and classified")
    parser.add_argument("--names", type=Path, help="a text file of lines 'folder<tab>name, synonym'")
    parser.add_argument("--held-back", type=float, default=0.1, help="part of every class that is measured with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="0: one a core")
    distillation.add_arguments(parser)
    if parser.parse_known_args()[0].teacher:
        parser.set_defaults(**distillation.DEFAULTS)
    options = parser.parse_args()
    if options.freeze and not options.start:
        parser.error("--freeze needs --from: an untrained network has nothing to keep")
    return options


def choose_steps(options, photos):
    """Sets the options that the command left open: batch size and learning rate."""
    if options.batch is None:
        options.batch = min(MOST_PHOTOS, max(FEWEST_PHOTOS, photos // STEPS_AN_EPOCH))
    if options.learning_rate is None:
        options.learning_rate = LEARNING_RATE * options.batch / MOST_PHOTOS


def class_names(folders, names):
    """The class names for the page: the folder names, or the first name of each folder in the file `names`."""
    if names is None:
        return [folder.name for folder in folders]
    table = dict(line.split("\t", 1) for line in names.read_text(encoding="utf-8").splitlines() if "\t" in line)
    if (missing := [folder.name for folder in folders if folder.name not in table]):
        raise SystemExit(f"{names} has no line for {', '.join(missing[:5])}")
    return [table[folder.name].split(",")[0].strip() for folder in folders]


def starting_weights(source):
    """The state of another training that used the same normalisation of photos."""
    state, metadata, _ = load(source)
    preprocessing = json.loads(metadata.get("residua", "{}")).get("preprocessing", {})
    for name, ours in (("mean", MEAN), ("std", STD)):
        if list(preprocessing.get(name, ours)) != list(ours):
            raise SystemExit(f"{source} normalises photos with the {name} {preprocessing[name]}; only {list(ours)} is trained with")
    return {name: tensor.float() for name, tensor in state.items() if tensor.is_floating_point()}


def card(labels, size, temperature, threshold):
    """The model card that Residua reads from the checkpoint's metadata (src/classify/model_card.h)."""
    return {
        "preprocessing": {
            "resizeShortSide": size,
            "cropSize": size,
            "interpolation": "bilinear",
            "mean": MEAN,
            "std": STD,
        },
        "labels": labels,
        "temperature": round(temperature, 4),
        "threshold": round(threshold, 3),
    }


def main():
    options = arguments()
    keep_freed_memory()
    torch.set_num_threads(options.threads or os.cpu_count())
    torch.manual_seed(options.seed)
    if options.teacher:
        options.out.mkdir(parents=True, exist_ok=True)
        distillation.train(options, LABELS.read_text(encoding="utf-8").splitlines())
        return
    folders = image_folder.class_folders(options.photos)
    labels = class_names(folders, options.names)
    split = image_folder.hold_back(image_folder.list_images(folders), options.held_back, options.seed)
    print(f"{len(labels)} classes, {len(split[0])} photos to train on, {len(split[1])} held back", flush=True)
    training, held = (image_folder.load(part, options.store_size) for part in split)

    options.out.mkdir(parents=True, exist_ok=True)
    model = build(options.architecture, len(labels))
    if options.start:
        start_from(model, starting_weights(options.start), options.start)
    choose_steps(options, len(training[0]))
    trainer = Trainer(model, training, held, options.out, options, labels)
    if trainer.resume():
        print(f"going on after epoch {trainer.epoch}", flush=True)
    else:
        (options.out / LOG).unlink(missing_ok=True)
    with open(options.out / LOG, "a", encoding="utf-8") as log:
        log.write(json.dumps({"command": sys.argv[1:], "after_epoch": trainer.epoch}) + "\n")
    trained = trainer.run()

    logits = logits_of(trained, held[0], options.test_size, trainer.device)
    temperature = confidence.fit_temperature(logits, held[1])
    threshold = confidence.fit_threshold(logits, held[1], temperature)
    error = confidence.calibration_error(logits, held[1], temperature)
    print(f"held back: {scores(logits, held[1])}")
    print(f"temperature {temperature:.3f}, threshold {threshold:.3f}, calibration error {error:.3f}")

    state = {name: tensor.cpu() for name, tensor in trained.state_dict().items() if "num_batches" not in name}
    path = options.out / "model.safetensors"
    fields = card(labels, options.test_size, temperature, threshold)
    write_safetensors(path, state, {"format": "pt", "residua": json.dumps(fields, ensure_ascii=False)})
    rows = [json.loads(line) for line in (options.out / LOG).read_text(encoding="utf-8").splitlines()]
    (options.out / "curve.svg").write_text(curve([row for row in rows if "epoch" in row]), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
