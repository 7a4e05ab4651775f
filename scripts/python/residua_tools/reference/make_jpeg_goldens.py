"""Writes tests/golden/jpeg: small JPEGs of every kind and the pixels that Pillow decodes.

    PYTHON=/usr/bin/python3 scripts/python/run.sh reference.make_jpeg_goldens [--check]

--check decodes the committed files with Pillow, compares the results with the committed ones and
writes nothing. Requires Debian 12's python3-pil (9.4, with libjpeg-turbo 2.1.5), and without
--check also its libjpeg-turbo-progs, whose jpegtran recodes pictures losslessly.

Pillow writes only 4:4:4, 4:2:2 and 4:2:0. The other kinds are derived from these by changing the
headers: the same blocks then represent another picture, which serves as well for a test.
`beyond.jpg` has coefficients that no encoder writes; libjpeg-turbo's results for it are those of
its x86 code. Files named `odd-` are unusual files found in practice or damaged in transit: see
odd_files.
"""

import io
import struct
import subprocess
import tempfile
import zlib

from PIL import Image, ImageOps

from residua_tools.reference import pixel_goldens
from residua_tools.reference.make_pillow_goldens import GOLDEN, picture

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
    """(marker, position of its body) up to the first scan."""
    at = 2
    while file[at + 1] != 0xDA:
        yield file[at + 1], at + 4
        at += 2 + struct.unpack_from('>H', file, at + 2)[0]


def resampled(file, size, luma):
    """Changes the size and the sampling factors of the first component, with the same number of
    blocks."""
    changed = bytearray(file)
    for marker, body in segments(file):
        if marker in (0xC0, 0xC2):
            struct.pack_into('>HH', changed, body + 1, size[1], size[0])
            changed[body + 7] = luma
    return bytes(changed)


def with_adobe_transform(file, transform):
    """Replaces the JFIF marker, or an existing Adobe marker, with an Adobe marker."""
    adobe = b'\xff\xee' + struct.pack('>H5sHHHB', 14, b'Adobe', 100, 0, 0, transform)
    marker, body = next(segments(file))
    assert marker in (0xE0, 0xEE)
    length = struct.unpack_from('>H', file, body - 2)[0]
    return file[:2] + adobe + file[body - 2 + length:]


def with_coarsest_table(file):
    """Sets every quantisation step to 255."""
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
    # Chroma of 2 and of 3 samples across: the first sizes with interpolation.
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
        # 2 x 1 luma blocks become 1 x 2, and 2 x 2 become 4 x 1.
        yield '440' + name, resampled(encoded(turned, sampling='422', **options), size, 0x12)
        yield '411' + name, resampled(encoded(turned, sampling='420', **options), size, 0x41)
    yield '440-1x1.jpg', resampled(encoded((1, 1), sampling='422'), (1, 1), 0x12)
    yield 'rgb-16x16.jpg', with_adobe_transform(encoded((16, 16)), 0)
    yield 'ycck-16x16.jpg', with_adobe_transform(encoded((16, 16), 'CMYK', 'noise'), 2)
    yield 'steps-16x16.jpg', encoded((16, 16), kind='steps', quality=1)
    yield 'beyond.jpg', with_coarsest_table(encoded((16, 16), kind='steps', quality=95))


def recoded(file, *options, scans=None):
    """Recodes with jpegtran, which keeps the coefficients."""
    if scans:
        with tempfile.NamedTemporaryFile('w', suffix='.txt') as script:
            script.write(scans)
            script.flush()
            return recoded(file, *options, '-scans', script.name)
    return subprocess.run(['jpegtran', '-copy', 'all', *options], input=file, check=True,
                          stdout=subprocess.PIPE).stdout


def without(file, kind):
    """Removes the segments of this kind before the first scan."""
    kept, end = file[:2], 2
    for marker, body in segments(file):
        end = body + struct.unpack_from('>H', file, body - 2)[0] - 2
        if marker != kind:
            kept += file[body - 4:end]
    return kept + file[end:]


def inserted(file, before, piece):
    """Inserts a piece before the first segment with this marker, which may be the first scan."""
    at = next((body - 4 for marker, body in segments(file) if marker == before),
              file.index(b'\xff\xda'))
    return file[:at] + piece + file[at:]


def markers(file, kinds):
    """The positions of these markers in the entropy-coded data."""
    start = file.index(b'\xff\xda')
    return [at for at in range(start + 2, len(file) - 1) if file[at] == 0xFF and file[at + 1] in kinds]


def restarts_changed(file, change):
    """Replaces the entropy-coded data between restart markers by change(pieces). A piece ends
    with its marker."""
    places = markers(file, range(0xD0, 0xD8))
    edges = [places[0] + 2] + [at + 2 for at in places[1:]]
    pieces = [file[a:b] for a, b in zip(edges, edges[1:])]
    return file[:edges[0]] + b''.join(change(pieces)) + file[edges[-1]:]


def exif(orientation):
    return (b'\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0'
            + bytes([orientation]) + b'\0' * 7)


def component_names(file, names):
    """Renames the components in the frame and in its only scan."""
    changed = bytearray(file)
    for marker, body in segments(file):
        if marker == 0xC0:
            for i, name in enumerate(names):
                changed[body + 6 + 3 * i] = name
    scan = file.index(b'\xff\xda')
    for i, name in enumerate(names):
        changed[scan + 5 + 2 * i] = name
    return bytes(changed)


