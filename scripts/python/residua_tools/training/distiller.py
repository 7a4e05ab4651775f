"""Distillation: the network learns the teacher's answers for the same crops (Hinton et al. 2015).

Random numbers are seeded per step. Training is measured and saved at intervals and can resume from there. Batch norms
keep their statistics (folded.py). The moving average of the weights is measured and saved.
"""

import json
import time
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F

from residua_tools.training.augmentation import mix, random_resized_crop, vary_brightness
from residua_tools.training.average import AveragedModel
from residua_tools.training.folded import FoldedForward, measure_centres
from residua_tools.training.photo_sets import UNKNOWN
from residua_tools.training.schedule import learning_rate
from residua_tools.training.teacher import normalise

STATE = "training-state.pt"
LOG = "log.jsonl"
# Photos below this size get larger crops, because a small part of a small photo is blurred.
SMALL, LEAST_OF_SMALL = 128, 0.5


@dataclass
class Split:
    """The held-out photos of a set, preprocessed for measurement, and the positions of its training photos."""

    photos: object  # a PhotoSet
    held: torch.Tensor  # n x 3 x S x S, normalised
    training: list = field(repr=False)


def hold_back(photo_set, count, size):
    """The central 7/8 of the first `count` photos. Sets are shuffled, so the photos cover all classes."""
    held, _ = photo_set.take(range(min(count, len(photo_set) // 2)))
    side = held.shape[-1]
    border = side // 16
    middle = held[:, :, border : side - border, border : side - border].float()
    middle = F.interpolate(middle, (size, size), mode="bilinear", antialias=middle.shape[-1] > size, align_corners=False)
    return Split(photo_set, normalise(middle), range(len(held), len(photo_set)))


def divergence(wanted, logits):
    """The mean Kullback-Leibler divergence from `wanted` (N x C logits) to `logits`, in nats."""
    return (wanted.softmax(1) * (wanted.log_softmax(1) - logits.log_softmax(1))).sum(1).mean()


class Distiller:
    """Trains `model` on `splits` to reproduce the answers of `teacher`, with the `options` of scripts/train.sh."""

    def __init__(self, model, teacher, splits, shares, folder, options):
        self.model, self.teacher, self.splits, self.folder, self.options = model, teacher, splits, folder, options
        self.shares = torch.tensor([shares[split.photos.name] for split in splits])
        self.average = AveragedModel(model, options.ema)
        self.optimiser = torch.optim.AdamW(model.parameters(), lr=0.0, betas=(0.9, 0.99), weight_decay=0.0)
        self.step, self.seconds = 0, 0.0
        self.centres = None  # measured once, so that a resumed run rounds like an uninterrupted one
        self.wanted = [self._wanted(split.held, torch.float32) for split in splits]

    def resume(self):
        """Resumes from the state in `folder`; returns whether there was one."""
        path = self.folder / STATE
        if not path.exists():
            return False
        state = torch.load(path)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.model.load_state_dict(state["average"])
        self.average.updates = state["updates"]
        log = self.folder / LOG
        rows = log.read_text(encoding="utf-8").splitlines(keepends=True)
        # Steps that were logged after the state was saved are repeated.
        log.write_text("".join(row for row in rows if json.loads(row).get("step", 0) <= state["step"]), encoding="utf-8")
        self.step, self.seconds, self.centres = state["step"], state["seconds"], state["centres"]
        return True

    def run(self):
        """Trains to the last step. Yields after each measurement and save, with the averaged network in `average`."""
        options = self.options
        if self.centres is None:
            self.centres = measure_centres(self.model, [split.held for split in self.splits])
        half = torch.bfloat16 if options.half else torch.float32
        forward = FoldedForward(self.model, self.centres, half)
        total, steps, started = 0.0, 0, time.time()
        if self.step == 0:
            self._report(None)
        while self.step < options.steps:
            total += self._step(forward, half)
            steps += 1
            self.step += 1
            if self.step % options.every and self.step < options.steps:
                continue
            self.seconds += time.time() - started
            self._report(total / steps)
            self._save()
            yield
            total, steps, started = 0.0, 0, time.time()

    @torch.no_grad()
    def _wanted(self, x, dtype):
        """The teacher's logits."""
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
            return self.teacher(x).float()

    def _batch(self, generator):
        """(N x 3 x S x S of 0 to 255, their classes): each set has its share of the batch, and all crops have the
        same size."""
        options = self.options
        size = options.sizes_of_batches[self.step % len(options.sizes_of_batches)]
        chosen = torch.multinomial(self.shares, options.batch, replacement=True, generator=generator)
        crops, classes = [], []
        for number, split in enumerate(self.splits):
            count = int((chosen == number).sum())
            if count == 0:
                continue
            places = torch.randint(len(split.training), (count,), generator=generator) + split.training[0]
            photos, known = split.photos.take(places.numpy())
            least = max(LEAST_OF_SMALL, options.smallest_crop) if photos.shape[-1] < SMALL else options.smallest_crop
            crops.append(random_resized_crop(photos, size, least, generator).clamp(0, 255))
            classes.append(known)
        return torch.cat(crops), torch.cat(classes)

    def _step(self, forward, half):
        options = self.options
        # One generator per step, so that a resumed run is identical to an uninterrupted one.
        generator = torch.Generator().manual_seed(options.seed * 1_000_003 + self.step)
        rate = learning_rate(self.step / options.steps, options.learning_rate, options.warmup, options.schedule)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        x, classes = self._batch(generator)
        x = vary_brightness(x, generator)
        if torch.rand((), generator=generator) < options.mixed_batches:
            x, _, _ = mix(x, options.mixup, options.cutmix, generator)
            classes = torch.full_like(classes, UNKNOWN)  # only the teacher can label a mixture
        x = normalise(x)
        logits = forward(x)
        loss = divergence(self._wanted(x, half), logits)
        if options.label_share and (classes != UNKNOWN).any():
            known = F.cross_entropy(logits, classes, ignore_index=UNKNOWN, reduction="sum") / len(classes)
            loss = loss + options.label_share * known
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.average.update(self.model)
        return loss.item()

    @torch.no_grad()
    def _report(self, loss):
        """A row of the log: compares the averaged network's answers to the held-out photos with the teacher's."""
        logits = [self.average.model(split.held) for split in self.splits]
        names = [split.photos.name for split in self.splits]
        each = {n: round(divergence(w, own).item(), 4) for n, w, own in zip(names, self.wanted, logits)}
        wanted, own = torch.cat(self.wanted), torch.cat(logits)
        row = {
            "step": self.step,
            "training_loss": None if loss is None else round(loss, 4),
            "held_back_divergence": round(divergence(wanted, own).item(), 4),
            "held_back_agreement": round(100 * (wanted.argmax(1) == own.argmax(1)).float().mean().item(), 2),
            "divergence_of_sets": each,
            "seconds": round(self.seconds),
        }
        with open(self.folder / LOG, "a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    def _save(self):
        self.average.save_training(self.folder / STATE, self.model, self.optimiser, step=self.step, seconds=self.seconds, centres=self.centres)
