"""Compresses a checkpoint to a .safetensors file of a quarter or an eighth of its size, which Residua opens.

    scripts/compress.sh SOURCE OUT.safetensors --form int8 | codebook8 | codebook4 | fp16
    scripts/compress.sh SOURCE OUT.safetensors --form codebook4 --calibrate PHOTOS --architecture resnet18

src/checkpoint/compact.h describes the forms, weights/README.md their cost. Prints the error of each weight: the norm
of the difference relative to the norm of the weight. With photos (any folder of images), the weights are chosen by
their effect on the network's activations, and batch norms compensate for the remaining error.

Requires PyTorch 1.13 or later, Pillow to calibrate, and torchvision for its networks (Debian: python3-torch,
python3-pil, python3-torchvision).
"""

import argparse
import json
import re
import sys
from pathlib import Path

from residua_tools.packages import program, require

require("torch")

import torch  # after the check that it is installed

from residua_tools.checkpoints.sources import HELP, load
from residua_tools.checkpoints.compact_files import Compact, write_compact
from residua_tools.training.freed_memory import keep_freed_memory
from residua_tools.compression.forms import FORMS, compress, form_of, importance


def arguments():
    parser = argparse.ArgumentParser(
        prog=program(),
        description=f"{__doc__}\n{HELP}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", metavar="SOURCE")
    parser.add_argument("output", metavar="OUT", type=Path, help="ends in .safetensors")
    parser.add_argument("--form", choices=FORMS, required=True)
    parser.add_argument("--keep", metavar="REGEX", default="(?!)", help="weights that stay 16-bit floats (default: none)")
    parser.add_argument("--exact-norms", action="store_true", help="batch norms stay 32-bit floats")
    parser.add_argument("--calibrate", type=Path, metavar="FOLDER", help="photos like those the network is for")
    parser.add_argument("--photos", type=int, default=1024, help="how many of them are looked at (default: 1024)")
    parser.add_argument("--architecture", metavar="NAME", help="with --calibrate: see scripts/train.sh")
    parser.add_argument("--threads", type=int, default=0, help="0: one a core")
    options = parser.parse_args()
    if options.output.suffix != ".safetensors":
        parser.error("OUT must end in .safetensors")
    if bool(options.calibrate) != bool(options.architecture):
        parser.error("--calibrate and --architecture go together")
    return options


def photos(folder, count, card):
    """N x 3 x S x S, preprocessed for the network; spread evenly over the files of the folder."""
    from residua_tools.training import image_folder
    from residua_tools.training.network import MEAN, STD

    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in image_folder.SUFFIXES)
    if not files:
        raise SystemExit(f"there are no images in {folder}")
    files = files[:: max(1, len(files) // count)][:count]
    preprocessing = card.get("preprocessing", {})
    preprocessing = preprocessing if isinstance(preprocessing, dict) else {}
    loaded, _ = image_folder.load([(path, 0) for path in files], preprocessing.get("cropSize", 224))
    mean = torch.tensor(preprocessing.get("mean", MEAN)).view(3, 1, 1)
    std = torch.tensor(preprocessing.get("std", STD)).view(3, 1, 1)
    return (loaded.float() / 255 - mean) / std


def main():
    options = arguments()
    keep_freed_memory()
    if options.threads:
        torch.set_num_threads(options.threads)
    state, metadata, _ = load(options.source)
    state = {name: tensor.float() for name, tensor in state.items() if tensor.is_floating_point()}
    products = {}
    if options.calibrate:
        require("numpy", "PIL")
        from residua_tools.compression.calibration import input_products, restore_norms
        from residua_tools.training.network import of_checkpoint

        x = photos(options.calibrate, options.photos, json.loads(metadata.get("residua", "{}")))
        reference = of_checkpoint(options.architecture, state)
        products = input_products(reference, x)

    compact = {}
    print(f"{'weight':40} {'shape':>20} {'form':>10} {'error':>8}", flush=True)
    for name, tensor in state.items():
        form = "fp16" if re.search(options.keep, name) else form_of(name, tensor, options.form)
        if tensor.dim() < 2 and options.exact_norms:
            compact[name] = tensor
            continue
        compact[name] = compress(tensor, form, products.get(name.removesuffix(".weight")), importance(name, state))
        if tensor.dim() >= 2:
            decoded = compact[name].decode() if isinstance(compact[name], Compact) else compact[name].float()
            error = ((decoded - tensor).norm() / tensor.norm()).item()
            print(f"{name:40} {'x'.join(map(str, tensor.shape)):>20} {form:>10} {error:8.5f}", flush=True)

    if options.calibrate:
        decoded = {name: t.decode() if isinstance(t, Compact) else t.float() for name, t in compact.items()}
        model = of_checkpoint(options.architecture, decoded)
        restore_norms(reference, model, x)
        moved = model.state_dict()
        vectors = {name: moved[name] for name, tensor in state.items() if tensor.dim() < 2}
        exact = options.exact_norms
        compact.update({name: t if exact else compress(t, "fp16") for name, t in vectors.items()})

    size = write_compact(options.output, compact, metadata)
    numbers = sum(tensor.numel() for tensor in state.values())
    print(f"{options.output}: {size} bytes, {100 * size / (4 * numbers):.1f} % of the {4 * numbers} of float32")
    return 0


if __name__ == "__main__":
    sys.exit(main())
