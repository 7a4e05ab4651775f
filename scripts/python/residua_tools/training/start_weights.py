"""Weights to start the training of DepthwiseResNet from: what its teacher, a MobileNetV2, knows, in the form of a ResNet.

The teacher's blocks end without an activation, ours with ReLU6 after the sum. So the channels of a stage's sums are scaled
and lifted into the range of ReLU6, and what reads them takes both off again. Projections begin at nothing. Where the stride
is 2 ours are padded on both sides, the teacher's on the right and below alone, which training has to mend.

Batch norms are measured on photos, so that every convolution gives values of variance 1, as in a network that was trained
with batch norm from its first step.
"""

import torch
from torch import nn

HIGHEST = 6.0  # of ReLU6
# Of the range that a channel has on the photos, left free below and above for other photos.
MARGIN = 0.1
TINY = 1e-6  # of the variance or range of a channel that hardly varies


@torch.no_grad()
def start_from_teacher(model, teacher, batches):
    """Sets every tensor of `model`; `batches` are normalised photos, N x 3 x H x W, some hundreds in all."""
    model.eval()
    stem, blocks, head, linear = _layers(teacher)
    ours = [block for _, members in model.blocks() for block in members]
    if len(ours) != len(blocks):
        raise SystemExit(f"the teacher has {len(blocks)} blocks, the network {len(ours)}")
    _set(model.conv1, model.bn1, stem.weight, stem.bias)
    for block, (expand, depthwise, project) in zip(ours, blocks):
        if expand is None:  # the stem's ReLU6 leaves a second one nothing to do
            same = torch.eye(len(depthwise.weight))[:, :, None, None]
            _set(block.conv1, block.bn1, same, torch.zeros(len(same)))
        else:
            _set(block.conv1, block.bn1, expand.weight, expand.bias)
        _set(block.conv2, block.bn2, depthwise.weight, depthwise.bias)
        _set(block.conv3, block.bn3, project.weight, project.bias)
        if block.downsample is not None:
            convolution, norm = block.downsample
            nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(norm.weight)
            nn.init.zeros_(norm.bias)
    _set(model.head[0], model.head[1], head.weight, head.bias)
    classes = len(model.fc.weight)  # the last ones: what is before them is "background"
    model.fc.weight.copy_(linear.weight[-classes:, :, 0, 0])
    model.fc.bias.copy_(linear.bias[-classes:])

    def run():
        for batch in batches:
            model(batch)

    _lift(model, _ranges_of_sums(model, run))
    _measure_batch_norms(model, run)


def _layers(teacher):
    """(stem, blocks, head, linear); a block is (expand or None, depthwise, project)."""
    layers = [operator for operator in teacher.operators if operator.weight is not None]
    stem, body, (head, linear) = layers[0], iter(layers[1:-2]), layers[-2:]
    blocks = []
    for layer in body:
        expand, depthwise = (None, layer) if layer.kind == "depthwise" else (layer, next(body))
        blocks.append((expand, depthwise, next(body)))
    return stem, blocks, head, linear


def _set(conv, norm, weight, bias):
    """The teacher's `weight` and `bias` as a convolution and a batch norm of mean 0 and variance 1."""
    if conv.weight.shape != weight.shape:
        raise SystemExit(f"the teacher has a filter of {tuple(weight.shape)} where the network has {tuple(conv.weight.shape)}")
    conv.weight.copy_(weight)
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.weight.fill_(1)
    norm.bias.copy_(bias)


def _ranges_of_sums(model, run):
    """{stage: (lowest, highest) per channel} of what its blocks' activations are given, without these activations."""
    found = {}

    def watch(stage):
        def hook(_block, _inputs, output):
            low, high = output.amin((0, 2, 3)), output.amax((0, 2, 3))
            seen = found.get(stage, (low, high))
            found[stage] = torch.minimum(low, seen[0]), torch.maximum(high, seen[1])

        return hook

    blocks = [(stage, block) for stage, members in model.blocks() for block in members]
    hooks = [block.register_forward_hook(watch(stage)) for stage, block in blocks]
    for _, block in blocks:
        block.after = nn.Identity()
    run()
    for _, block in blocks:
        block.after = nn.ReLU6()
    for hook in hooks:
        hook.remove()
    return found


def _lift(model, ranges):
    """Scales and lifts the sums of every stage into 0 to 6."""
    scale = lift = None  # of what comes into a block
    for stage, blocks in model.blocks():
        low, high = ranges[stage]
        free = MARGIN * (high - low)
        stage_scale = HIGHEST / (high - low + 2 * free).clamp(min=TINY)
        stage_lift = (free - low) * stage_scale
        for index, block in enumerate(blocks):
            if scale is not None:
                _take_off(block.conv1, block.bn1, scale, lift)
            block.bn3.weight.mul_(stage_scale)
            block.bn3.bias.mul_(stage_scale)
            if index == 0:  # the others have the lift by their shortcut
                block.bn3.bias.add_(stage_lift)
            scale, lift = stage_scale, stage_lift
    _take_off(model.head[0], model.head[1], scale, lift)


def _take_off(conv, norm, scale, lift):
    """Lets a 1x1 convolution read x * scale + lift as x."""
    conv.weight.div_(scale[None, :, None, None])
    norm.bias.sub_(norm.weight * (conv.weight[:, :, 0, 0] @ lift))


def _measure_batch_norms(model, run):
    """Gives each convolution outputs of variance 1 and each batch norm their mean and variance; the function stays the same."""
    pairs, sums, convolution = [], {}, None
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            pairs.append((convolution, module))
        elif isinstance(module, nn.Conv2d):
            convolution = module

    def watch(conv, _inputs, output):
        count, total, squares = sums.get(conv, (0, 0, 0))
        values = output.double().transpose(0, 1).flatten(1)
        sums[conv] = count + values.shape[1], total + values.sum(1), squares + values.square().sum(1)

    hooks = [conv.register_forward_hook(watch) for conv, _ in pairs]
    run()
    for hook in hooks:
        hook.remove()
    for conv, norm in pairs:
        count, total, squares = sums[conv]
        mean = total / count
        deviation = (squares / count - mean.square()).clamp(min=TINY).sqrt()
        mean, deviation = mean.float(), deviation.float()
        gain = norm.weight / (norm.running_var + norm.eps).sqrt()
        norm.bias.add_(gain * (mean - norm.running_mean))
        norm.weight.copy_(gain * deviation)
        conv.weight.div_(deviation[:, None, None, None])
        norm.running_mean.copy_(mean / deviation)
        norm.running_var.fill_(1 - norm.eps)
