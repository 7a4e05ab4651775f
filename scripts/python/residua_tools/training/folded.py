"""The forward pass that DepthwiseResNet is trained with: batch norms of fixed statistics, folded into the convolutions.

It is the function of the network in its evaluation mode, as the engine runs it, and saves a CPU the passes over memory
that batch norms cost. The parameters stay those of the network: filters of outputs of variance 1, gains and biases.

In bfloat16 the sums stay float32, and what convolutions read of them is centred first: the sums are lifted above zero, and
of so lifted a value bfloat16 would keep 8 bits of the constant.
"""

import torch
import torch.nn.functional as F


class _Relu6(torch.autograd.Function):
    """ReLU6 in place, which PyTorch 1.13 has no gradient of in bfloat16."""

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
    """Calls `model` on N x 3 x H x W; `centres` are the means of every block's input and of the head's, one vector each."""

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
    """The means that FoldedForward takes, of the network in its evaluation mode."""
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
