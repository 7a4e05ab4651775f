"""The log of scripts/record-depth.sh as the page draws it."""

import json


def curves(log, options):
    """By network: steps with their loss, and steps with their accuracy and gradients."""
    networks = {}
    with open(log, encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            network = networks.setdefault(
                line["network"], {"steps": [], "loss": [], "measured": [], "accuracy": [], "gradients": []}
            )
            network["steps"].append(line["step"])
            network["loss"].append(round(line["loss"], 3))
            if "accuracy" in line:
                network["measured"].append(line["step"])
                network["accuracy"].append(round(line["accuracy"], 3))
                network["gradients"].append([float(f"{value:.2g}") for value in line["gradients"]])
    return {"batch": options.batch, "networks": networks}
