#!/usr/bin/env python3
"""Makes tests/golden/jpeg: small JPEGs of every kind, and what Pillow decodes them to.

    /usr/bin/python3 scripts/reference/make_jpeg_goldens.py [--check]

--check compares what Pillow decodes the committed files to with the committed results and changes
nothing. Needs Debian 12's python3-pil (9.4, with libjpeg-turbo 2.1.5).

Pillow writes 4:4:4, 4:2:2 and 4:2:0 only. The other kinds are made of those by changing their
headers: the blocks stay and mean another picture, as good as any for a test. `beyond.jpg` has
coefficients that no encoder writes, for which libjpeg-turbo's results are those of its x86 code.
"""

import argparse
import io
import pathlib
import struct
import sys
import zlib

from PIL import Image

from make_pillow_goldens import GOLDEN, picture

FOLDER = GOLDEN / 'jpeg'
SUBSAMPLING = {'444': 0, '422': 1, '420': 2}


def encoded(size, mode='RGB', kind='ramp', sampling='444', **options):
    width, height = size
    pixels = picture(kind, width * (4 if mode == 'CMYK' else 3), height).tobytes()
    bands = {'RGB': 3, 'CMYK': 4, 'L': 1}[mode]
    image = Image.frombytes(mode, size, pixels[:width * height * bands])
    file = io.BytesIO()
    options = {'quality': 60, 'optimize': True, **options}
    image.save(file, 'JPEG', subsampling=SUBSAMPLING[sampling], **options)
    return file.getvalue()


def segments(file):
    """(marker, position of its body) up to the first scan"""
    at = 2
    while file[at + 1] != 0xDA:
        yield file[at + 1], at + 4
        at += 2 + struct.unpack_from('>H', file, at + 2)[0]


def resampled(file, size, luma):
    """Another size and other sampling factors of the first component, for as many blocks."""
    changed = bytearray(file)
    for marker, body in segments(file):
        if marker in (0xC0, 0xC2):
            struct.pack_into('>HH', changed, body + 1, size[1], size[0])
            changed[body + 7] = luma
    return bytes(changed)


def with_adobe_transform(file, transform):
    """Adobe's mark, in the place of JFIF's or of its own."""
    adobe = b'\xff\xee' + struct.pack('>H5sHHHB', 14, b'Adobe', 100, 0, 0, transform)
    marker, body = next(segments(file))
    assert marker in (0xE0, 0xEE)
    length = struct.unpack_from('>H', file, body - 2)[0]
    return file[:2] + adobe + file[body - 2 + length:]


def with_coarsest_table(file):
    """Every step of the quantisation 255."""
    changed = bytearray(file)
    for marker, body in segments(file):
        if marker == 0xDB:
            length = struct.unpack_from('>H', file, body - 2)[0] - 2
            for table in range(body, body + length, 65):
                changed[table + 1:table + 65] = b'\xff' * 64
    return bytes(changed)


def files():
    """(name, bytes)"""
    for size in [(1, 1), (7, 5), (16, 16)]:
        name = '%dx%d.jpg' % size
        yield 'grey-' + name, encoded(size, 'L')
        for sampling in SUBSAMPLING:
            yield sampling + '-' + name, encoded(size, sampling=sampling)
    # Chroma of 2 and of 3 samples across: where interpolation begins.
    for sampling in ['422', '420']:
        for size in [(3, 3), (5, 4)]:
            yield '%s-%dx%d.jpg' % (sampling, *size), encoded(size, kind='noise', sampling=sampling)
    size, turned = (33, 17), (17, 33)
    for progressive in [False, True]:
        options = {'kind': 'noise', 'quality': 30, 'progressive': progressive}
        name = '-33x17%s.jpg' % ('-progressive' if progressive else '')
        yield 'grey' + name, encoded(size, 'L', **options)
        for sampling in SUBSAMPLING:
            yield sampling + name, encoded(size, sampling=sampling, **options)
        yield 'cmyk' + name, encoded(size, 'CMYK', **options)
        # 2 x 1 blocks of luma become 1 x 2, and 2 x 2 become 4 x 1.
        yield '440' + name, resampled(encoded(turned, sampling='422', **options), size, 0x12)
        yield '411' + name, resampled(encoded(turned, sampling='420', **options), size, 0x41)
    yield '440-1x1.jpg', resampled(encoded((1, 1), sampling='422'), (1, 1), 0x12)
    yield 'rgb-16x16.jpg', with_adobe_transform(encoded((16, 16)), 0)
    yield 'ycck-16x16.jpg', with_adobe_transform(encoded((16, 16), 'CMYK', 'noise'), 2)
    yield 'steps-16x16.jpg', encoded((16, 16), kind='steps', quality=1)
    yield 'beyond.jpg', with_coarsest_table(encoded((16, 16), kind='steps', quality=95))


def line(name, file):
    image = Image.open(io.BytesIO(file)).convert('RGB')
    return '%s %d %d %08x' % (name, *image.size, zlib.crc32(image.tobytes()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--check', action='store_true', help='compare with the committed files only')
    path = FOLDER / 'pixels.txt'
    if parser.parse_args().check:
        committed = [row for row in path.read_text().splitlines() if not row.startswith('#')]
        names = [row.split()[0] for row in committed]
        wrong = [name for name, row in zip(names, committed)
                 if line(name, (FOLDER / name).read_bytes()) != row]
        print('%d of %d files differ: %s' % (len(wrong), len(names), ' '.join(wrong) or '-'))
        sys.exit(1 if wrong else 0)
    FOLDER.mkdir(exist_ok=True)
    lines = ["# Pillow %s, convert('RGB'). Made by scripts/reference/make_jpeg_goldens.py." % Image.__version__,
             '# file, width, height, CRC-32 of its R G B bytes']
    total = 0
    for name, file in files():
        (FOLDER / name).write_bytes(file)
        lines.append(line(name, file))
        total += len(file)
    path.write_text('\n'.join(lines) + '\n')
    print('%d files, %d bytes' % (len(lines) - 2, total))


if __name__ == '__main__':
    main()
