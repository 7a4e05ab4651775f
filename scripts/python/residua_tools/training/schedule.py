"""Learning rate and photo size as functions of the training progress (0 to 1)."""

import math

STRIDE = 8  # sizes are multiples of this


def learning_rate(done, peak, warmup, shape):
    """`peak` after a linear warm-up over the first `warmup` of the training, then decays to 0 as `shape` specifies."""
    if done < warmup:
        return peak * done / warmup
    left = (1 - done) / (1 - warmup)
    if shape == "linear":
        return peak * left
    return peak * (1 - math.cos(math.pi * left)) / 2


def photo_size(done, smallest, largest):
    """Grows from `smallest` to `largest` pixels over the first four fifths. Early epochs are cheap and train as
    well (Touvron et al. 2019, "Fixing the train-test resolution discrepancy")."""
    grown = min(1, done / 0.8)
    return round((smallest + (largest - smallest) * grown) / STRIDE) * STRIDE
