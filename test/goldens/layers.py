"""Golden numbers for test/engine/layers: forward values and gradients of single layers, computed by PyTorch in float64.

Run with Debian's python3 and python3-torch from the repository's root:
    python3 test/goldens/layers.py > test/goldens/layers.json
Each case has the input x, the weights dy of the outputs (the loss is sum(dy * y)), and what follows from them. All
inputs are exact in float32. Arrays are row-major.
"""
import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def numbers(*shape):
    return (torch.randn(*shape)).float().double()


def flat(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def measured(function, x, *parameters):
    """y, and the gradients of x and the parameters."""
    tensors = [tensor.clone().requires_grad_(True) for tensor in (x, *parameters)]
    y = function(*tensors)
    dy = numbers(*y.shape)
    gradients = torch.autograd.grad((dy * y).sum(), tensors)
    return {"x": flat(x), "dy": flat(dy), "parameters": [flat(p) for p in parameters], "y": flat(y),
            "gradients": [flat(g) for g in gradients]}


# Kinks of every function are among these.
points = torch.tensor([
    -100, -30, -10, -7, -6, -4, -3, -2, -1.5, -1, -0.75, -0.5, -0.25, -0.125, -1e-3, -1e-6, 0,
    1e-6, 1e-3, 0.125, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7, 10, 30, 100,
]).float().double().reshape(2, 17)
# hardswish 1.13 and its documentation differ in the gradient at -3 and 3.
smooth_at_3 = points.clone()
smooth_at_3[points.abs() == 3] = 2.5

ACTIVATIONS = [
    ("linear", {}, lambda x: x + 0),
    ("relu", {}, F.relu),
    ("relu6", {}, F.relu6),
    ("leakyRelu", {}, lambda x: F.leaky_relu(x, 0.2)),
    ("leakyRelu", {"alpha": 0.01}, F.leaky_relu),
    ("elu", {}, F.elu),
    ("elu", {"alpha": 0.5}, lambda x: F.elu(x, 0.5)),
    ("celu", {}, F.celu),
    ("celu", {"alpha": 2}, lambda x: F.celu(x, 2)),
    ("selu", {}, F.selu),
    ("geluErf", {}, F.gelu),
    ("geluTanh", {}, lambda x: F.gelu(x, approximate="tanh")),
    ("silu", {}, F.silu),
    ("mish", {}, F.mish),
    ("tanh", {}, torch.tanh),
    ("hardTanh", {}, F.hardtanh),
    ("tanhShrink", {}, F.tanhshrink),
    ("softShrink", {}, F.softshrink),
    ("softShrink", {"alpha": 1}, lambda x: F.softshrink(x, 1)),
    ("hardShrink", {}, F.hardshrink),
    ("hardShrink", {"alpha": 1}, lambda x: F.hardshrink(x, 1)),
    ("sigmoid", {}, torch.sigmoid),
    ("hardSigmoid", {}, F.hardsigmoid),
    ("hardSilu", {}, F.hardswish),
    ("logSigmoid", {}, F.logsigmoid),
    ("softplus", {}, F.softplus),
    ("softplus", {"alpha": 3}, lambda x: F.softplus(x, 3)),
    ("softsign", {}, F.softsign),
    ("exponential", {}, lambda x: torch.exp(x)),
    ("softmax", {}, lambda x: F.softmax(x, -1)),
    ("logSoftmax", {}, lambda x: F.log_softmax(x, -1)),
]


def activation(name, settings, function):
    x = smooth_at_3 if name == "hardSilu" else points.clamp(max=10) if name == "exponential" else points
    return {"activation": name, "settings": settings, **measured(function, x)}


def batch_normalization(shape):
    """Training with moving averages, channels last; momentum 0.1 in PyTorch's convention."""
    features = shape[-1]
    channels_first = lambda x: x.reshape(-1, features)
    mean, variance = numbers(features), numbers(features).abs() + 0.5
    before = [flat(mean), flat(variance)]
    x, gamma, beta = numbers(*shape), numbers(features), numbers(features)
    training = measured(
        lambda x, g, b: F.batch_norm(channels_first(x), mean, variance, g, b, True, 0.1, 1e-3).reshape(shape),
        x, gamma, beta)
    moved = [flat(mean), flat(variance)]
    evaluation = measured(
        lambda x, g, b: F.batch_norm(channels_first(x), mean, variance, g, b, False, 0.1, 1e-3).reshape(shape),
        x, gamma, beta)
    return {"shape": shape, "before": before, "moved": moved, "training": training, "evaluation": evaluation}


def layer_normalization(shape, axes):
    inner = shape[len(shape) - axes:]
    return {"shape": shape, "axes": axes, **measured(
        lambda x, g, b: F.layer_norm(x, inner, g, b, 1e-5), numbers(*shape), numbers(*inner), numbers(*inner))}


def group_normalization(shape, groups):
    channels = shape[-1]
    return {"shape": shape, "groups": groups, **measured(
        lambda x, g, b: F.group_norm(x.movedim(-1, 1), groups, g, b, 1e-3).movedim(1, -1),
        numbers(*shape), numbers(channels), numbers(channels))}


def prelu(shape):
    """PyTorch has one alpha a channel: the spatial axes share it."""
    channels = shape[-1]
    x = numbers(*shape)
    x.view(-1)[3] = 0
    return {"shape": shape, **measured(lambda x, a: F.prelu(x.movedim(-1, 1), a).movedim(1, -1), x, numbers(channels))}


def attention(queries, keys, batch, heads, size, causal, cross):
    """torch's function with its own packed weights; ours are [features, heads, size] and [heads, size, outputs]."""
    width = heads * size
    query = numbers(batch, queries, width)
    value = numbers(batch, keys, width) if cross else query
    kernels = [numbers(width, width) / 2 for _ in range(4)]
    biases = [numbers(width) / 2 for _ in range(4)]
    mask = torch.ones(queries, keys).triu(1).bool() if causal else None

    def function(q, v, *parameters):
        (wq, bq, wk, bk, wv, bv, wo, bo) = parameters
        y, _ = F.multi_head_attention_forward(
            q.transpose(0, 1), v.transpose(0, 1), v.transpose(0, 1), width, heads,
            torch.cat([wq.T, wk.T, wv.T]), torch.cat([bq, bk, bv]), None, None, False, 0.0, wo.T, bo,
            attn_mask=mask)
        return y.transpose(0, 1)

    parameters = [tensor for pair in zip(kernels, biases) for tensor in pair]
    result = measured(function, query, value, *parameters)
    return {"queries": queries, "keys": keys, "batch": batch, "heads": heads, "size": size, "causal": causal,
            "value": flat(value), **result}


print(json.dumps({
    "torch": torch.__version__,
    "activations": [activation(*case) for case in ACTIVATIONS],
    "batchNormalization": [batch_normalization(shape) for shape in ([6, 4], [3, 2, 3, 5])],
    "layerNormalization": [layer_normalization(*case) for case in (([3, 7], 1), ([2, 3, 5], 1), ([2, 3, 4, 2], 2))],
    "groupNormalization": [group_normalization(*case) for case in (([4, 6], 3), ([2, 3, 2, 6], 2), ([2, 5, 4], 1))],
    "prelu": [prelu(shape) for shape in ([4, 5], [2, 3, 2, 4])],
    "attention": [attention(4, 4, 2, 2, 3, True, False), attention(3, 5, 2, 2, 3, False, True)],
}))
