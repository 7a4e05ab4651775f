"""Fits a network's temperature and threshold on labelled photos and saves a copy with both in its model card.

    scripts/calibrate.sh model.safetensors OUT.safetensors --architecture depthwise-resnet \\
      --expected photos/expected.json --half even --unknown drawings --sure 0.85

expected.json lists {"file", "label"} of photos in its folder that were not used for training; --unknown names a folder
of pictures that show none of the classes. Of all answers above the threshold, the fraction --sure is correct. Requires
PyTorch 1.13 or later and Pillow.
"""

import argparse
import json
from pathlib import Path

from residua_tools.packages import program, require

require("torch", "numpy", "PIL")

import torch  # after the check that it is installed

from residua_tools.checkpoints.safetensors_files import read_safetensors, write_safetensors
from residua_tools.checkpoints.sources import load
from residua_tools.training.confidence import calibration_error, fit_temperature, fit_threshold, surety
from residua_tools.training.labelled_photos import IMAGENET, expected, logits_of, unknown
from residua_tools.training.network import of_checkpoint


def main():
    parser = argparse.ArgumentParser(prog=program(), description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a .safetensors, compact or not")
    parser.add_argument("output", type=Path)
    parser.add_argument("--architecture", required=True, metavar="NAME", help="as scripts/measure.sh takes it")
    parser.add_argument("--expected", type=Path, required=True, metavar="FILE.json")
    parser.add_argument("--set", help="only the photos of this set")
    parser.add_argument("--half", choices=("even", "odd"), help="only photos whose file's number is such")
    parser.add_argument("--unknown", type=Path, metavar="FOLDER")
    parser.add_argument("--sure", type=float, default=0.85, help="the part that is to be right (default: 0.85)")
    options = parser.parse_args()

    state, metadata, _ = load(options.model)
    card = json.loads(metadata.get("residua", "{}"))
    model = of_checkpoint(options.architecture, state)
    preprocessing = card.get("preprocessing", IMAGENET)
    known = logits_of(model, expected(options.expected, options.set, options.half), preprocessing)
    logits, classes = known
    if options.unknown:
        more, nothing = logits_of(model, unknown(options.unknown), preprocessing)
        logits, classes = torch.cat([logits, more]), torch.cat([classes, nothing])

    temperature = fit_temperature(*known)
    threshold = fit_threshold(logits, classes, temperature, options.sure)
    card |= {"temperature": round(temperature, 4), "threshold": round(threshold, 3)}
    fitted = {"temperature": card["temperature"], "threshold": card["threshold"], "photos": len(known[1])}
    fitted["unknown"] = len(classes) - len(known[1])
    fitted["calibration_error"] = round(100 * calibration_error(*known, temperature), 2)
    print(json.dumps(fitted | surety(logits, classes, temperature, threshold)))

    # The tensors as stored in the file, in any form.
    tensors, metadata = read_safetensors(options.model)
    write_safetensors(options.output, tensors, metadata | {"residua": json.dumps(card, ensure_ascii=False)})


if __name__ == "__main__":
    main()
