"""An exponential moving average of a network's weights, which is measured and saved instead of the network."""

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
        # A new average uses a smaller decay, so that the random start is forgotten sooner.
        share = 1 - min(self.decay, (1 + self.updates) / (10 + self.updates))
        theirs = model.state_dict()
        for name, ours in self.model.state_dict().items():
            if ours.dtype.is_floating_point:
                ours.lerp_(theirs[name], share)
            else:
                ours.copy_(theirs[name])

    def save_training(self, path, model, optimiser, **more):
        """Saves the state of a training atomically."""
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
