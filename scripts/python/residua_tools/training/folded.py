"""The forward pass for the training of DepthwiseResNet, with fixed batch norm statistics folded into the convolutions.

It computes the same function as the network in evaluation mode and as the engine, and saves the memory passes of the
batch norms on a CPU. The parameters remain those of the network: filters with outputs of variance 1, gains and biases.

In bfloat16, sums remain float32, and the inputs of convolutions are centred first: the sums have a large positive
offset, which would otherwise take up the 8 bits of precision of bfloat16.
"""

import torch
import torch.nn.functional as F


class _Relu6(torch.autograd.Function):
    """ReLU6 in place, for which PyTorch 1.13 has no gradient in bfloat16."""

    @staticmethod
    def forward(context, x):
        x.clamp_(0, 6)
        context.mark_dirty(x)
        context.save_for_backward(x)
        return x

    @staticmethod
    def backward(context, gradient):
        (y,) = context.saved_tensors
        return gradient * ((y > 0) & (y < 6))


_relu6 = _Relu6.apply


def _fold(conv, norm, centre=None):
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
    weight = conv.weight * gain[:, None, None, None]
    bias = norm.bias - gain * norm.running_mean
    if centre is not None:
        bias = bias + weight[:, :, 0, 0] @ centre
    return weight, bias


class FoldedForward:
    """Calls `model` on N x 3 x H x W. `centres` are the means of the inputs of every block and of the head, one
    vector each."""

    def __init__(self, model, centres, dtype=torch.float32):
        self.model, self.centres, self.dtype = model, centres, dtype

    def _conv(self, x, conv, norm, centre=None):
        weight, bias = _fold(conv, norm, centre)
        weight = weight.to(self.dtype, memory_format=torch.channels_last)
        return F.conv2d(x.to(self.dtype), weight, bias.to(self.dtype), conv.stride, conv.padding, groups=conv.groups)

    def __call__(self, x):
        model = self.model
        centres = iter(self.centres)
        x = _relu6(self._conv(x, model.conv1, model.bn1)).float()
        for stage in model.stages:
            for block in getattr(model, stage):
                x = self._block(x, block, next(centres))
        centre = next(centres)
        x = _relu6(self._conv(x - centre[:, None, None], model.head[0], model.head[1], centre))
        return model.fc(x.float().mean((2, 3)))

    def _block(self, x, block, centre):
        centred = (x - centre[:, None, None]).to(self.dtype)
        shortcut = x if block.downsample is None else self._conv(centred, *block.downsample, centre).float()
        y = _relu6(self._conv(centred, block.conv1, block.bn1, centre))
        y = _relu6(self._conv(y, block.conv2, block.bn2))
        return _relu6(self._conv(y, block.conv3, block.bn3).float() + shortcut)


@torch.no_grad()
def measure_centres(model, batches):
    """The means for FoldedForward, of the network in evaluation mode."""
    sums = []
    blocks = [block for _, members in model.blocks() for block in members] + [model.head]

    def watch(place):
        def hook(_module, inputs):
            sums[place] = sums[place] + inputs[0].mean((0, 2, 3))

        return hook

    sums = [0.0] * len(blocks)
    hooks = [block.register_forward_pre_hook(watch(place)) for place, block in enumerate(blocks)]
    model.eval()
    for batch in batches:
        model(batch)
    for hook in hooks:
        hook.remove()
    return [total / len(batches) for total in sums]
