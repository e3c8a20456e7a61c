"""Golden numbers for test/definition/parameterTensors.test.ts and moments.test.ts.

Run with Debian's python3, python3-torch and python3-numpy from the repository's root:
    python3 test/goldens/parameters.py > test/goldens/parameters.json
`layers`: the parameters of PyTorch's layers as [name, shape, mean |w|, its standard error, mean w², its standard error]
over many initializations. `draws`: the same two means of numbers drawn by numpy as Keras' initializers define them.
"""
import json
import sys

import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
rng = np.random.default_rng(0)

LAYERS = [
    "nn.Linear(7, 5)",
    "nn.Linear(7, 5, bias=False)",
    "nn.Bilinear(3, 4, 6)",
    "nn.Conv1d(4, 6, 3)",
    "nn.Conv2d(4, 6, (3, 5), groups=2)",
    "nn.Conv3d(2, 3, 3, bias=False)",
    "nn.ConvTranspose1d(4, 6, 3)",
    "nn.ConvTranspose2d(4, 6, 3, groups=2)",
    "nn.Embedding(11, 3)",
    "nn.Embedding(11, 3, padding_idx=0)",
    "nn.BatchNorm2d(4)",
    "nn.BatchNorm1d(4, affine=False)",
    "nn.InstanceNorm2d(4)",
    "nn.InstanceNorm2d(4, affine=True)",
    "nn.GroupNorm(2, 4)",
    "nn.LayerNorm((3, 4))",
    "nn.PReLU()",
    "nn.PReLU(4, init=0.5)",
    "nn.RNN(3, 5)",
    "nn.LSTM(3, 5, num_layers=2, bidirectional=True)",
    "nn.LSTM(3, 5, num_layers=2, proj_size=2)",
    "nn.GRU(3, 5, bias=False)",
    "nn.GRUCell(3, 5)",
    "nn.MultiheadAttention(8, 2)",
    "nn.MultiheadAttention(8, 2, kdim=3, vdim=5, add_bias_kv=True)",
    "nn.TransformerEncoderLayer(8, 2, dim_feedforward=12)",
    "nn.TransformerDecoderLayer(8, 2, dim_feedforward=12)",
    "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, dim_feedforward=12), 2)",
    "nn.Transformer(8, 2, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=12)",
]

INITIALIZATIONS = 40


def brief(value):
    return float(f"{value:.6g}")


def summary(samples):
    """Mean over the initializations, and its standard error."""
    samples = np.asarray(samples, dtype=np.float64)
    return [brief(samples.mean()), brief(samples.std(ddof=1) / np.sqrt(len(samples)))]


def parameters(source):
    drawn = [dict(eval(source).named_parameters()) for _ in range(INITIALIZATIONS)]
    rows = []
    for name, first in drawn[0].items():
        values = [each[name].detach().double() for each in drawn]
        absolute = summary([value.abs().mean().item() for value in values])
        square = summary([value.pow(2).mean().item() for value in values])
        rows.append([name, list(first.shape), *absolute, *square])
    return rows


def truncated(mean, deviation, count):
    values = rng.standard_normal(count)
    while (beyond := np.abs(values) > 2).any():
        values[beyond] = rng.standard_normal(beyond.sum())
    return mean + deviation * values


def orthogonal(rows, columns):
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    return (q * np.sign(np.diag(r))).ravel()


COUNT = 200_000
CORRECTION = 0.87962566103423978
DRAWS = {
    "uniform(-0.2, 0.5)": lambda: rng.uniform(-0.2, 0.5, COUNT),
    "uniform(0.1, 0.5)": lambda: rng.uniform(0.1, 0.5, COUNT),
    "normal(0, 0.3)": lambda: rng.normal(0, 0.3, COUNT),
    "normal(0.4, 0.3)": lambda: rng.normal(0.4, 0.3, COUNT),
    "normal(-0.4, 0.3)": lambda: rng.normal(-0.4, 0.3, COUNT),
    "truncated(0, 0.3)": lambda: truncated(0, 0.3, COUNT),
    "truncated(0.4, 0.3)": lambda: truncated(0.4, 0.3, COUNT),
    "truncated(-1, 0.3)": lambda: truncated(-1, 0.3, COUNT),
    "he_normal of fan 50": lambda: truncated(0, np.sqrt(2 / 50) / CORRECTION, COUNT),
    "orthogonal(12, 5)": lambda: np.concatenate([orthogonal(12, 5) for _ in range(4000)]),
    "orthogonal(5, 12)": lambda: np.concatenate([orthogonal(5, 12) for _ in range(4000)]),
    "orthogonal(300, 300)": lambda: orthogonal(300, 300),
}


def moments(draw):
    """Over 20 batches, as the elements of an orthogonal matrix depend on each other."""
    batches = np.array_split(draw(), 20)
    return [*summary([np.abs(batch).mean() for batch in batches]), *summary([(batch**2).mean() for batch in batches])]


json.dump(
    {
        "torch": torch.__version__,
        "layers": {source: parameters(source) for source in LAYERS},
        "draws": {name: moments(draw) for name, draw in DRAWS.items()},
    },
    sys.stdout,
)
print()
