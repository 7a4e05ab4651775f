"""Photos of several sets, each with its own size, packed into files that are mapped into memory.

A set is a folder of images, with or without sub-folders. Packed photos are squares, as image_folder reads them.
"""

import fnmatch
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from residua_tools.training.duplicates import near
from residua_tools.training.image_folder import SUFFIXES, Image, read_square

# The classes of a set, if it contains classes of the teacher: lines "sub-folder<tab>class index".
CLASSES = "classes.tsv"
UNKNOWN = -1


@dataclass
class PhotoSet:
    name: str
    photos: np.ndarray  # M x 3 x S x S uint8, mapped
    kept: np.ndarray  # N, the indices of the photos in the set
    classes: np.ndarray  # N, UNKNOWN if not labelled

    def __len__(self):
        return len(self.kept)

    def take(self, places):
        """(n x 3 x S x S uint8, n classes) of the photos at `places` of the N."""
        places = np.sort(places)
        return torch.from_numpy(self.photos[self.kept[places]]), torch.from_numpy(self.classes[places])


def _files(folder, options):
    """The images of the set, shuffled, so that any range of them covers all classes."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and not any(fnmatch.fnmatch(path.name, pattern) for pattern in options.without)
    )
    if not files:
        raise SystemExit(f"{folder} has no images ({', '.join(sorted(SUFFIXES))})")
    return [files[place] for place in np.random.default_rng(options.seed).permutation(len(files))]


def _side(files, largest):
    """The median shorter side of a few photos, at most `largest`, so that small photos are not enlarged twice."""
    sides = []
    for file in files[:25]:
        with Image.open(file) as image:
            sides.append(min(image.size))
    return min(largest, int(np.median(sides)))


def _pack(files, size, path, threads=2):
    """Writes the photos; returns for each whether it was readable."""
    packed = np.lib.format.open_memmap(path, "w+", np.uint8, (len(files), 3, size, size))

    def read(place):
        try:
            packed[place] = read_square(files[place], size).transpose(2, 0, 1)
        except OSError as error:
            print(f"left out: {files[place]} cannot be read as an image ({error})", flush=True)
            return False
        return True

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(read, range(len(files))))


def _classes(folder, files):
    path = folder / CLASSES
    if not path.exists():
        return np.full(len(files), UNKNOWN)
    table = dict(line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    named = [[part for part in file.relative_to(folder).parts if part in table] for file in files]
    return np.array([int(table[parts[0]]) if parts else UNKNOWN for parts in named])


def open_sets(root, cache, options, judges=None):
    """[PhotoSet], one per sub-folder of `root`, without photos that are also in `judges` (N x 3 x S x S uint8).

    Packs each set once into `cache`, at up to options.store_size pixels, without photos whose names match
    options.without.
    """
    folders = sorted(path for path in Path(root).iterdir() if path.is_dir() and not path.name.startswith("."))
    if not folders:
        raise SystemExit(f"{root} has no sub-folders: with a teacher each is a set of photos")
    cache.mkdir(parents=True, exist_ok=True)
    return [_open(folder, cache, options, judges) for folder in folders]


def _open(folder, cache, options, judges):
    packed, listed = cache / f"{folder.name}.npy", cache / f"{folder.name}.json"
    if not listed.exists():
        print(f"packing {folder}", flush=True)
        files = _files(folder, options)
        kept = _pack(files, _side(files, options.store_size), packed)
        if judges is not None:
            for place, _, _ in near(np.load(packed, mmap_mode="r"), judges):
                print(f"left out: {files[place]} is a photo to be measured with", flush=True)
                kept[place] = False
        names = [str(file.relative_to(folder)) if keep else None for file, keep in zip(files, kept)]
        listed.write_text(json.dumps(names), encoding="utf-8")
    names = json.loads(listed.read_text(encoding="utf-8"))
    kept = np.array([place for place, name in enumerate(names) if name is not None])
    classes = _classes(folder, [folder / names[place] for place in kept])
    return PhotoSet(folder.name, np.load(packed, mmap_mode="r"), kept, classes)
