"""Writes tests/golden/webp: small WebPs of every kind and the pixels that Pillow decodes.

    PYTHON=/usr/bin/python3 scripts/python/run.sh reference.make_webp_goldens [--check]

--check decodes the committed files with Pillow, compares the results with the committed ones and
writes nothing. Requires Debian 12's python3-pil (9.4, with libwebp 1.2.4).

Transparent pictures are composed over white, as in Residua. Pillow writes animations whose first
frame fills the canvas. Smaller frames, and the additional chunks of cameras and other programs, are
produced by editing chunks.
"""

import io
import struct
import zlib

from PIL import Image, ImageOps

from residua_tools.reference import pixel_goldens
from residua_tools.reference.make_pillow_goldens import GOLDEN, picture

FOLDER = GOLDEN / 'webp'
ALPHA_FLAG, EXIF_FLAG, ANIMATION_FLAG = 0x10, 0x08, 0x02  # of the chunk VP8X


def drawing(size, kind='ramp', alpha=False):
    width, height = size
    image = Image.fromarray(picture(kind, width, height))
    if alpha:
        # All degrees of transparency, including fully transparent pixels with colours.
        mask = Image.new('L', size)
        mask.putdata([(x * 23 + y * 41) % 256 if (x // 3 + y // 2) % 3 else 0
                      for y in range(height) for x in range(width)])
        image.putalpha(mask)
    return image


def encoded(image, **options):
    file = io.BytesIO()
    image.save(file, 'WEBP', **{'method': 4, **options})
    return file.getvalue()


def chunks(file):
    """(name, content) of all chunks in the file."""
    at = 12
    while at < len(file):
        size = struct.unpack_from('<I', file, at + 4)[0]
        yield file[at:at + 4], file[at + 8:at + 8 + size]
        at += 8 + size + (size & 1)


def joined(parts):
    body = b''.join(name + struct.pack('<I', len(content)) + content + b'\0' * (len(content) & 1)
                    for name, content in parts)
    return b'RIFF' + struct.pack('<I', 4 + len(body)) + b'WEBP' + body


def extended(size, flags):
    return b'VP8X', struct.pack('<I', flags) + struct.pack('<I', size[0] - 1)[:3] + struct.pack('<I', size[1] - 1)[:3]


def orientation(value):
    return (b'II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0' + bytes([value]) + b'\0' * 7)


def frame(file, at, duration=100):
    """The picture of a still file as an animation frame; at: left and top, even."""
    image = Image.open(io.BytesIO(file))
    place = b''.join(struct.pack('<I', number)[:3]
                     for number in (at[0] // 2, at[1] // 2, image.width - 1, image.height - 1, duration))
    parts = [part for part in chunks(file) if part[0] != b'VP8X']
    return b'ANMF', place + b'\0' + joined(parts)[12:]


def animation(canvas, flags, frames):
    return joined([extended(canvas, flags | ANIMATION_FLAG), (b'ANIM', b'\x40\x80\xc0\xff\0\0'), *frames])


def files():
    """(name, bytes)"""
    for size in [(1, 1), (2, 3), (7, 5), (16, 16), (33, 17)]:
        name = '-%dx%d' % size
        yield 'lossy' + name, encoded(drawing(size), quality=70)
        yield 'lossless' + name, encoded(drawing(size), lossless=True)
        yield 'alpha' + name, encoded(drawing(size, alpha=True), quality=70)
        yield 'lossless-alpha' + name, encoded(drawing(size, alpha=True), lossless=True)
    for quality in [0, 30, 90, 100]:
        yield 'noise-%d' % quality, encoded(drawing((47, 34), 'noise'), quality=quality)
    yield 'steps', encoded(drawing((40, 40), 'steps'), quality=50)
    yield 'noise-lossless', encoded(drawing((19, 21), 'noise'), lossless=True)
    yield 'palette', encoded(drawing((31, 9), 'steps'), lossless=True)
    yield 'grey', encoded(drawing((21, 12)).convert('L'), quality=60)
    yield 'exact', encoded(drawing((17, 9), 'noise', alpha=True), lossless=True, exact=True)
    yield 'alpha-coarse', encoded(drawing((40, 30), alpha=True), quality=20, alpha_quality=10)
    whole, small = drawing((24, 16)), (24, 16)
    for value in range(0, 10):
        yield 'turned-%d' % value, encoded(whole, lossless=True, exif=orientation(value))
    still = [part for part in chunks(encoded(whole, lossless=True)) if part[0] == b'VP8L']
    yield 'turned-jpeg-mark', joined([extended(small, EXIF_FLAG), *still, (b'EXIF', b'Exif\0\0' + orientation(6))])
    yield 'turned-unflagged', joined([extended(small, 0), *still, (b'EXIF', orientation(6))])
    yield 'exif-empty', joined([extended(small, EXIF_FLAG), *still, (b'EXIF', b'')])
    yield 'unknown-chunks', joined([extended(small, 0), (b'abcd', b'12345'), *still, (b'efgh', b'1')])
    yield 'behind-the-file', encoded(whole, quality=50) + b'more bytes'
    second = drawing((24, 16), 'noise')
    yield 'animation', encoded(whole, save_all=True, append_images=[second], quality=60)
    yield 'animation-alpha', encoded(drawing(small, alpha=True), save_all=True, append_images=[second], lossless=True)
    part, clear = encoded(drawing((9, 7)), lossless=True), encoded(drawing((9, 7), alpha=True), quality=80)
    yield 'animation-part', animation(small, 0, [frame(part, (6, 4)), frame(part, (0, 0))])
    yield 'animation-part-alpha', animation(small, ALPHA_FLAG, [frame(clear, (6, 4)), frame(part, (0, 0))])
    yield 'animation-part-lossy', animation(small, 0, [frame(encoded(drawing((10, 6)), quality=50), (14, 10))])
    yield 'animation-unflagged-alpha', animation(small, 0, [frame(clear, (6, 4))])


def line(name, file):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    if image.mode == 'RGBA':
        white = Image.new('RGB', image.size, (255, 255, 255))
        white.paste(image, mask=image.getchannel('A'))
        image = white
    return '%s %d %d %08x' % (name, *image.size, zlib.crc32(image.convert('RGB').tobytes()))


if __name__ == '__main__':
    title = 'Pillow %s, upright and on white. Made by scripts/python/residua_tools/reference/make_webp_goldens.py.'
    pixel_goldens.main(__doc__, FOLDER, title % Image.__version__, line,
                       lambda: ((name + '.webp', file) for name, file in files()))
