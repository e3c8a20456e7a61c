"""Golden numbers for test/definition/pytorch/layers.test.ts: parameters and output shapes of layers, by PyTorch.

Run with Debian's python3 and python3-torch from the repository's root:
    python3 test/goldens/pytorchLayers.py > test/goldens/pytorchLayers.json
Each case has the layer as it is written, the shape of one example (without the batch axis), the number of parameters,
and the shape of what comes out for one example.
"""
import json

import torch
from torch import nn

BATCH = 2
CASES = [
    ("nn.Linear(12, 5)", [12]),
    ("nn.Linear(12, 5, bias=False)", [7, 12]),
    ("nn.Linear(in_features=12, out_features=5)", [3, 4, 12]),
    ("nn.LazyLinear(5)", [12]),
    ("nn.Conv1d(4, 6, 3)", [4, 20]),
    ("nn.Conv1d(4, 6, kernel_size=5, stride=2, padding=2, dilation=2, groups=2)", [4, 20]),
    ("nn.Conv2d(3, 8, 3)", [3, 10, 12]),
    ("nn.Conv2d(3, 8, 3, 2, 1)", [3, 11, 12]),
    ("nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 2), bias=False)", [3, 10, 12]),
    ("nn.Conv2d(4, 8, 3, padding='same', groups=4)", [4, 10, 12]),
    ("nn.Conv2d(4, 8, 3, padding='valid', dilation=2)", [4, 10, 12]),
    ("nn.Conv3d(2, 4, 3, padding=1)", [2, 5, 6, 7]),
    ("nn.LazyConv2d(8, 3)", [3, 10, 12]),
    ("nn.ConvTranspose1d(4, 6, 3, stride=2)", [4, 9]),
    ("nn.ConvTranspose2d(4, 6, 4, 2, 1)", [4, 7, 8]),
    ("nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2, bias=False)", [4, 7, 8]),
    ("nn.ConvTranspose3d(2, 4, 2, stride=2)", [2, 3, 4, 5]),
    ("nn.MaxPool1d(3)", [4, 20]),
    ("nn.MaxPool2d(2)", [4, 9, 10]),
    ("nn.MaxPool2d(3, stride=2, padding=1)", [4, 9, 10]),
    ("nn.MaxPool2d(3, 2, ceil_mode=True)", [4, 8, 10]),
    ("nn.MaxPool3d(2)", [2, 4, 6, 8]),
    ("nn.AvgPool1d(3, 1, 1)", [4, 20]),
    ("nn.AvgPool2d(kernel_size=4)", [4, 9, 12]),
    ("nn.LPPool2d(2, 3, stride=2)", [4, 9, 10]),
    ("nn.AdaptiveAvgPool1d(1)", [4, 20]),
    ("nn.AdaptiveAvgPool2d((1, 1))", [4, 9, 10]),
    ("nn.AdaptiveAvgPool2d((None, 7))", [4, 9, 10]),
    ("nn.AdaptiveMaxPool2d(5)", [4, 9, 10]),
    ("nn.BatchNorm1d(6)", [6]),
    ("nn.BatchNorm1d(6, affine=False)", [6, 9]),
    ("nn.BatchNorm2d(6)", [6, 4, 5]),
    ("nn.BatchNorm3d(6)", [6, 4, 5, 3]),
    ("nn.InstanceNorm2d(6)", [6, 4, 5]),
    ("nn.InstanceNorm2d(6, affine=True)", [6, 4, 5]),
    ("nn.GroupNorm(3, 6)", [6, 4, 5]),
    ("nn.LayerNorm(8)", [5, 8]),
    ("nn.LayerNorm([5, 8])", [5, 8]),
    ("nn.LayerNorm((5, 8), elementwise_affine=False)", [5, 8]),
    ("nn.LocalResponseNorm(2)", [6, 4, 5]),
    ("nn.RNN(5, 7, batch_first=True)", [9, 5]),
    ("nn.RNN(5, 7, 2, nonlinearity='relu', bias=False, batch_first=True)", [9, 5]),
    ("nn.LSTM(5, 7, batch_first=True)", [9, 5]),
    ("nn.LSTM(5, 7, num_layers=3, dropout=0.2, bidirectional=True, batch_first=True)", [9, 5]),
    ("nn.LSTM(5, 7, 2, proj_size=3, batch_first=True)", [9, 5]),
    ("nn.GRU(5, 7, num_layers=2, bidirectional=True, batch_first=True)", [9, 5]),
    ("nn.RNNCell(5, 7)", [5]),
    ("nn.GRUCell(5, 7, bias=False)", [5]),
    ("nn.LSTMCell(5, 7)", [5]),
    ("nn.TransformerEncoderLayer(8, 2, batch_first=True)", [9, 8]),
    ("nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16, batch_first=True)", [9, 8]),
    ("nn.Dropout(0.3)", [6]),
    ("nn.Dropout2d()", [6, 4, 5]),
    ("nn.AlphaDropout(p=0.1)", [6]),
    ("nn.ReLU(inplace=True)", [6]),
    ("nn.PReLU()", [6]),
    ("nn.PReLU(6)", [6, 4]),
    ("nn.LeakyReLU(0.2)", [6]),
    ("nn.GLU()", [9, 6]),
    ("nn.Softmax(dim=1)", [6]),
    ("nn.Flatten()", [6, 4, 5]),
    ("nn.Flatten(2)", [6, 4, 5]),
    ("nn.Flatten(start_dim=1, end_dim=2)", [6, 4, 5]),
    ("nn.Unflatten(1, (2, 3))", [6, 4]),
    ("nn.ZeroPad2d(1)", [3, 4, 5]),
    ("nn.ReflectionPad2d((1, 2, 3, 0))", [3, 4, 5]),
    ("nn.ConstantPad1d((2, 1), 0)", [3, 5]),
    ("nn.Upsample(scale_factor=2)", [3, 4, 5]),
    ("nn.Upsample(size=(7, 9), mode='bilinear')", [3, 4, 5]),
    ("nn.UpsamplingNearest2d(scale_factor=3)", [3, 4, 5]),
    ("nn.PixelShuffle(2)", [8, 4, 5]),
    ("nn.PixelUnshuffle(2)", [2, 4, 6]),
    ("nn.ChannelShuffle(2)", [8, 4, 5]),
    ("nn.Identity()", [6]),
    ("nn.utils.weight_norm(nn.Linear(12, 5))", [12]),
    ("nn.utils.weight_norm(nn.ConvTranspose1d(4, 6, 3))", [4, 9]),
    ("nn.utils.spectral_norm(nn.Conv2d(3, 8, 3))", [3, 10, 12]),
]
# Sizes alone: what goes in is not one tensor of numbers.
COUNTED = [
    "nn.Bilinear(4, 5, 6)",
    "nn.Embedding(100, 16)",
    "nn.Embedding(100, 16, padding_idx=0)",
    "nn.EmbeddingBag(100, 16, mode='sum')",
    "nn.MultiheadAttention(8, 2)",
    "nn.MultiheadAttention(embed_dim=8, num_heads=2, bias=False, add_bias_kv=True)",
    "nn.MultiheadAttention(8, 2, kdim=5, vdim=6)",
    "nn.TransformerDecoderLayer(8, 2, 16)",
    "nn.Transformer(8, 2, 2, 3, 16)",
    "nn.Transformer(d_model=16, nhead=4)",
    "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), num_layers=3)",
    "nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 2)",
    "nn.Parameter(torch.zeros(1, 5, 8))",
]
# What the forward method does with x, and the shape of one example.
FLOWS = [
    ("F.relu(x)", [3, 4]),
    ("F.max_pool2d(x, 2)", [3, 9, 10]),
    ("F.max_pool2d(x, kernel_size=3, stride=2, padding=1)", [3, 9, 10]),
    ("F.avg_pool2d(x, (2, 3))", [3, 9, 10]),
    ("F.max_pool1d(x, 3)", [3, 10]),
    ("F.adaptive_avg_pool2d(x, 1)", [3, 9, 10]),
    ("F.adaptive_avg_pool2d(x, (2, 3))", [3, 9, 10]),
    ("F.interpolate(x, scale_factor=2)", [3, 4, 5]),
    ("F.interpolate(x, size=(8, 6))", [3, 4, 5]),
    ("torch.flatten(x, 1)", [3, 4, 5]),
    ("x.flatten(1)", [3, 4, 5]),
    ("x.flatten(start_dim=2)", [3, 4, 5]),
    ("x.view(x.size(0), -1)", [3, 4, 5]),
    ("x.view(x.shape[0], 12, -1)", [3, 4, 5]),
    ("x.reshape(-1, 60)", [3, 4, 5]),
    ("x.reshape(len(x), 5, 12)", [3, 4, 5]),
    ("x.permute(0, 2, 1)", [3, 4]),
    ("x.permute(0, 3, 1, 2).contiguous()", [3, 4, 5]),
    ("x.transpose(1, 2)", [3, 4, 5]),
    ("torch.transpose(x, -1, -2)", [3, 4, 5]),
    ("x.unsqueeze(1)", [3, 4]),
    ("torch.unsqueeze(x, -1)", [3, 4]),
    ("x.squeeze(1)", [1, 4]),
    ("x.squeeze(-1)", [4, 1]),
    ("x.mean(dim=1)", [3, 4]),
    ("x.mean([2, 3])", [3, 4, 5]),
    ("x.mean((2, 3), keepdim=True)", [3, 4, 5]),
    ("torch.sum(x, dim=-1)", [3, 4]),
    ("x.max(dim=1)[0]", [3, 4]),
    ("torch.cat([x, x], dim=1)", [3, 4]),
    ("torch.cat((x, x, x), -1)", [3, 4]),
    ("x + x", [3, 4]),
    ("x * 2 - 1", [3, 4]),
    ("x[:, -1]", [3, 4]),
    ("x[:, -1, :]", [3, 4]),
    ("x[:, :, 0]", [3, 4]),
    ("torch.softmax(x, dim=-1)", [3, 4]),
    ("F.log_softmax(x, dim=1)", [4]),
    ("F.glu(x, dim=-1)", [3, 4]),
    ("x.unflatten(1, (3, 4))", [12, 2]),
    ("F.pixel_shuffle(x, 2)", [8, 3, 3]),
    ("x.clamp(min=0).float()", [3, 4]),
]


def count(module):
    if isinstance(module, nn.Parameter):
        return module.numel()
    return sum(parameter.numel() for parameter in module.parameters())


def example(result):
    first = result[0] if isinstance(result, tuple) else result
    return list(first.shape[1:])


layers = []
for code, shape in CASES:
    layer = eval(code)
    output = example(layer(torch.randn(BATCH, *shape)))
    layers.append({"code": code, "input": shape, "output": output, "parameters": count(layer)})
counted = [{"code": code, "parameters": count(eval(code))} for code in COUNTED]
F = nn.functional
flows = []
for code, shape in FLOWS:
    flows.append({"code": code, "input": shape, "output": example(eval(code, globals(), {"x": torch.randn(BATCH, *shape)}))})
print(json.dumps({"layers": layers, "counted": counted, "flows": flows}, indent=1))
