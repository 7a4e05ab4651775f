"""Writes a folder of picture files with one line per file about Pillow's decoded pixels."""

import argparse
import sys


def main(doc, folder, title, line, make):
    """The command line of a script that writes such a folder.

    title: the first line of pixels.txt, without its comment mark
    line(name, file): the line of a picture, which begins with its name
    make(): yields names and files; not called with --check
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument('--check', action='store_true', help='compare with the committed files only')
    path = folder / 'pixels.txt'
    if parser.parse_args().check:
        committed = [row for row in path.read_text().splitlines() if not row.startswith('#')]
        names = [row.split()[0] for row in committed]
        wrong = [name for name, row in zip(names, committed)
                 if line(name, (folder / name).read_bytes()) != row]
        print('%d of %d files differ: %s' % (len(wrong), len(names), ' '.join(wrong) or '-'))
        sys.exit(1 if wrong else 0)
    folder.mkdir(exist_ok=True)
    lines = ['# ' + title, '# file, width, height, CRC-32 of its R G B bytes']
    total = 0
    for name, file in make():
        (folder / name).write_bytes(file)
        lines.append(line(name, file))
        total += len(file)
    path.write_text('\n'.join(lines) + '\n')
    print('%d files, %d bytes' % (len(lines) - 2, total))
