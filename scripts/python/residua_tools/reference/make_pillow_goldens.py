"""Writes tests/golden/pillow_resize.txt and pillow_preprocess.txt with Pillow and torchvision.

    PYTHON=/usr/bin/python3 scripts/python/run.sh reference.make_pillow_goldens [--check]

--check compares the results of Pillow and torchvision with the committed files and writes nothing.
Requires Debian 12's python3-pil (9.4) and, for the second file, python3-torchvision (0.14).

The sources are hashed pictures that tests/support/hashed_picture.h reproduces, so only sizes and
results are committed: for each result the CRC-32 of all bytes and a few values.

Debian has neither timm nor transformers. Their size and crop arithmetic is reproduced here from
their sources (timm 1.0 data/transforms.py and transforms_factory.py, transformers 4.50
image_transforms.py and image_processing_convnext.py); Pillow resizes in all cases.
"""

import argparse
import math
import sys
import zlib

import numpy as np
from PIL import Image

from residua_tools import ROOT

GOLDEN = ROOT / 'tests' / 'golden'
FILTERS = {'bilinear': Image.BILINEAR, 'bicubic': Image.BICUBIC}
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


def picture(kind, width, height):
    """height x width x 3 bytes. noise: a hash of the position; steps: its highest bit as 0 or 255, which
    makes cubic filters overshoot; ramp: smooth, and different in each channel."""
    with np.errstate(over='ignore'):
        index = np.arange(width * height * 3, dtype=np.uint32)
        if kind == 'ramp':
            x, y = index // 3 % width, index // 3 // width
            value = (x * 3 + y * 5 + index % 3 * 40) & 255
        else:
            value = index * np.uint32(0x9E3779B1) + np.uint32(width * 31 + height)
            value ^= value >> np.uint32(15)
            value *= np.uint32(0x85EBCA77)
            value ^= value >> np.uint32(13)
            value *= np.uint32(0xC2B2AE3D)
            value >>= np.uint32(24)
            if kind == 'steps':
                value = (value >> 7) * 255
    return value.astype(np.uint8).reshape(height, width, 3)


def resize_cases():
    """(kind, source width, source height, width, height, filter)"""
    sizes = [
        # Photos resized for a network, and the largest photo that a phone takes.
        (500, 375, 341, 256), (375, 500, 256, 341), (640, 480, 309, 232), (1200, 800, 384, 256),
        (4000, 3000, 341, 256), (3000, 4000, 232, 309), (227, 227, 256, 256), (800, 600, 224, 224),
        # Enlarging, by integer and odd factors, and from very small sources.
        (32, 32, 256, 256), (100, 75, 341, 256), (17, 13, 97, 51), (3, 2, 64, 64), (2, 2, 5, 7),
        (1, 1, 9, 8), (255, 255, 256, 256),
        # One pixel wide or high.
        (1, 100, 1, 32), (100, 1, 32, 1), (1, 50, 20, 20), (50, 1, 20, 20), (64, 64, 1, 64),
        (64, 64, 64, 1), (300, 200, 1, 1), (5, 3000, 256, 300), (3000, 5, 300, 256),
        # Resizing in one direction only, and in none.
        (120, 80, 120, 40), (120, 80, 60, 80), (120, 80, 120, 80),
        # Odd sizes and ratios close to 1 and 2.
        (101, 67, 50, 33), (101, 67, 100, 66), (101, 67, 102, 68), (97, 89, 48, 44), (333, 777, 111, 259),
        (641, 479, 224, 167), (1000, 10, 7, 7), (10, 1000, 7, 7),
    ]
    for size in sizes:
        for name in FILTERS:
            yield ('noise', *size, name)
    for size in [(200, 150, 64, 48), (40, 30, 160, 120), (90, 90, 61, 61)]:
        for name in FILTERS:
            yield ('steps', *size, name)
            yield ('ramp', *size, name)


