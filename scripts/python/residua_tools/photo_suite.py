"""Compares the results of the native program and of Pillow for the images of a folder.

    scripts/photo-suite.sh [--program FILE] [--list KIND] FOLDER...

Requires Debian's python3-pil and the program (scripts/build.sh native --target residua). Pillow
opens each file of the folders, applies its orientation, composes it over white and saves it as an
8-bit PNG. The program classifies both the file and the PNG. Both go through the same network, so
only the decoders can differ:

    equal       each of the ten most probable classes has the same probability, to 1e-4
    close       to 0.01
    different   or to less
    refused by both, by us, by Pillow

The table is followed by all files that are not equal, close or refused by both, with the reasons
(--list all lists all files).
"""

import argparse
import collections
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import warnings

from PIL import Image, ImageOps

from residua_tools import ROOT
from residua_tools.packages import program

AT_ONCE = 25  # files per run of the program
SECONDS = 120  # time limit of a run
CLASSES = 10
KINDS = ['equal', 'close', 'different', 'refused by both', 'refused by us', 'refused by Pillow', 'crash']


def seen_by_pillow(task):
    """Saves the pixels that Pillow decodes. Returns the format, and the reason if Pillow refuses
    the file, otherwise None."""
    path, png = task
    warnings.simplefilter('ignore')
    Image.MAX_IMAGE_PIXELS = 150_000_000 // 2  # Pillow refuses twice this number
    kind = '-'
    try:
        with Image.open(path) as image:
            kind = image.format
            image.load()
            upright = ImageOps.exif_transpose(image)
            if upright.mode in ('RGBA', 'LA', 'PA', 'RGBa', 'La') or 'transparency' in upright.info:
                upright = upright.convert('RGBA')
                white = Image.new('RGB', upright.size, (255, 255, 255))
                white.paste(upright, mask=upright.getchannel('A'))
                upright = white
            upright.convert('RGB').save(png, compress_level=1)
        return kind, None
    except Exception as error:  # Pillow raises many types
        return kind, '%s: %s' % (type(error).__name__, str(error).replace(str(path), 'FILE'))


def answers(program, paths):
    """One result per path: {index: probability}, or the error's code and message; 'crash' if the
    run failed."""
    if not paths:
        return []
    command = [program, 'classify', '--json', '--topk', str(CLASSES), '--', *paths]
    try:
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
        lines = run.stdout.decode(errors='replace').splitlines()
    except subprocess.TimeoutExpired:
        lines = []
    if len(lines) != len(paths):
        if len(paths) == 1:
            return ['crash, or no answer within %d s' % SECONDS]
        return [answer for path in paths for answer in answers(program, [path])]
    parsed = [json.loads(line) for line in lines]
    return [{p['index']: p['probability'] for p in one['predictions']} if 'predictions' in one
            else '%s: %s' % (one['error']['code'], one['error']['message']) for one in parsed]


def difference(ours, theirs):
    """The largest difference of the probabilities. A class that only one of them lists has in
    the other one at most its lowest probability."""
    largest = 0
    for one, other in ((ours, theirs), (theirs, ours)):
        for index, probability in one.items():
            known = other.get(index, min(probability, min(other.values())))
            largest = max(largest, abs(probability - known))
    return largest


def verdict(ours, theirs, refusal):
    """The kind of the result and the reasons."""
    if isinstance(ours, str) and ours.startswith('crash'):
        return 'crash', ours
    if isinstance(ours, str):
        if refusal:
            return 'refused by both', '%s | Pillow: %s' % (ours, refusal)
        return 'refused by us', ours
    if refusal:
        return 'refused by Pillow', refusal
    if isinstance(theirs, str):
        return 'crash', 'of Pillow\'s pixels: ' + theirs
    largest = difference(ours, theirs)
    kind = 'equal' if largest <= 1e-4 else 'close' if largest <= 0.01 else 'different'
    return kind, 'by %.4f' % largest


def compare(program, paths):
    """Yields the path, the format, the kind and the reasons."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool() as pool:
        for start in range(0, len(paths), AT_ONCE):
            batch = paths[start:start + AT_ONCE]
            pngs = [os.path.join(folder, '%d.png' % i) for i in range(len(batch))]
            pillow = pool.map(seen_by_pillow, zip(batch, pngs), chunksize=1)
            read = [i for i, (_, refusal) in enumerate(pillow) if refusal is None]
            ours = answers(program, batch)
            theirs = dict(zip(read, answers(program, [pngs[i] for i in read])))
            for i, path in enumerate(batch):
                yield path, pillow[i][0], *verdict(ours[i], theirs.get(i), pillow[i][1])
            for i in read:
                os.remove(pngs[i])


def main():
    parser = argparse.ArgumentParser(prog=program(), description=__doc__.splitlines()[0])
    parser.add_argument('--program', default=str(ROOT / 'build/native/residua'))
    parser.add_argument('--list', default='some', choices=['some', 'all', 'none'], help='which files to name')
    parser.add_argument('folders', nargs='+', metavar='FOLDER')
    arguments = parser.parse_args()
    if not os.access(arguments.program, os.X_OK):
        sys.exit('There is no program %s: scripts/build.sh native --target residua' % arguments.program)
    paths = [os.path.join(folder, name) for top in arguments.folders for folder, _, names in sorted(os.walk(top))
             for name in sorted(names)]
    if not paths:
        sys.exit('There are no files in %s.' % ', '.join(arguments.folders))
    table = collections.defaultdict(collections.Counter)
    named = []
    for path, kind_of_file, kind, reasons in compare(arguments.program, paths):
        table[kind_of_file][kind] += 1
        quiet = kind in ('equal', 'close', 'refused by both')
        if arguments.list == 'all' or (arguments.list == 'some' and not quiet):
            named.append('%s: %s, %s' % (path, kind, reasons))
    print('%-10s' % 'Pillow' + ''.join('%*s' % (len(kind) + 2, kind) for kind in KINDS))
    total = sum(table.values(), collections.Counter())
    for name, counts in [*sorted(table.items()), ('all', total)]:
        print('%-10s' % name + ''.join('%*d' % (len(kind) + 2, counts[kind]) for kind in KINDS))
    print(*named, sep='\n')


if __name__ == '__main__':
    main()