def bands_removed(file, bands):
    """Removes the scans of a progressive file that contain coefficients of these bands."""
    places = [at for at in range(len(file) - 1) if file[at] == 0xFF and file[at + 1] == 0xDA]
    starts = [min([at] + [b for b in range(at) if b > 0 and file[b:b + 2] == b'\xff\xc4'
                          and file.find(b'\xff\xda', b) == at]) for at in places]
    ends = starts[1:] + [len(file) - 2]
    kept = [file[a:b] for at, a, b in zip(places, starts, ends)
            if file[at + 5 + 2 * file[at + 4]] not in bands]
    return file[:starts[0]] + b''.join(kept) + file[-2:]


def odd_files():
    """(name, bytes): cases from bug reports of several decoders."""
    size = (75, 50)
    plain = encoded(size, kind='noise', sampling='420', quality=40)
    usual = encoded(size, kind='noise', sampling='420', quality=40, optimize=False)
    progressive = encoded(size, kind='noise', sampling='420', quality=40, progressive=True)
    restarts = recoded(usual, '-restart', '3B')
    # Frames of webcams rely on the standard Huffman tables.
    yield 'mjpeg', without(usual, 0xC4)
    yield 'exif-behind-frame', inserted(plain, 0xDA, exif(6))
    yield 'junk-in-header', inserted(
        inserted(plain, 0xC0, b'\xff\xff'), 0xDB, b'\x00\x12\xff\x00\x34')
    yield 'junk-before-restarts', restarts_changed(
        restarts, lambda pieces: [piece[:-2] + b'\x12\x34' + piece[-2:] for piece in pieces])
    yield 'restart-lost', restarts_changed(restarts, lambda p: p[:3] + [p[3][:-2]] + p[4:])
    yield 'restart-twice', restarts_changed(restarts, lambda p: p[:3] + [p[3] + p[3][-2:]] + p[4:])
    yield 'segment-lost', restarts_changed(restarts, lambda p: p[:3] + p[4:])
    yield 'segment-twice', restarts_changed(restarts, lambda p: p[:3] + [p[3], p[3]] + p[4:])
    yield 'segments-lost', restarts_changed(restarts, lambda p: p[:2] + p[6:])
    yield 'progressive-restart-lost', restarts_changed(
        recoded(progressive, '-restart', '2B'), lambda p: p[:3] + [p[3][:-2]] + p[4:])
    yield 'data-end-early', usual[:-400] + b'\xff\xd9'
    yield 'progressive-data-end-early', progressive[:-300] + b'\xff\xd9'
    # Smoothing compensates for the missing scans of a progressive file.
    sent = [at for at in range(len(progressive) - 1)
            if progressive[at] == 0xFF and progressive[at + 1] == 0xDA]
    for scans in [1, 2, 4, 6]:
        cut = progressive.rfind(b'\xff\xc4', 0, sent[scans])
        yield 'scans-%d' % scans, progressive[:cut] + b'\xff\xd9'
    narrow = encoded((16, 40), kind='noise', quality=40, progressive=True)
    first = [at for at in range(len(narrow) - 1) if narrow[at:at + 2] == b'\xff\xda'][1]
    yield 'scans-1-narrow', narrow[:narrow.rfind(b'\xff\xc4', 0, first)] + b'\xff\xd9'
    yield 'refinements-lost', bands_removed(progressive, [6])
    # One scan per component, and a missing component.
    apart = recoded(usual, scans='0; 1; 2;')
    yield 'scans-of-one', apart
    yield 'component-lost', apart[:[at for at in range(len(apart) - 1)
                                    if apart[at:at + 2] == b'\xff\xda'][2]] + b'\xff\xd9'
    yield 'coefficients-of-zero-to-zero', usual.replace(b'\x00\x3f\x00', b'\x00\x00\x00', 1)
    rgb = component_names(without(encoded((16, 16), kind='noise'), 0xE0), b'RGB')
    yield 'named-rgb', rgb
    yield 'named-alike', component_names(without(encoded((16, 16), kind='noise'), 0xE0), b'\x07\x07\x07')
    cmyk = encoded((16, 16), 'CMYK', 'noise')
    yield 'cmyk-unmarked', without(cmyk, 0xEE)
    yield 'cmyk-named-alike', component_names(cmyk, b'\x01\x01\x01\x01')
    yield 'cmyk-transform-1', with_adobe_transform(cmyk, 1)
    full = encoded((33, 16), kind='noise')
    yield 'factors-of-2', full.replace(b'\x01\x11\x00\x02\x11\x01\x03\x11\x01',
                                       b'\x01\x12\x00\x02\x12\x01\x03\x12\x01')
    yield 'arithmetic', recoded(usual, '-arithmetic')
    yield 'arithmetic-restarts', recoded(usual, '-arithmetic', '-restart', '3B')
    yield 'arithmetic-progressive', recoded(progressive, '-arithmetic', '-progressive')
    # Decoding stops until the next restart, whose data must not be consumed before.
    yield 'arithmetic-damaged', restarts_changed(
        recoded(usual, '-arithmetic', '-restart', '3B'),
        lambda p: p[:3] + [b'\x12\x34' + p[3][2:]] + p[4:])
    yield 'damaged', bytes(
        byte ^ (0x15 if at % 200 == 190 and at > 700 else 0) for at, byte in enumerate(usual))


def line(name, file):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert('RGB')
    return '%s %d %d %08x' % (name, *image.size, zlib.crc32(image.tobytes()))


def all_files():
    yield from files()
    yield from (('odd-%s.jpg' % name, file) for name, file in odd_files())


if __name__ == '__main__':
    title = "Pillow %s, convert('RGB'). Made by scripts/python/residua_tools/reference/make_jpeg_goldens.py."
    pixel_goldens.main(__doc__, FOLDER, title % Image.__version__, line, all_files)
