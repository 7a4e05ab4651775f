"""Calibrates probabilities on photos that the network was not trained on."""

import torch
import torch.nn.functional as F

# Limits within the range of a model card (src/classify/model_card.h); photos that are all right or all wrong exceed them.
TEMPERATURES = 0.05, 20.0
# The accuracy of answers above the threshold. Below it, the page reports that the network is not sure.
WANTED = 0.75


def fit_temperature(logits, classes):
    """The temperature, a divisor of the logits, with the least loss (Guo et al. 2017, "On Calibration of Modern
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
    """The lowest probability such that of all answers with at least this probability the share `wanted` is right: 0
    if that holds for all answers, 1 if it never holds. Every answer to a photo of an unknown class is wrong."""
    probability, answer = (logits / temperature).softmax(1).max(1)
    order = probability.argsort(descending=True)
    right = (answer[order] == classes[order]).float().cumsum(0) / torch.arange(1, len(order) + 1)
    if right[-1] >= wanted:
        return 0.0
    good = (right >= wanted).nonzero()
    return probability[order[good[-1, 0]]].item() if len(good) else 1.0


def surety(logits, classes, temperature, threshold):
    """{"sure": percentage of answers with at least the threshold's probability, "right_when_sure": their accuracy}"""
    probability, answer = (logits / temperature).softmax(1).max(1)
    sure = probability >= threshold
    right = (answer == classes)[sure].float()
    return {
        "sure": round(100 * sure.float().mean().item(), 1),
        "right_when_sure": round(100 * right.mean().item(), 1) if len(right) else None,
    }


def calibration_error(logits, classes, temperature, bins=15):
    """The expected calibration error: the mean difference between the best class's probability and the accuracy."""
    probability, answer = (logits / temperature).softmax(1).max(1)
    right = (answer == classes).float()
    places = (probability * bins).long().clamp(max=bins - 1)
    error = 0.0
    for place in places.unique():
        of = places == place
        error += of.float().mean().item() * abs(probability[of].mean().item() - right[of].mean().item())
    return error
