"""The uncertainty of measured figures: 95 % intervals."""

import math

import torch

Z = 1.96


def of_share(right, count):
    """(low, high), percent: Wilson's interval for `right` of `count`."""
    share = right / count
    centre = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count)) / (1 + Z * Z / count)
    return round(100 * (centre - half), 1), round(100 * (centre + half), 1)


def bootstrapped(statistic, logits, classes, samples=1000, seed=1):
    """(low, high) of `statistic(logits, classes)` over bootstrap samples of the photos, drawn with replacement."""
    generator = torch.Generator().manual_seed(seed)
    values = []
    for _ in range(samples):
        chosen = torch.randint(len(classes), (len(classes),), generator=generator)
        values.append(statistic(logits[chosen], classes[chosen]))
    values.sort()
    return values[int(0.025 * samples)], values[int(0.975 * samples)]
