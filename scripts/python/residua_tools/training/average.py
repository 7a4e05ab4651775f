"""An exponential moving average of a network's weights, which is measured and saved in the network's place."""

import copy

import torch


class AveragedModel:
    def __init__(self, model, decay):
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay = decay
        self.updates = 0

    @torch.no_grad()
    def update(self, model):
        self.updates += 1
        # Young averages forget their random start sooner.
        share = 1 - min(self.decay, (1 + self.updates) / (10 + self.updates))
        theirs = model.state_dict()
        for name, ours in self.model.state_dict().items():
            if ours.dtype.is_floating_point:
                ours.lerp_(theirs[name], share)
            else:
                ours.copy_(theirs[name])

    def save_training(self, path, model, optimiser, **more):
        """Keeps where a training is, whole or not at all."""
        state = {
            "model": model.state_dict(),
            "average": self.model.state_dict(),
            "updates": self.updates,
            "optimiser": optimiser.state_dict(),
            **more,
        }
        partial = path.with_name(path.name + ".partial")
        torch.save(state, partial)
        partial.replace(path)
