"""Labelled photos, preprocessed as a model card specifies."""

import json

import numpy as np
import torch
from residua_tools.training.image_folder import SUFFIXES, Image, ImageOps

NOTHING = -1  # the class of a photo that shows none of the network's classes
IMAGENET = {"resizeShortSide": 256, "cropSize": 224, "mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}


def expected(path, kind=None, half=None):
    """[(path, class)] of a JSON list of {"file", "label", "set"} in the folder of its photos.

    kind: selects photos with this "set"; half: selects files whose last number is "even" or "odd"
    """
    rows = json.loads(path.read_text(encoding="utf-8"))
    rows = [row for row in rows if kind is None or row["set"] == kind]
    if half:
        rows = [row for row in rows if _number(row["file"]) % 2 == ("even", "odd").index(half)]
    return [(path.parent / row["file"], row["label"]) for row in rows]


def _number(name):
    digits = [character if character.isdigit() else " " for character in name]
    return int("".join(digits).split()[-1])


def unknown(folder):
    """[(path, NOTHING)] of all photos below the folder."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return [(path, NOTHING) for path in paths]


def prepare(path, preprocessing):
    """3 x S x S float32: orientation applied, shorter side resized (bilinear, antialiased), centre-cropped,
    normalised."""
    short, size = preprocessing["resizeShortSide"], preprocessing["cropSize"]
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file).convert("RGB")
    width, height = image.size
    long = int(short * max(width, height) / min(width, height))
    image = image.resize((short, long) if width <= height else (long, short), Image.Resampling.BILINEAR)
    left, top = (round((side - size) / 2) for side in image.size)
    pixels = np.asarray(image.crop((left, top, left + size, top + size)), np.float32) / 255
    pixels = (pixels - np.array(preprocessing["mean"], np.float32)) / np.array(preprocessing["std"], np.float32)
    return torch.from_numpy(pixels.transpose(2, 0, 1))


@torch.no_grad()
def logits_of(model, images, preprocessing, batch=25):
    """(N x classes float32, N classes) of [(path, class)]."""
    parts = []
    for start in range(0, len(images), batch):
        x = torch.stack([prepare(path, preprocessing) for path, _ in images[start : start + batch]])
        parts.append(model(x.contiguous(memory_format=torch.channels_last)).float())
    return torch.cat(parts), torch.tensor([index for _, index in images])
