"""Opens in PyTorch a network that Residua taught, and prints its logits for photos as JSON, one line per photo.

A file that was taught on torchvision's weights can be opened as follows:

    from safetensors.torch import load_file
    state = load_file("my.safetensors")
    model = torchvision.models.resnet18(num_classes=len(state["fc.bias"]))
    model.load_state_dict(state)

This script does the same without the safetensors package. It takes the class names and the preprocessing from the
model card. Requires PyTorch 1.13 or later, torchvision and Pillow (Debian: python3-torch, python3-torchvision,
python3-pil).
"""

import argparse
import json
import sys

from residua_tools.packages import program, require

require("torch", "torchvision", "PIL")

import torch  # after the check that it is installed
import torchvision
from PIL import Image, ImageOps

from residua_tools.checkpoints.safetensors_files import read_safetensors


def prepare(photo, preprocessing):
    """1 x 3 x H x W, preprocessed as the model card specifies."""
    transforms = torchvision.transforms
    size = preprocessing.get("resizeShortSide") or preprocessing["resizeTo"]
    steps = [
        transforms.Resize(size, transforms.InterpolationMode(preprocessing["interpolation"])),
        transforms.CenterCrop(preprocessing["cropSize"]),
        transforms.ToTensor(),
        transforms.Normalize(preprocessing["mean"], preprocessing["std"]),
    ]
    return transforms.Compose(steps)(ImageOps.exif_transpose(Image.open(photo)).convert("RGB"))[None]


def main():
    parser = argparse.ArgumentParser(prog=program(), description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", help="a .safetensors that was taught")
    parser.add_argument("photos", metavar="PHOTO", nargs="*")
    parser.add_argument("--architecture", default="resnet18", help="torchvision's name of the network (default: resnet18)")
    options = parser.parse_args()

    state, metadata = read_safetensors(options.file)
    if "residua" not in metadata:
        parser.error(f"{options.file} has no card: it is no file that Residua taught")
    card = json.loads(metadata["residua"])
    model = getattr(torchvision.models, options.architecture)(num_classes=len(card["labels"]))
    model.load_state_dict(state)
    model.eval()
    for photo in options.photos:
        with torch.no_grad():
            logits = model(prepare(photo, card["preprocessing"]))[0]
        best = card["labels"][int(logits.argmax())]
        print(json.dumps({"file": photo, "label": best, "logits": logits.tolist()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
