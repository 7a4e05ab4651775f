"""Random crops, flips and mixing on whole batches, which keeps their cost on a CPU low."""

import math

import torch
import torch.nn.functional as F


def random_resized_crop(photos, size, smallest, generator):
    """N x 3 x S x S -> N x 3 x size x size, float: a random crop of each photo, mirrored in half of the cases.

    A crop covers `smallest` to 1 of the area with an aspect ratio of 3/4 to 4/3 (torchvision's RandomResizedCrop) and
    is resized bilinearly.
    """
    count = photos.shape[0]

    def uniform(low, high):
        return torch.empty(count).uniform_(low, high, generator=generator)

    area, aspect = uniform(smallest, 1), torch.exp(uniform(math.log(3 / 4), math.log(4 / 3)))
    width = torch.sqrt(area * aspect).clamp(max=1)
    height = torch.sqrt(area / aspect).clamp(max=1)
    theta = torch.zeros(count, 2, 3)  # affine_grid's coordinates run from -1 to 1
    theta[:, 0, 0] = width * torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    theta[:, 1, 1] = height
    theta[:, 0, 2] = uniform(-1, 1) * (1 - width)
    theta[:, 1, 2] = uniform(-1, 1) * (1 - height)
    grid = F.affine_grid(theta, (count, 3, size, size), align_corners=False).to(photos.device)
    return F.grid_sample(photos.float(), grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def vary_brightness(photos, generator, contrast=0.3, brightness=20):
    """N x 3 x S x S of 0 to 255: changes the contrast (factor 1 -+ `contrast`) and the brightness (-+ `brightness`)
    of half of the photos."""
    shape = photos.shape[0], 1, 1, 1

    def uniform(low, high):
        return torch.empty(shape).uniform_(low, high, generator=generator)

    gain = torch.where(uniform(0, 1) < 0.5, uniform(1 - contrast, 1 + contrast), 1.0)
    offset = torch.where(gain == 1, 0.0, uniform(-brightness, brightness))
    mean = photos.mean((2, 3), keepdim=True)
    return ((photos - mean) * gain + mean + offset).clamp(0, 255)


def mix(photos, mixup, cutmix, generator):
    """Mixes each photo with another one of the batch; returns (photos, order, share).

    The target is share * own + (1 - share) * that of photos[order]. `mixup` and `cutmix` are the parameters of the
    Beta distributions (Zhang et al. 2018, Yun et al. 2019); 0 disables a method. If both are enabled, each batch uses
    one at random.
    """
    ways = [way for way, alpha in (("mixup", mixup), ("cutmix", cutmix)) if alpha > 0]
    order = torch.randperm(photos.shape[0], generator=generator)
    if not ways:
        return photos, order, 1.0
    way = ways[int(torch.randint(len(ways), (), generator=generator))]
    alpha = mixup if way == "mixup" else cutmix
    share = float(_beta(alpha, generator))
    other = photos[order.to(photos.device)]
    if way == "mixup":
        return photos.lerp(other, 1 - share), order, share
    size = photos.shape[-1]
    side = round(size * math.sqrt(1 - share))
    top, left = (int(torch.randint(size - side + 1, (), generator=generator)) for _ in range(2))
    photos = photos.clone()
    photos[:, :, top : top + side, left : left + side] = other[:, :, top : top + side, left : left + side]
    return photos, order, 1 - side * side / (size * size)


def _beta(alpha, generator):
    """One sample of Beta(alpha, alpha), from two Gamma samples."""
    draws = torch._standard_gamma(torch.full((2,), float(alpha)), generator=generator)
    return draws[0] / draws.sum().clamp(min=1e-9)
