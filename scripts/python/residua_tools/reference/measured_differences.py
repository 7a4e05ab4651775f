"""Writes the measured differences from PyTorch into tests/golden/README.md, based on the logs of scripts/test.sh.

    scripts/test.sh native wasm && scripts/python/run.sh reference.measured_differences

--check compares the listed networks with the existing goldens and writes nothing.
"""

import argparse
import re
import sys

from residua_tools import ROOT

README = ROOT / "tests/golden/README.md"
BEGIN, END = "<!-- differences: begin -->\n", "<!-- differences: end -->\n"
KINDS = (
    ("safetensors, F32, F16, BF16, F64", "safetensors_test.cc, convert_test.cc, checkpoint_reader_test.cc"),
    ("safetensors in several files with an index", "sharded_checkpoint_test.cc"),
    ("`.pth`, `.pt`: zip, TorchScript", "pytorch_files_test.cc, zip_directory_test.cc, pickle_test.cc, script_code_test.cc"),
    ("`.pth`, `.pt`: successive pickles, as before PyTorch 1.6", "pytorch_files_test.cc, pickle_test.cc"),
    ("plain pickles; whole modules; anything around a network", "plain_pickle_test.cc, object_tree_test.cc, recognise_test.cc"),
)


def differences(log):
    path = ROOT / "build/test-logs" / log
    if not path.exists():
        sys.exit(f"there is no {path}: run scripts/test.sh native wasm first")
    return dict(re.findall(r"^difference (\S+) (\S+)$", path.read_text(), re.MULTILINE))


def photos(log):
    text = (ROOT / "build/test-logs" / log).read_text()
    return re.findall(r"^photos (\S+): (\d+ of \d+) as torch, mean difference (\S+)$", text, re.MULTILINE)


def facts(golden):
    found = dict(re.findall(r"^(\w+) (.*)$", golden.read_text()[:4000], re.MULTILINE))
    return f"{found['block']} {found['counts'].replace(' ', ', ')}", found["source"]


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "".join("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths)) + " |\n" for row in rows)


def section():
    native, wasm = differences("native.log"), differences("wasm.log")
    rows = [["network", "blocks", "reference", "native", "wasm"]]
    for golden in sorted((ROOT / "tests/golden/networks").glob("*.golden")):
        name = golden.stem
        rows.append([name, *facts(golden), *(f"{float(one[name]):.1e}" for one in (native, wasm))])
    text = "The largest difference over all points and cases, as a part of the point's largest value, with direct "
    text += "convolution. Made by\n`scripts/python/run.sh reference.measured_differences`.\n\n" + table(rows)
    kinds = [["file", "tests"], *([kind, ", ".join(f"`{name}`" for name in tests.split(", "))] for kind, tests in KINDS)]
    text += "\nEvery kind of file is read with the same numbers, or refused with one error:\n\n" + table(kinds)
    rows = [["photos", "torch's top-1", "mean difference of its probability"]]
    for where, log in (("native", "native.log"), ("wasm", "wasm.log")):
        rows += [[f"{name}, {where}", same, mean] for name, same, mean in photos(log)]
    if len(rows) > 1:
        text += "\nThe 300 photos of `../shared/images`, from the file's bytes to the probability, with the kernels that ship.\n"
        text += "JPEG decoding has no part in the difference: every byte is Pillow's (`unit/jpeg_planes_test.cc`).\n\n" + table(rows)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = README.read_text()
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    if options.check:
        listed = set(re.findall(r"^\| (\w+) +\| (?:basic|bottleneck)", old, re.MULTILINE))
        there = {golden.stem for golden in (ROOT / "tests/golden/networks").glob("*.golden")}
        if listed != there:
            sys.exit(f"tests/golden/README.md lists other networks than there are: {sorted(listed ^ there)}")
        return
    README.write_text(before + BEGIN + "\n" + section() + "\n" + END + after)


if __name__ == "__main__":
    main()
