"""Converts the log of scripts/record-depth.sh for the page."""

import json


def curves(log, options):
    """For each network: steps with loss, and steps with accuracy and gradients."""
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
