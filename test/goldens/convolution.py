"""Golden numbers for test/engine/layers/convolution.test.ts: what TensorFlow.js has no gradients or no options for.

Run with Debian's python3 and python3-torch from the repository's root:
    python3 test/goldens/convolution.py > test/goldens/convolution.json
Each case has a layer's specification in this project's terms, the rows' shape, the numbers of inputs, parameters and
output weights dy (the loss is sum(dy * y)), and what follows from them in float64. All inputs are exact in float32.
Arrays are row-major with channels last; PyTorch has them first.
"""
import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
BATCH = 2


def numbers(*shape):
    return (torch.randint(-64, 65, shape) / 32)


def flat(tensor):
    return [float(f"{value:.7g}") for value in tensor.detach().flatten().tolist()]


def first(x):
    """Channels from last to second."""
    return x.movedim(-1, 1)


def last(y):
    return y.movedim(1, -1)


def padded(x, padding, value=0.0):
    """Explicit padding [before, after] of each spatial axis, channels second."""
    return F.pad(x, [side for pair in reversed(padding) for side in pair], value=value)


def golden(spec, shape, forward, *parameters):
    x = numbers(BATCH, *shape).requires_grad_(True)
    values = [parameter.requires_grad_(True) for parameter in parameters]
    y = forward(x, *values)
    dy = numbers(*y.shape)
    gradients = torch.autograd.grad((dy * y).sum(), [x, *values])
    return {
        "spec": spec,
        "shape": shape,
        "x": flat(x),
        "values": [flat(value) for value in values],
        "dy": flat(dy),
        "outputShape": list(y.shape[1:]),
        "y": flat(y),
        "gradients": [flat(gradient) for gradient in gradients],
    }


def window(size, strides=None, dilation=None, padding=None):
    ones = [1 for _ in size]
    return {
        "size": size,
        "strides": strides or ones,
        "dilation": dilation or ones,
        "padding": padding or [[0, 0] for _ in size],
    }


def convolution(shape, filters, settings):
    axes = len(settings["size"])
    run = F.conv1d if axes == 1 else F.conv2d

    def forward(x, kernel, bias):
        weight = kernel.movedim((-1, -2), (0, 1))
        image = padded(first(x), settings["padding"])
        return last(run(image, weight, bias, settings["strides"], 0, settings["dilation"]))

    spec = {"kind": "convolution", "filters": filters, **settings}
    return golden(spec, shape, forward, numbers(*settings["size"], shape[-1], filters), numbers(filters))


def depthwise(shape, multiplier, settings):
    axes = len(settings["size"])
    run = F.conv1d if axes == 1 else F.conv2d
    channels = shape[-1]

    def forward(x, kernel, bias):
        weight = kernel.movedim((-2, -1), (0, 1)).reshape(channels * multiplier, 1, *settings["size"])
        image = padded(first(x), settings["padding"])
        return last(run(image, weight, bias, settings["strides"], 0, settings["dilation"], channels))

    spec = {"kind": "depthwiseConvolution", "multiplier": multiplier, **settings}
    kernel = numbers(*settings["size"], channels, multiplier)
    return golden(spec, shape, forward, kernel, numbers(channels * multiplier))


def transposed(shape, filters, settings, output_padding):
    axes = len(settings["size"])
    run = F.conv_transpose1d if axes == 1 else F.conv_transpose2d
    symmetric = [before for before, after in settings["padding"] if before == after]
    assert len(symmetric) == axes

    def forward(x, kernel, bias):
        weight = kernel.movedim((-1, -2), (0, 1))
        return last(
            run(
                first(x), weight, bias, settings["strides"], symmetric, output_padding,
                dilation=settings["dilation"],
            )
        )

    spec = {"kind": "transposedConvolution", "filters": filters, "outputPadding": output_padding, **settings}
    return golden(spec, shape, forward, numbers(*settings["size"], filters, shape[-1]), numbers(filters))


def pooling(shape, operation, settings):
    """PyTorch pads both ends of an axis alike; its mean leaves the padding out when told so."""
    before = [pair[0] for pair in settings["padding"]]
    del settings["dilation"]

    def forward(x):
        if operation == "max":
            return last(F.max_pool2d(first(x), settings["size"], settings["strides"], before))
        return last(
            F.avg_pool2d(first(x), settings["size"], settings["strides"], before, count_include_pad=False)
        )

    return golden({"kind": "pooling", "operation": operation, **settings}, shape, forward)


cases = [
    convolution([6, 7, 3], 4, window([3, 2], dilation=[2, 3])),
    convolution([6, 7, 2], 9, window([2, 3], [2, 1], [1, 2], [[1, 1], [2, 2]])),
    convolution([7, 6, 1], 3, window([3, 3], [2, 3], [2, 1], [[2, 0], [0, 3]])),
    convolution([9, 5], 3, window([3], [1], [2], [[4, 0]])),
    convolution([8, 2], 10, window([2], [3], [3], [[1, 2]])),
    depthwise([6, 7, 3], 1, window([3, 2], dilation=[2, 2], padding=[[1, 1], [0, 1]])),
    depthwise([6, 5, 4], 2, window([2, 2], [2, 2], [3, 2], [[1, 2], [1, 1]])),
    depthwise([9, 6], 1, window([3], [2], [2], [[2, 2]])),
    transposed([3, 4, 2], 3, window([3, 3], [2, 2], padding=[[1, 1], [1, 1]]), [1, 1]),
    transposed([3, 2, 9], 2, window([2, 3], [3, 2], [2, 3], [[1, 1], [0, 0]]), [2, 0]),
    transposed([4, 3, 3], 10, window([3, 2], [1, 1], [2, 1], [[2, 2], [0, 0]]), [0, 0]),
    transposed([5, 4], 3, window([4], [3], [1], [[2, 2]]), [1]),
    pooling([5, 6, 3], "max", window([3, 2], [2, 2], padding=[[1, 1], [1, 1]])),
    pooling([5, 6, 4], "max", window([2, 3], [1, 1], padding=[[1, 1], [1, 1]])),
    pooling([5, 6, 5], "average", window([3, 3], [2, 1], padding=[[1, 1], [1, 1]])),
    pooling([4, 7, 2], "average", window([2, 2], [2, 3], padding=[[0, 0], [1, 1]])),
]

print(json.dumps({"torch": torch.__version__, "batch": BATCH, "cases": cases}, separators=(",", ":")))
