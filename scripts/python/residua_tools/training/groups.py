"""Everyday groups of ImageNet's classes, as in weights/imagenet-groups.json, and their accuracy."""

import json

import torch


def read_groups(path, classes=1000):
    """(names, classes x groups of 0 and 1)"""
    table = json.loads(path.read_text(encoding="utf-8"))
    member = torch.zeros(classes, len(table))
    for group, ranges in enumerate(table.values()):
        for part in ranges:
            first, last = part if isinstance(part, list) else (part, part)
            member[first : last + 1, group] = 1
    return list(table), member


def group_answers(logits, member, temperature=1.0):
    """(probability, group) of the most probable group: the sum of its classes' probabilities."""
    return ((logits / temperature).softmax(1) @ member).max(1)
