"""Sources of weights for scripts/export.sh and scripts/compress.sh."""

import torch

from residua_tools.checkpoints.compact_files import read_compact
from residua_tools.packages import require

HELP = """\
SOURCE is one of
  FILE.safetensors         in one file, compact or not
  FILE.pth, FILE.pt        a state_dict, bare or under "state_dict", "model" or "model_ema"; its code is not run
  torchvision:NAME         torchvision's network with its default weights, downloaded by torchvision
  hashed:NAME              a network of scripts/python/residua_tools/reference/networks.py with hashed weights, for tests"""

_WRAPPERS = ("state_dict", "model", "model_ema")


def load(source):
    """(state_dict, metadata of a safetensors file, fields of config.json or None)"""
    kind, _, name = source.partition(":")
    if kind == "hashed":
        require("numpy", "torchvision")
        from residua_tools.reference.make_network_goldens import build
        from residua_tools.reference.networks import NETWORKS
        from residua_tools.reference.transformers_names import config

        if name not in NETWORKS:
            raise SystemExit(f"no network is called {name!r}: see scripts/python/run.sh reference.make_network_goldens --list")
        network = NETWORKS[name]
        model, tensors = build(network)
        state = model.state_dict()
        if network.source == "grammar":
            state = {tensor.name: state[tensor.hashed_as] for tensor in tensors}
        return state, {}, config(network.architecture) if network.source == "transformers" else None
    if kind == "torchvision":
        require("torchvision")
        from torchvision import models

        return models.get_model(name, weights="DEFAULT").state_dict(), {}, None
    if source.endswith(".safetensors"):
        return *read_compact(source), None
    loaded = torch.load(source, map_location="cpu", weights_only=True)
    for wrapper in _WRAPPERS:
        if wrapper in loaded:
            loaded = loaded[wrapper]
    return loaded, {}, None
