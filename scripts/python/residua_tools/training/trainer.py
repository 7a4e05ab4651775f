"""The training loop: seeded, measured every epoch, and resumable after each epoch."""

import json
import time

import torch
import torch.nn.functional as F

from residua_tools.training.augmentation import mix, random_resized_crop
from residua_tools.training.average import AveragedModel
from residua_tools.training.measure import logits_of, scores
from residua_tools.training.network import normalise
from residua_tools.training.schedule import learning_rate, photo_size

STATE = "training-state.pt"
LOG = "log.jsonl"


def decayed_groups(model, weight_decay):
    """Weight decay for filters and the matrix of the linear layer, none for biases and batch norms."""
    matrices = [parameter for parameter in model.parameters() if parameter.requires_grad and parameter.ndim > 1]
    vectors = [parameter for parameter in model.parameters() if parameter.requires_grad and parameter.ndim <= 1]
    return [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]


class Trainer:
    """Trains `model` on `training`, a pair (photos N x 3 x S x S uint8, classes N), with the `options` of
    scripts/train.sh.

    `labels` names the classes. A folder with the state of a training on other classes is refused.
    """

    def __init__(self, model, training, held, folder, options, labels):
        if options.freeze:
            model.requires_grad_(False)
            model.fc.requires_grad_(True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device, memory_format=torch.channels_last)
        self.average = AveragedModel(self.model, options.ema)
        self.photos, self.classes = training
        self.held = held
        self.folder = folder
        self.options = options
        self.what = {"architecture": options.architecture, "labels": labels, "freeze": options.freeze}
        self.optimiser = torch.optim.SGD(
            decayed_groups(self.model, options.weight_decay), lr=0.0, momentum=0.9, nesterov=True
        )
        self.half = self.device.type == "cuda"
        self.scaler = torch.cuda.amp.GradScaler(enabled=self.half)
        self.epoch = 0

    def resume(self):
        """Resumes after the last complete epoch in `folder`; returns whether there was one."""
        path = self.folder / STATE
        if not path.exists():
            return False
        state = torch.load(path, map_location=self.device)
        if state["what"] != self.what:
            raise SystemExit(f"{path} is of a training of another network or of other classes; remove it or name another OUT")
        for name in ("model", "optimiser", "scaler"):
            getattr(self, name).load_state_dict(state[name])
        self.average.model.load_state_dict(state["average"])
        self.average.updates = state["updates"]
        self.epoch = state["epoch"]
        return True

    def run(self):
        """Trains to the last epoch. Returns the averaged or the last weights, whichever score higher on the
        held-out photos."""
        while self.epoch < self.options.epochs:
            started = time.time()
            loss = self._train_epoch()
            self.epoch += 1
            measured = self._measure(self.average.model)
            row = {"epoch": self.epoch, "training_loss": round(loss, 4)}
            row |= {f"held_back_{name}": value for name, value in measured.items()}
            row["seconds"] = round(time.time() - started)
            with open(self.folder / LOG, "a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")
            print(json.dumps(row), flush=True)
            self._save()
        candidates = self.average.model, self.model.eval()
        return max(candidates, key=lambda model: self._measure(model)["top1"])

    def _measure(self, model):
        return scores(logits_of(model, self.held[0], self.options.test_size, self.device), self.held[1])

    def _train_epoch(self):
        options = self.options
        # One generator per epoch, so that a resumed run is identical to an uninterrupted one.
        generator = torch.Generator().manual_seed(options.seed * 1000 + self.epoch)
        order = torch.randperm(len(self.photos), generator=generator)
        batches = max(1, len(order) // options.batch)
        # Frozen batch norms keep their statistics.
        self.model.train(not options.freeze)
        total = 0.0
        for number in range(batches):
            done = (self.epoch + number / batches) / options.epochs
            for group in self.optimiser.param_groups:
                group["lr"] = learning_rate(done, options.learning_rate, options.warmup, options.schedule)
            chosen = order[number * options.batch : (number + 1) * options.batch]
            total += self._step(chosen, photo_size(done, *options.sizes), generator)
            if number % 50 == 0:
                print(f"epoch {self.epoch + 1}: {number}/{batches}, loss {total / (number + 1):.3f}", flush=True)
        return total / batches

    def _step(self, chosen, size, generator):
        options = self.options
        photos, classes = self.photos[chosen].to(self.device), self.classes[chosen].to(self.device)
        x = random_resized_crop(photos, size, options.smallest_crop, generator)
        x, order, share = mix(x, options.mixup, options.cutmix, generator)
        with torch.cuda.amp.autocast(enabled=self.half):
            logits = self.model(normalise(x))
        logits = logits.float()
        loss = F.cross_entropy(logits, classes, label_smoothing=options.label_smoothing)
        if share < 1:
            other = F.cross_entropy(logits, classes[order.to(self.device)], label_smoothing=options.label_smoothing)
            loss = share * loss + (1 - share) * other
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.average.update(self.model)
        return loss.item()

    def _save(self):
        self.average.save_training(self.folder / STATE, self.model, self.optimiser, scaler=self.scaler.state_dict(), epoch=self.epoch, what=self.what)
