"""Makes probabilities mean what they say, by photos that the network was not trained on."""

import torch
import torch.nn.functional as F

# Beyond these the reader (src/classify/calibration.h) would wonder, and photos that are all right or wrong lead there.
TEMPERATURES = 0.05, 20.0
# An answer above the threshold is right this often; below it the page says that it is not sure.
WANTED = 0.75


def fit_temperature(logits, classes):
    """The temperature that the logits are divided by for the least loss (Guo et al. 2017, "On Calibration of Modern
    Neural Networks")."""
    logarithm = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([logarithm], max_iter=100, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = F.cross_entropy(logits / logarithm.exp(), classes)
        loss.backward()
        return loss

    optimiser.step(closure)
    return min(max(logarithm.exp().item(), TEMPERATURES[0]), TEMPERATURES[1])


def fit_threshold(logits, classes, temperature, wanted=WANTED):
    """The lowest probability such that of the answers of at least that one `wanted` are right: 0 where that is so of all,
    1 where of none. A class that is none of the network's makes every answer wrong."""
    probability, answer = (logits / temperature).softmax(1).max(1)
    order = probability.argsort(descending=True)
    right = (answer[order] == classes[order]).float().cumsum(0) / torch.arange(1, len(order) + 1)
    if right[-1] >= wanted:
        return 0.0
    good = (right >= wanted).nonzero()
    return probability[order[good[-1, 0]]].item() if len(good) else 1.0


def surety(logits, classes, temperature, threshold):
    """{"sure": how many percent of the answers are at least as probable as the threshold, "right_when_sure": percent}"""
    probability, answer = (logits / temperature).softmax(1).max(1)
    sure = probability >= threshold
    right = (answer == classes)[sure].float()
    return {
        "sure": round(100 * sure.float().mean().item(), 1),
        "right_when_sure": round(100 * right.mean().item(), 1) if len(right) else None,
    }


def calibration_error(logits, classes, temperature, bins=15):
    """The expected calibration error: how far, on average, the best class's probability is from how often it is right."""
    probability, answer = (logits / temperature).softmax(1).max(1)
    right = (answer == classes).float()
    places = (probability * bins).long().clamp(max=bins - 1)
    error = 0.0
    for place in places.unique():
        of = places == place
        error += of.float().mean().item() * abs(probability[of].mean().item() - right[of].mean().item())
    return error
