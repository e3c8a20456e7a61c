"""Golden numbers for test/engine/layers/recurrent.test.ts: PyTorch's recurrent layers, computed in float64.

Run with Debian's python3 and python3-torch from the repository's root:
    python3 test/goldens/recurrent.py > test/goldens/recurrent.json
Each case has the input x [batch, steps, features], the weights dy of the outputs (the loss is sum(dy * y)), and what
follows from them. All inputs are exact in float32, arrays are row-major, and parameters and their gradients are in Keras'
layout: kernels are transposed, the GRU's gates r, z, n become z, r, h, and layers other than the GRU have one bias, the
sum of PyTorch's two.
"""
import json

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)

BATCH, STEPS, FEATURES, UNITS = 2, 6, 4, 5
SIZES = {"batch": BATCH, "steps": STEPS, "features": FEATURES, "units": UNITS}


def numbers(*shape):
    return torch.randn(*shape).float().double()


def flat(tensors):
    return [float(f"{value:.8g}") for tensor in tensors for value in tensor.detach().flatten().tolist()]


def in_order(tensor, gru):
    """The gates along the first axis in Keras' order."""
    if not gru:
        return tensor
    r, z, n = tensor.chunk(3)
    return torch.cat([z, r, n])


def in_keras_layout(kernel, recurrent, bias, recurrent_bias, gru, bias_of):
    biases = [in_order(b, gru) for b in (bias, recurrent_bias)]
    return [
        flat([in_order(kernel, gru).T.contiguous()]),
        flat([in_order(recurrent, gru).T.contiguous()]),
        flat(biases) if gru else flat([bias_of(*biases)]),
    ]


def case(name, layer, gru=False, bidirectional=False):
    for parameter in layer.parameters():
        parameter.data = numbers(*parameter.shape) / 2
    x = numbers(BATCH, STEPS, FEATURES).requires_grad_(True)
    y = layer(x)[0]
    dy = numbers(*y.shape)
    (dy * y).sum().backward()
    directions = ["", "_reverse"] if bidirectional else [""]
    names = [[f"{part}_l0{d}" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")] for d in directions]
    parameters, gradients = [], []
    for group in names:
        tensors = [getattr(layer, part) for part in group]
        parameters += in_keras_layout(*tensors, gru, lambda a, b: a + b)
        gradients += in_keras_layout(*(t.grad for t in tensors), gru, lambda a, b: a)
    return {"name": name, "x": flat([x]), "dy": flat([dy]), "parameters": parameters, "y": flat([y]),
            "xGradient": flat([x.grad]), "gradients": gradients}


options = {"input_size": FEATURES, "hidden_size": UNITS, "batch_first": True}
print(json.dumps({**SIZES, "cases": [
    case("simple, tanh", torch.nn.RNN(**options)),
    case("simple, relu", torch.nn.RNN(nonlinearity="relu", **options)),
    case("lstm", torch.nn.LSTM(**options)),
    case("gru", torch.nn.GRU(**options), gru=True),
    case("bidirectional lstm", torch.nn.LSTM(bidirectional=True, **options), bidirectional=True),
    case("bidirectional gru", torch.nn.GRU(bidirectional=True, **options), gru=True, bidirectional=True),
]}))
