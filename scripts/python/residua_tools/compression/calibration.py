"""Calibration on photos: measures the inputs of a network's layers and compensates for the error of compression."""

import torch
from torch import nn

from residua_tools.compression.quantise import nearest

BATCH = 32
PLACES = 16  # positions per map at which a photo's inputs to a convolution are sampled
PIXELS = 1 << 23  # of the photos in one pass through a network


def layers(model):
    """[(name, module)] of all modules with weights to compress, in the order of the network's tensors."""
    return [(name, module) for name, module in model.named_modules() if isinstance(module, (nn.Conv2d, nn.Linear))]


def _columns(module, x, generator):
    """The inputs of single outputs at random positions: groups x samples x K, with K as in the module's weight."""
    if isinstance(module, nn.Linear):
        return x[None]
    columns = nn.functional.unfold(x, module.kernel_size, module.dilation, module.padding, module.stride)
    chosen = torch.randperm(columns.shape[2], generator=generator)[:PLACES]
    columns = columns[:, :, chosen].transpose(1, 2).reshape(-1, module.groups, columns.shape[1] // module.groups)
    return columns.transpose(0, 1)


@torch.no_grad()
def input_products(model, x):
    """{layer: groups x K x K}, the mean product of each pair of inputs over x (N x 3 x H x W)."""
    generator = torch.Generator().manual_seed(1)
    products, samples = {}, {}

    def look(name):
        def hook(module, inputs):
            columns = _columns(module, inputs[0], generator)
            products[name] = products.get(name, 0) + columns.transpose(1, 2) @ columns
            samples[name] = samples.get(name, 0) + columns.shape[1]

        return hook

    hooks = [module.register_forward_pre_hook(look(name)) for name, module in layers(model)]
    for part in x.split(BATCH):
        model(part)
    for hook in hooks:
        hook.remove()
    return {name: product / samples[name] for name, product in products.items()}


@torch.no_grad()
def compensated_codes(rows, codebook, product, damping=0.01, block=128):
    """Codes for `rows` (O x K) that change the outputs least: O x ceil(K / L), int64.

    Encodes one vector at a time and adjusts the remaining columns to compensate for its error (Frantar et al. 2022,
    "GPTQ"; for vectors, van Baalen et al. 2024, "GPTVQ"). `product` is K x K, see input_products.
    """
    length = codebook.shape[1]
    surplus = -rows.shape[1] % length
    rest = nn.functional.pad(rows, (0, surplus))
    product = nn.functional.pad(product, (0, surplus, 0, surplus))
    product = product + torch.eye(len(product)) * (damping * product.diagonal().mean()).clamp_min(1e-12)
    upper = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(product)), upper=True)

    block -= block % length
    codes = []
    for start in range(0, rest.shape[1], block):
        end = min(start + block, rest.shape[1])
        errors = []
        for first in range(start, end, length):
            last = first + length
            inverse = torch.linalg.inv(upper[first:last, first:last])
            # The distance is the change of the outputs after the best adjustment of the remaining columns.
            targets, vectors = rest[:, first:last] @ inverse, codebook @ inverse
            code = nearest(targets, vectors)
            error = targets - vectors[code]
            rest[:, last:end] -= error @ upper[first:last, last:end]
            codes.append(code)
            errors.append(error)
        rest[:, end:] -= torch.cat(errors, 1) @ upper[start:end, end:]
    return torch.stack(codes, 1)


def _norms(model):
    return [(name, module) for name, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)]


@torch.no_grad()
def restore_norms(reference, model, x):
    """Adjusts the batch norms of `model` so that their outputs have the same mean and variance per channel as in
    `reference`.

    Both networks process `x` in one batch, limited to PIXELS. The bias of the linear layer is adjusted likewise.
    """
    x = x[: max(1, PIXELS // (x.shape[2] * x.shape[3]))]
    wanted = {}

    def note(name):
        def hook(_, inputs):
            wanted[name] = torch.var_mean(inputs[0], (0, 2, 3), unbiased=False)

        return hook

    def move(name):
        def hook(module, inputs):
            variance, mean = torch.var_mean(inputs[0], (0, 2, 3), unbiased=False)
            wanted_variance, wanted_mean = wanted[name]
            gain = ((wanted_variance + 1e-12) / (variance + 1e-12)).sqrt().clamp(0.5, 2)
            module.weight *= gain
            module.running_mean.copy_(mean - (wanted_mean - module.running_mean) / gain)

        return hook

    hooks = [module.register_forward_pre_hook(note(name)) for name, module in _norms(reference)]
    hooks += [module.register_forward_pre_hook(move(name)) for name, module in _norms(model)]
    difference = reference(x).mean(0) - model(x).mean(0)
    model.fc.bias += difference
    for hook in hooks:
        hook.remove()
