"""Initial weights for DepthwiseResNet from its teacher, a MobileNetV2, converted to the form of a ResNet.

The teacher's blocks have no final activation, while this network applies ReLU6 after each sum. Therefore the channels
of a stage's sums are scaled and shifted into the range of ReLU6, and the layers that read them undo both. Projections
start at zero. With a stride of 2, this network pads on all sides, the teacher only on the right and at the bottom;
training has to compensate for this difference.

Batch norms are measured on photos so that every convolution has outputs of variance 1, as in a network that is trained
with batch norm from the start.
"""

import torch
from torch import nn

HIGHEST = 6.0  # the upper limit of ReLU6
# The margin above and below a channel's range on these photos, as a fraction of the range, for other photos.
MARGIN = 0.1
TINY = 1e-6  # lower limit of a channel's variance or range


@torch.no_grad()
def start_from_teacher(model, teacher, batches):
    """Sets every tensor of `model`. `batches` are normalised photos, N x 3 x H x W, a few hundred in total."""
    model.eval()
    stem, blocks, head, linear = _layers(teacher)
    ours = [block for _, members in model.blocks() for block in members]
    if len(ours) != len(blocks):
        raise SystemExit(f"the teacher has {len(blocks)} blocks, the network {len(ours)}")
    _set(model.conv1, model.bn1, stem.weight, stem.bias)
    for block, (expand, depthwise, project) in zip(ours, blocks):
        if expand is None:  # the output of the stem's ReLU6 passes a second one unchanged
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
    classes = len(model.fc.weight)  # the last ones, after "background"
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
    """Sets a convolution to the teacher's `weight` and `bias`, with a batch norm of mean 0 and variance 1."""
    if conv.weight.shape != weight.shape:
        raise SystemExit(f"the teacher has a filter of {tuple(weight.shape)} where the network has {tuple(conv.weight.shape)}")
    conv.weight.copy_(weight)
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.weight.fill_(1)
    norm.bias.copy_(bias)


def _ranges_of_sums(model, run):
    """{stage: (lowest, highest) per channel} of the inputs of the activations after the sums, measured without
    these activations."""
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
    """Scales and shifts the sums of every stage into the range 0 to 6."""
    scale = lift = None  # of the block's input
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
            if index == 0:  # the other blocks receive the shift through their shortcut
                block.bn3.bias.add_(stage_lift)
            scale, lift = stage_scale, stage_lift
    _take_off(model.head[0], model.head[1], scale, lift)


def _take_off(conv, norm, scale, lift):
    """Adjusts a 1x1 convolution to undo x * scale + lift at its input."""
    conv.weight.div_(scale[None, :, None, None])
    norm.bias.sub_(norm.weight * (conv.weight[:, :, 0, 0] @ lift))


def _measure_batch_norms(model, run):
    """Rescales each convolution to outputs of variance 1 and sets its batch norm's statistics; the function is
    unchanged."""
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
