"""Measures a network on photos that it is not trained on."""

import torch
import torch.nn.functional as F

from residua_tools.training.network import normalise


@torch.no_grad()
def logits_of(model, photos, size, device, batch=250):
    """N x 3 x S x S uint8 -> N x classes, float32 on the CPU; photos are resized bilinearly to `size` if S differs."""
    model.eval()
    parts = []
    for start in range(0, len(photos), batch):
        x = photos[start : start + batch].to(device).float()
        if x.shape[-1] != size:
            x = F.interpolate(x, (size, size), mode="bilinear", antialias=True, align_corners=False)
        parts.append(model(normalise(x)).float().cpu())
    return torch.cat(parts)


def scores(logits, classes):
    """{"top1", "top5" (percent), "loss" (nats)}"""
    top = logits.topk(min(5, logits.shape[1]), 1).indices == classes[:, None]
    return {
        "top1": round(100 * top[:, 0].float().mean().item(), 2),
        "top5": round(100 * top.any(1).float().mean().item(), 2),
        "loss": round(F.cross_entropy(logits, classes).item(), 4),
    }
