"""Chooses the form of each tensor of a network and converts the tensor to it."""

import torch

from residua_tools.compression import quantise
from residua_tools.compression.calibration import compensated_codes
from residua_tools.checkpoints.compact_files import Compact

# Vectors per codebook and numbers per vector: one byte encodes one vector.
CODEBOOKS = {"codebook8": (256, 1), "codebook4": (256, 2)}
FORMS = ("int8", *CODEBOOKS, "fp16")
# Smaller weights, such as the stem's, do not get a codebook.
LEAST_FOR_CODEBOOK = 1 << 14
WHOLE_NUMBERS = torch.arange(-127.0, 128)[:, None]
TINY = torch.finfo(torch.float32).tiny


def form_of(name, tensor, wanted):
    """The form of a tensor if `wanted` is requested. The stem, and with codebook4 the linear layer, are stored as
    int8."""
    if tensor.dim() < 2 or wanted == "fp16":
        return "fp16"
    if wanted in CODEBOOKS and tensor.numel() >= LEAST_FOR_CODEBOOK and (tensor.dim() == 4 or wanted == "codebook8"):
        return wanted
    return "int8"


def importance(name, state):
    """O: the factors by which batch norm scales the output channels of the convolution whose weight is `name`; None
    without a batch norm.

    Recognises the names of torchvision, timm and transformers.
    """
    module = name.removesuffix(".weight")
    parent, _, last = module.rpartition(".")
    norms = [f"{parent}.{int(last) + 1}", parent.replace("conv", "bn")] if last.isdigit() else []
    norms += [module.replace("convolution", "normalization"), module.replace("conv", "bn")]
    for norm in norms:
        if f"{norm}.running_var" in state:
            return state[f"{norm}.weight"].abs() / (state[f"{norm}.running_var"] + 1e-5).sqrt()
    return None


def compress(weight, form, products=None, counts=None):
    """Converts `weight` (float32) to `form`: a Compact, or a tensor for "fp16".

    products: groups x K x K, mean products of the layer's inputs (calibration.input_products)
    counts: O, see importance
    """
    if form == "fp16":
        return quantise.stored(weight)
    shape, rows = tuple(weight.shape), weight.reshape(len(weight), -1)
    if form == "int8":
        codes, scale = quantise.whole_numbers(rows)
        if products is not None:
            codes = _compensated(rows / scale.float().clamp_min(TINY)[:, None], WHOLE_NUMBERS, products) - 127
        return Compact(shape, scale, codes.to(torch.int8).reshape(shape))

    entries, length = CODEBOOKS[form]
    rows, scale = quantise.normalised(rows)
    vectors = quantise.vectors_of(rows, length)
    counts = (scale.float() * (1 if counts is None else counts)).square()
    counts = counts / counts.mean().clamp_min(TINY)
    counts = counts[:, None].expand(vectors.shape[:2]).flatten()
    codebook = quantise.stored(quantise.learn_codebook(vectors.reshape(-1, length), counts, entries))
    if products is None:
        codes = quantise.nearest(vectors.reshape(-1, length), codebook.float()).reshape(vectors.shape[:2])
    else:
        codes = _compensated(rows, codebook.float(), products)
    decoded = Compact(shape, torch.ones(shape[0]), codes, codebook).decode().reshape(rows.shape)
    scale = quantise.fitted_scale(rows * scale.float()[:, None], decoded)
    return Compact(shape, scale, codes.to(torch.uint8), codebook)


def _compensated(rows, codebook, products):
    groups = rows.chunk(len(products))
    return torch.cat([compensated_codes(part, codebook, product) for part, product in zip(groups, products)])
