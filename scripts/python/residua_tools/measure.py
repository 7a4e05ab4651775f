"""Measures the accuracy of networks on labelled photos, and how often they agree with the first network.

    scripts/measure.sh --photos FOLDER --architecture resnet18 model.safetensors compact.safetensors...
    scripts/measure.sh --expected FILE.json --set val --groups weights/imagenet-groups.json --architecture depthwise-resnet ...

If the model card of a checkpoint has a temperature and a threshold, also prints the expected calibration
error in percent, the share of confident answers and their accuracy. --by-class adds a table in Markdown.

FOLDER has one sub-folder per class, or all photos, with --annotations naming a file of lines 'photo<tab>class', as in
Tiny ImageNet. Class indices follow the sorted class names. Photos are evaluated at the size given in the metadata of
the first checkpoint and normalised as in scripts/train.sh.

FILE.json lists {"file", "label": class index, "set"} of photos in its folder. They are preprocessed as the model card
of the first checkpoint specifies, with torchvision's arithmetic. --groups adds the accuracy of the everyday group.
--unknown adds pictures that show none of the classes; confident answers to them count as wrong. Brackets are 95 %
intervals.

Requires PyTorch 1.13 or later and Pillow.
"""

import argparse
import json
from pathlib import Path

from residua_tools.packages import program, require

require("torch", "numpy", "PIL")

import torch  # after the check that it is installed

from residua_tools.training import image_folder
from residua_tools.training import intervals
from residua_tools.training import labelled_photos
from residua_tools.training.confidence import calibration_error, surety
from residua_tools.checkpoints.sources import load
from residua_tools.training.freed_memory import keep_freed_memory
from residua_tools.training.groups import group_answers, read_groups
from residua_tools.training.measure import logits_of, scores
from residua_tools.training.network import DEPTHWISE, of_checkpoint


def labelled(folder, annotations):
    """[(path, class index)]"""
    if annotations is None:
        return image_folder.list_images(image_folder.class_folders(folder))
    rows = [line.split("\t")[:2] for line in annotations.read_text(encoding="utf-8").splitlines()]
    classes = sorted({name for _, name in rows})
    return [(folder / file, classes.index(name)) for file, name in rows]


def by_class(labels, logits, classes, columns=4):
    """A Markdown table of the accuracy per class in percent, best class first."""
    right = (logits.argmax(1) == classes).float()
    present = [index for index in range(len(labels)) if (classes == index).any()]
    rows = [(labels[index], round(100 * right[classes == index].mean().item())) for index in present]
    rows.sort(key=lambda row: (-row[1], row[0]))
    height = -(-len(rows) // columns)
    lines = ["| class | % " * columns + "|", "| --- | --- " * columns + "|"]
    for line in range(height):
        cells = (rows[line::height] + [("", "")] * columns)[:columns]
        lines.append("".join(f"| {label} | {percent} " for label, percent in cells) + "|")
    return "\n".join(lines)


class FolderPhotos:
    """The photos of --photos, read once, at the size that the first model card specifies."""

    def __init__(self, options, card):
        images = labelled(options.photos, options.annotations)[:: options.every]
        self.size = card.get("preprocessing", {}).get("cropSize", 224)
        # Small photos are stored unscaled and enlarged before each run.
        with image_folder.Image.open(images[0][0]) as image:
            self.photos, self.classes = image_folder.load(images, min(self.size, *image.size))

    def logits(self, model):
        return logits_of(model, self.photos, self.size, "cpu"), self.classes


class ListedPhotos:
    """The photos of --expected, preprocessed as the first model card specifies."""

    def __init__(self, options, card):
        self.images = labelled_photos.expected(options.expected, options.set, options.half)[:: options.every]
        self.preprocessing = card.get("preprocessing", labelled_photos.IMAGENET)

    def logits(self, model):
        return labelled_photos.logits_of(model, self.images, self.preprocessing)


def figures(options, card, logits, classes):
    """The figures of one network that need no other network."""
    row = {"photos": len(classes), **scores(logits, classes)}
    row["top1_interval"] = intervals.of_share(int((logits.argmax(1) == classes).sum()), len(classes))
    temperature = card.get("temperature", 1.0)
    if options.groups:
        _, member = read_groups(options.groups, logits.shape[1])
        right = int((group_answers(logits, member, temperature)[1] == member[classes].argmax(1)).sum())
        row |= {"group": round(100 * right / len(classes), 2), "group_interval": intervals.of_share(right, len(classes))}
    if "temperature" in card:
        def error(part, theirs):
            return round(100 * calibration_error(part, theirs, temperature), 2)

        row["calibration_error"] = error(logits, classes)
        row["calibration_error_interval"] = intervals.bootstrapped(error, logits, classes)
    return row


def sure_of_unknown(options, card, model):
    """How often the network is confident about pictures that show none of its classes."""
    images = labelled_photos.unknown(options.unknown)
    preprocessing = card.get("preprocessing", labelled_photos.IMAGENET)
    logits, nothing = labelled_photos.logits_of(model, images, preprocessing)
    sure = surety(logits, nothing, card["temperature"], card.get("threshold", 0.0))["sure"]
    return {"unknown": len(images), "sure_of_unknown": sure}


def main():
    parser = argparse.ArgumentParser(prog=program(), description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+", metavar="CHECKPOINT", help="as scripts/export.sh reads them")
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--annotations", type=Path)
    parser.add_argument("--expected", type=Path, metavar="FILE.json", help="in the place of --photos")
    parser.add_argument("--set", help="with --expected: only the photos of this set")
    parser.add_argument("--half", choices=("even", "odd"), help="with --expected: only photos whose file's number is such")
    parser.add_argument("--groups", type=Path, metavar="FILE.json", help="everyday groups of the classes")
    parser.add_argument("--unknown", type=Path, metavar="FOLDER", help="pictures of nothing that the network knows")
    parser.add_argument("--architecture", required=True, metavar="NAME", help=f"see scripts/train.sh; or {DEPTHWISE}")
    parser.add_argument("--by-class", action="store_true", help="the last checkpoint's accuracy of each class")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth photo")
    parser.add_argument("--threads", type=int, default=0, help="0: one a core")
    options = parser.parse_args()
    if bool(options.photos) == bool(options.expected):
        parser.error("one of --photos and --expected names the photos")
    keep_freed_memory()
    if options.threads:
        torch.set_num_threads(options.threads)

    photos = first = None
    for path in options.checkpoints:
        state, metadata, _ = load(path)
        card = json.loads(metadata.get("residua", "{}"))
        if photos is None:
            photos = (ListedPhotos if options.expected else FolderPhotos)(options, card)
        model = of_checkpoint(options.architecture, state)
        logits, classes = photos.logits(model)
        first = logits if first is None else first
        agreement = 100 * (logits.argmax(1) == first.argmax(1)).float().mean().item()
        row = {"checkpoint": path, **figures(options, card, logits, classes), "agreement": round(agreement, 2)}
        if "temperature" in card:
            row |= surety(logits, classes, card["temperature"], card.get("threshold", 0.0))
            if options.unknown:
                row |= sure_of_unknown(options, card, model)
        print(json.dumps(row), flush=True)
    if options.by_class:
        print(by_class(card["labels"], logits, classes))


if __name__ == "__main__":
    main()
