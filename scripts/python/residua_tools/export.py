"""Saves the weights of a ResNet as .safetensors (or .pth) in a type and form that Residua reads.

Requires PyTorch 1.13 or later, and torchvision for its networks (Debian: python3-torch, python3-torchvision).
"""

import argparse
import json
import sys
from pathlib import Path

from residua_tools.packages import program, require

require("torch")

import torch  # after the check that it is installed

from residua_tools.checkpoints.safetensors_files import write_safetensors, write_sharded_safetensors
from residua_tools.checkpoints.sources import HELP, load

TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def main():
    parser = argparse.ArgumentParser(prog=program(), description=f"{__doc__}\n{HELP}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", metavar="SOURCE")
    parser.add_argument("output", metavar="OUT", type=Path, help="ends in .safetensors, .pth or .pt")
    parser.add_argument("--dtype", choices=TYPES, default="f32", help="of the floating-point tensors (default: f32)")
    parser.add_argument("--shards", type=int, metavar="N", help="safetensors in N files with an index")
    parser.add_argument("--legacy", action="store_true", help=".pth: successive pickles, as before PyTorch 1.6")
    parser.add_argument("--wrap", metavar="KEY", help='.pth: put the state_dict under KEY, e.g. "state_dict"')
    parser.add_argument("--prefix", default="", help='before every tensor\'s name, e.g. "module."')
    options = parser.parse_args()
    suffix = options.output.suffix
    if suffix not in (".safetensors", ".pth", ".pt"):
        parser.error("OUT must end in .safetensors, .pth or .pt")
    if suffix == ".safetensors" and (options.legacy or options.wrap):
        parser.error("--legacy and --wrap are for .pth")
    if options.shards is not None and (suffix != ".safetensors" or options.shards < 1):
        parser.error("--shards N is for .safetensors, N at least 1")

    state, metadata, config = load(options.source)
    dtype = TYPES[options.dtype]
    state = {
        options.prefix + name: tensor.to(dtype) if tensor.is_floating_point() else tensor
        for name, tensor in state.items()
    }
    if suffix != ".safetensors":
        saved = {options.wrap: state, "epoch": 1} if options.wrap else state
        torch.save(saved, options.output, _use_new_zipfile_serialization=not options.legacy)
    elif options.shards:
        write_sharded_safetensors(options.output, state, options.shards)
    else:
        write_safetensors(options.output, state, {"format": "pt"} | metadata)
    if config is not None:
        options.output.with_name("config.json").write_text(json.dumps(config, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
