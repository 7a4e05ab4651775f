"""Quantises rows of weights to integers or to codes of a codebook.

A row is an output channel: O x K, float32.
"""

import torch

SAMPLE = 1 << 16  # vectors from which a codebook is learned
CHUNK = 1 << 12  # vectors per batch of distances, so that they fit into the cache


def stored(values):
    """Converts to float16 if only rounding is lost, otherwise to float32. The tolerance is 2^-10 relative, and
    absolute half of the smallest step, 2^-24."""
    half = values.half()
    return half if torch.allclose(half.float(), values, rtol=2**-10, atol=2**-25) else values


def whole_numbers(rows):
    """(codes: O x K int8, scale: O) with the least squared error over clipping and scaling of each row."""
    peak = rows.abs().amax(1).clamp_min(torch.finfo(torch.float32).tiny)
    best_scale, best_error = peak / 127, torch.full_like(peak, torch.inf)
    for clip in torch.linspace(0.5, 1, 51):
        codes = _rounded(rows, clip * peak / 127)
        # The scale with the least error for these codes.
        scale = (rows * codes).sum(1) / (codes * codes).sum(1).clamp_min(1)
        error = (rows - codes * scale[:, None]).square().sum(1)
        better = error < best_error
        best_scale, best_error = torch.where(better, scale, best_scale), torch.where(better, error, best_error)
    scale = stored(best_scale)
    return _rounded(rows, scale.float()).to(torch.int8), scale


def _rounded(rows, scale):
    return (rows / torch.where(scale > 0, scale, torch.ones_like(scale))[:, None]).round().clamp(-127, 127)


def vectors_of(rows, length):
    """O x K -> O x ceil(K / length) x length; the last vector of a row is padded with zeros."""
    padded = torch.nn.functional.pad(rows, (0, -rows.shape[1] % length))
    return padded.reshape(len(rows), -1, length)


def nearest(vectors, codebook):
    """The index of the nearest vector of `codebook` (E x L) for each of `vectors` (N x L): N, int64."""
    if codebook.shape[1] == 1:
        order = codebook.flatten().argsort()
        centres = codebook.flatten()[order]
        return order[torch.bucketize(vectors.flatten(), (centres[1:] + centres[:-1]) / 2)]
    half_squares = codebook.square().sum(1) / 2
    return torch.cat([(half_squares - part @ codebook.t()).argmin(1) for part in vectors.split(CHUNK)])


def learn_codebook(vectors, importance, entries, rounds=30, seed=1):
    """E x L: weighted k-means over `vectors` (N x L) with `importance` (N), from k-means++ (Arthur, Vassilvitskii 2007)."""
    generator = torch.Generator().manual_seed(seed)
    if vectors.shape[1] == 1:
        centres = _far_apart(vectors, importance, min(entries, len(vectors)), generator)
        return _learn_levels(vectors.flatten(), importance, centres.flatten())[:, None]
    if len(vectors) > SAMPLE:
        chosen = torch.randperm(len(vectors), generator=generator)[:SAMPLE]
        vectors, importance = vectors[chosen], importance[chosen]
    centres = _far_apart(vectors, importance, min(entries, len(vectors)), generator)
    for _ in range(rounds):
        codes = nearest(vectors, centres)
        mass = torch.zeros(len(centres)).index_add_(0, codes, importance)
        sums = torch.zeros_like(centres).index_add_(0, codes, vectors * importance[:, None])
        error = importance * (vectors - centres[codes]).square().sum(1)
        moved = torch.where(mass[:, None] > 0, sums / mass.clamp_min(1e-30)[:, None], centres)
        # A centre without nearest vectors moves to the vector with the largest error.
        lost = (mass == 0).nonzero().flatten()
        moved[lost] = vectors[error.topk(len(lost)).indices]
        if torch.allclose(moved, centres, rtol=1e-4, atol=1e-6):
            break
        centres = moved
    return centres


def _learn_levels(values, importance, centres, rounds=300):
    """E: k-means over all numbers in one dimension. Sorting makes a round cheap, so that there can be many."""
    order = values.argsort()
    values, importance = values[order].double(), importance[order].double()
    start = torch.zeros(1, dtype=torch.double)
    mass = torch.cat([start, importance.cumsum(0)])
    moment = torch.cat([start, (importance * values).cumsum(0)])
    first, last = torch.tensor([0]), torch.tensor([len(values)])
    centres = centres.double().sort().values
    for _ in range(rounds):
        cuts = torch.cat([first, torch.searchsorted(values, (centres[1:] + centres[:-1]) / 2), last])
        weight = mass[cuts].diff()
        moved = torch.where(weight > 0, moment[cuts].diff() / weight.clamp_min(1e-30), centres)
        if torch.allclose(moved, centres, rtol=1e-5, atol=1e-7):
            break
        centres = moved
    return centres.float()


def _far_apart(vectors, importance, entries, generator):
    """Vectors chosen one by one, with probability proportional to their current error."""
    few = torch.randperm(len(vectors), generator=generator)[: 64 * entries]
    vectors, importance = vectors[few], importance[few] + 1e-30
    centres = [vectors[torch.multinomial(importance, 1, generator=generator)]]
    distance = torch.full((len(vectors),), torch.inf)
    while len(centres) < entries:
        distance = torch.minimum(distance, (vectors - centres[-1]).square().sum(1))
        chance = distance * importance + 1e-30
        centres.append(vectors[torch.multinomial(chance, 1, generator=generator)])
    return torch.cat(centres)


def normalised(rows):
    """(rows / scale, scale: O): rows of equal size, which can share one codebook."""
    scale = stored(rows.square().mean(1).sqrt().clamp_min(torch.finfo(torch.float16).tiny))
    return rows / scale.float()[:, None], scale


def fitted_scale(rows, decoded):
    """O: the factor per row that maps `decoded` to `rows` with the least squared error."""
    return stored((rows * decoded).sum(1) / decoded.square().sum(1).clamp_min(1e-30))
