"""Rows of weights as whole numbers or as codes of a codebook.

A row is an output channel: O x K, float32.
"""

import torch

SAMPLE = 1 << 16  # vectors that a codebook is learnt from
CHUNK = 1 << 12  # vectors whose distances are computed at a time: they then stay in the cache


def stored(values):
    """As float16, or as float32 where that would lose more than rounding: 2^-10 of a number, or near zero half of the
    smallest step, which is 2^-24."""
    half = values.half()
    return half if torch.allclose(half.float(), values, rtol=2**-10, atol=2**-25) else values


def whole_numbers(rows):
    """(codes: O x K int8, scale: O) with the least squared error that clipping and scaling each row can have."""
    peak = rows.abs().amax(1).clamp_min(torch.finfo(torch.float32).tiny)
    best_scale, best_error = peak / 127, torch.full_like(peak, torch.inf)
    for clip in torch.linspace(0.5, 1, 51):
        codes = _rounded(rows, clip * peak / 127)
        # Of all scales for these codes the one with the least error.
        scale = (rows * codes).sum(1) / (codes * codes).sum(1).clamp_min(1)
        error = (rows - codes * scale[:, None]).square().sum(1)
        better = error < best_error
        best_scale, best_error = torch.where(better, scale, best_scale), torch.where(better, error, best_error)
    scale = stored(best_scale)
    return _rounded(rows, scale.float()).to(torch.int8), scale


def _rounded(rows, scale):
    return (rows / torch.where(scale > 0, scale, torch.ones_like(scale))[:, None]).round().clamp(-127, 127)


def vectors_of(rows, length):
    """O x K -> O x ceil(K / length) x length, the last vector of a row filled up with zeros."""
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
        # A centre that nothing is nearest to goes where the error is largest.
        lost = (mass == 0).nonzero().flatten()
        moved[lost] = vectors[error.topk(len(lost)).indices]
        if torch.allclose(moved, centres, rtol=1e-4, atol=1e-6):
            break
        centres = moved
    return centres


def _learn_levels(values, importance, centres, rounds=300):
    """E: the same for numbers, all of them: sorted, so that a round costs little and there can be many."""
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
    """Vectors chosen one after the other, each with a chance proportional to its error so far."""
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
    """(rows / scale, scale: O): rows of one size, so that one codebook serves them all."""
    scale = stored(rows.square().mean(1).sqrt().clamp_min(torch.finfo(torch.float16).tiny))
    return rows / scale.float()[:, None], scale


def fitted_scale(rows, decoded):
    """O: by what each row of `decoded` is best multiplied to become that of `rows`."""
    return stored((rows * decoded).sum(1) / decoded.square().sum(1).clamp_min(1e-30))