def resize_lines():
    yield '# Pillow %s, Image.resize. Made by scripts/python/residua_tools/reference/make_pillow_goldens.py.' % Image.__version__
    yield '# source kind, width, height | result width, height, filter |'
    yield '# CRC-32 of its bytes | R G B of its first, middle and last pixel'
    for kind, source_w, source_h, w, h, name in resize_cases():
        source = Image.fromarray(picture(kind, source_w, source_h))
        result = np.asarray(source.resize((w, h), FILTERS[name]))
        pixels = result.reshape(-1, 3)[[0, w * h // 2, w * h - 1]].ravel()
        yield ' '.join([
            kind, str(source_w), str(source_h), str(w), str(h), name,
            '%08x' % zlib.crc32(result.tobytes()), *map(str, pixels)])


def preprocess_cases():
    """(source kind, width, height, family, resize height, resize width, crop height, crop width, filter)"""
    photos = [('noise', 500, 375), ('noise', 375, 500), ('ramp', 640, 427), ('noise', 257, 255),
              ('steps', 32, 32), ('noise', 31, 100), ('ramp', 1, 7), ('noise', 1024, 90)]
    for photo in photos:
        yield (*photo, 'torchvision', 256, 256, 224, 224, 'bilinear')
    for photo in photos[:4]:
        yield (*photo, 'torchvision', 232, 232, 224, 224, 'bilinear')
        yield (*photo, 'torchvision', 235, 235, 224, 224, 'bicubic')  # timm, crop_pct 0.95
        yield (*photo, 'squash', 256, 256, 224, 224, 'bicubic')
        yield (*photo, 'cover', 146, 219, 128, 192, 'bilinear')
        yield (*photo, 'fit', 224, 224, 224, 224, 'bicubic')
        yield (*photo, 'transformers', 256, 256, 224, 224, 'bicubic')
    yield ('noise', 500, 375, 'squash', 384, 384, 384, 384, 'bicubic')
    # The crop is larger than the resized photo, with odd and even margins.
    yield ('noise', 60, 45, 'torchvision', 32, 32, 48, 48, 'bilinear')
    yield ('noise', 60, 45, 'transformers', 33, 33, 48, 48, 'bicubic')
    yield ('noise', 45, 60, 'torchvision', 33, 33, 64, 40, 'bilinear')


def preprocessed(case):
    """crop height x crop width x 3, float32"""
    from torchvision import transforms
    from torchvision.transforms import functional
    kind, source_w, source_h, family, resize_h, resize_w, crop_h, crop_w, name = case
    photo = Image.fromarray(picture(kind, source_w, source_h))
    mode = transforms.InterpolationMode(name)
    to_numbers = [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    if family == 'torchvision':
        steps = [transforms.Resize(resize_h, mode), transforms.CenterCrop((crop_h, crop_w))]
    elif family == 'squash':
        steps = [transforms.Resize((resize_h, resize_w), mode), transforms.CenterCrop((crop_h, crop_w))]
    elif family in ('cover', 'fit'):
        ratios = source_h / resize_h, source_w / resize_w
        ratio = min(ratios) if family == 'cover' else max(ratios)
        size = [round(side / ratio) for side in (source_h, source_w)]
        fill = tuple(round(255 * v) for v in MEAN) if family == 'fit' else 0
        pad_w, pad_h = max(0, crop_w - size[1]), max(0, crop_h - size[0])
        steps = [
            transforms.Resize(size, mode),
            lambda im: functional.pad(
                im, [pad_w // 2, pad_h // 2, (pad_w + 1) // 2, (pad_h + 1) // 2], fill=fill),
            transforms.CenterCrop((crop_h, crop_w)),
        ]
    else:
        return as_transformers(photo, resize_h, crop_h, crop_w, name)
    tensor = transforms.Compose(steps + to_numbers)(photo)
    return tensor.numpy().transpose(1, 2, 0)


def as_transformers(photo, short_side, crop_h, crop_w, name):
    short, long = sorted(photo.size)
    longer = int(short_side * long / short)
    size = (short_side, longer) if photo.size[0] <= photo.size[1] else (longer, short_side)
    pixels = np.asarray(photo.resize(size, FILTERS[name]))
    h, w = pixels.shape[:2]
    top, left = (h - crop_h) // 2, (w - crop_w) // 2
    canvas_h, canvas_w = max(crop_h, h), max(crop_w, w)
    canvas = np.zeros((canvas_h, canvas_w, 3), np.uint8)
    pad_top, pad_left = math.ceil((canvas_h - h) / 2), math.ceil((canvas_w - w) / 2)
    canvas[pad_top:pad_top + h, pad_left:pad_left + w] = pixels
    top, left = max(0, top + pad_top), max(0, left + pad_left)
    cropped = canvas[top:top + crop_h, left:left + crop_w]
    scaled = (cropped.astype(np.float64) * (1 / 255)).astype(np.float32)
    return (scaled - np.array(MEAN, np.float32)) / np.array(STD, np.float32)


def preprocess_lines():
    import torchvision
    yield '# Pillow %s and torchvision %s. Made by scripts/python/residua_tools/reference/make_pillow_goldens.py.' % (
        Image.__version__, torchvision.__version__.split('a')[0])
    yield '# source kind, width, height | family, resize height, width, crop height, width, filter |'
    yield '# CRC-32 of the result, little-endian float32, height x width x 3 | the bits of its first,'
    yield '# middle and last value'
    for case in preprocess_cases():
        values = np.ascontiguousarray(preprocessed(case), dtype='<f4')
        few = values.ravel()[[0, values.size // 2, values.size - 1]].view('<u4')
        yield ' '.join([*map(str, case), '%08x' % zlib.crc32(values.tobytes()),
                        *('%08x' % bits for bits in few)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--check', action='store_true', help='compare with the committed files only')
    check = parser.parse_args().check
    differing = 0
    for name, lines in [('pillow_resize.txt', resize_lines()), ('pillow_preprocess.txt', preprocess_lines())]:
        made = list(lines)
        path = GOLDEN / name
        if not check:
            path.write_text('\n'.join(made) + '\n')
            print('%s: %d cases written' % (name, sum(not line.startswith('#') for line in made)))
            continue
        committed = path.read_text().splitlines()
        # The first line contains versions, which may differ although the results are equal.
        wrong = sum(a != b for a, b in zip(made[1:], committed[1:])) + abs(len(made) - len(committed))
        print('%s: %d of %d lines differ' % (name, wrong, len(made) - 1))
        differing += wrong
    sys.exit(1 if differing else 0)


if __name__ == '__main__':
    main()
