"""Reads a folder of images, one sub-folder per class, into memory once.

The photos of a class may be at any depth below its folder. All are decoded to one square size (shorter side resized,
then centre-cropped), so that epochs need no decoding.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff"}


def class_folders(root):
    """The class folders sorted by name, which is the order of the network's outputs."""
    folders = sorted(path for path in Path(root).iterdir() if path.is_dir() and not path.name.startswith("."))
    if len(folders) < 2:
        raise SystemExit(f"{root} has {len(folders)} sub-folders; training needs one for each of at least two classes")
    return folders


def list_images(folders):
    """[(path, class index)], sorted, so that the order is the same on every machine."""
    images = [
        (path, index)
        for index, folder in enumerate(folders)
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
    ]
    counts = np.bincount([index for _, index in images], minlength=len(folders))
    if (empty := [folder.name for folder, count in zip(folders, counts) if count == 0]):
        raise SystemExit(f"no images ({', '.join(sorted(SUFFIXES))}) below the folder of: {', '.join(empty)}")
    return images


def hold_back(images, fraction, seed):
    """(training, held out): `fraction` of every class, at least one photo, selected by `seed`."""
    random = np.random.default_rng(seed)
    by_class = {}
    for image in images:
        by_class.setdefault(image[1], []).append(image)
    training, held = [], []
    for members in by_class.values():
        if len(members) < 2:
            raise SystemExit(f"{members[0][0].parent} has one image: one is held back to measure with, so two are needed")
        chosen = set(random.permutation(len(members))[: max(1, round(fraction * len(members)))].tolist())
        for position, member in enumerate(members):
            (held if position in chosen else training).append(member)
    return training, held


def read_square(path, size):
    """H x W x 3 uint8, H = W = size: orientation applied, shorter side resized (bilinear), centre-cropped."""
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file).convert("RGB")
    if image.size != (size, size):
        image = ImageOps.fit(image, (size, size), Image.Resampling.BILINEAR)
    return np.asarray(image)


def load(images, size, threads=2):
    """(photos: N x 3 x size x size uint8, classes: N int64). Exits with the name of the file if one is unreadable."""
    photos = np.empty((len(images), size, size, 3), np.uint8)

    def read(position):
        path = images[position][0]
        try:
            photos[position] = read_square(path, size)
        except OSError as error:
            raise SystemExit(f"{path} cannot be read as an image ({error}); mend or remove it") from error

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(read, range(len(images))))
    classes = torch.tensor([index for _, index in images])
    return torch.from_numpy(photos).permute(0, 3, 1, 2), classes
