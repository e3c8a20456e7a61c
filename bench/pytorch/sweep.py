"""The peer: the same sweep in PyTorch, as a loop over the variants or with all variants stacked for bmm.

Started by bench/run.ts: sweep.py THREADS WAY CASE VARIANTS, the last two as JSON. It trains one epoch that is not
counted and prints a line; then each line on standard input is answered by one epoch of every variant and a line
{"seconds": …, "peak": megabytes}. Rows are shuffled once an epoch, for all variants alike.
"""
import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class LastState(nn.Module):
    """LSTM over [batch, length, features], last state."""

    def __init__(self, inputs, units):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[1][0][0]


def model_of(case, rate):
    """The network and its penalized kernels: all but the output's."""
    dropout = nn.Dropout(rate)
    if case["kind"] == "perceptron":
        first, second = case["hidden"]
        model = nn.Sequential(
            nn.Linear(case["inputs"], first), nn.ReLU(), dropout,
            nn.Linear(first, second), nn.ReLU(), nn.Linear(second, case["classes"]),
        )
        return model, [model[0].weight, model[3].weight]
    if case["kind"] == "convolutional":
        first, second = case["filters"]
        side = ((case["side"] - 2) // 2 - 2) // 2
        model = nn.Sequential(
            nn.Conv2d(1, first, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(first, second, 3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(side * side * second, case["hidden"]), nn.ReLU(), dropout,
            nn.Linear(case["hidden"], case["classes"]),
        )
        return model, [model[0].weight, model[3].weight, model[7].weight]
    recurrent = LastState(case["embedding"], case["units"])
    model = nn.Sequential(
        nn.Embedding(case["vocabulary"], case["embedding"]), recurrent, dropout, nn.Linear(case["units"], case["classes"]),
    )
    return model, [recurrent.lstm.weight_ih_l0, recurrent.lstm.weight_hh_l0]


def data_of(case):
    rows = case["rows"]
    y = torch.randint(0, case["classes"], (rows,))
    if case["kind"] == "perceptron":
        return torch.randn(rows, case["inputs"]), y
    if case["kind"] == "convolutional":
        return torch.randn(rows, 1, case["side"], case["side"]), y
    return torch.randint(0, case["vocabulary"], (rows, case["length"])), y


def batches(case, x, y):
    order = torch.randperm(len(x))
    x, y = x[order], y[order]
    return [(x[start:start + case["batch"]], y[start:start + case["batch"]]) for start in range(0, len(x), case["batch"])]


def loop(case, variants):
    """One variant after the other, as a script over variants does it."""
    trained = []
    for variant in variants:
        model, kernels = model_of(case, variant["dropout"])
        trained.append((model, kernels, torch.optim.Adam(model.parameters(), case["learningRate"]), variant))
    x, y = data_of(case)

    def epoch():
        steps = batches(case, x, y)
        for model, kernels, optimizer, variant in trained:
            for inputs, targets in steps:
                optimizer.zero_grad(set_to_none=True)
                loss = F.cross_entropy(model(inputs), targets)
                for kernel in kernels:
                    loss = loss + variant["l1"] * kernel.abs().sum() + variant["l2"] * (kernel * kernel).sum()
                loss.backward()
                optimizer.step()

    return epoch


def stacked(case, variants, foreach):
    """All variants of a perceptron as one batched product a layer."""
    count = len(variants)
    first, second = case["hidden"]
    sizes = [case["inputs"], first, second, case["classes"]]
    parameters = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        limit = inputs ** -0.5
        parameters += [(torch.rand(count, inputs, outputs) * 2 - 1) * limit, torch.zeros(count, 1, outputs)]
    parameters = [parameter.requires_grad_() for parameter in parameters]
    w0, b0, w1, b1, w2, b2 = parameters

    def setting(name, factor=1):
        return torch.tensor([factor * variant[name] for variant in variants]).view(count, 1, 1)

    l1, l2, keep = setting("l1"), setting("l2", 2), 1 - setting("dropout")
    optimizer = torch.optim.Adam(parameters, case["learningRate"], foreach=foreach)
    x, y = data_of(case)

    def epoch():
        for inputs, targets in batches(case, x, y):
            rows = len(inputs)
            optimizer.zero_grad(set_to_none=True)
            h = torch.relu(torch.baddbmm(b0, inputs.expand(count, *inputs.shape), w0))
            h = h * ((torch.rand(count, rows, first) < keep) / keep)
            h = torch.relu(torch.baddbmm(b1, h, w1))
            z = torch.baddbmm(b2, h, w2)
            loss = F.cross_entropy(z.reshape(count * rows, -1), targets.repeat(count), reduction="sum") / rows
            loss.backward()
            with torch.no_grad():
                for kernel in (w0, w1):
                    kernel.grad.addcmul_(l2, kernel)
                    kernel.grad.addcmul_(l1, kernel.sign())
            optimizer.step()

    return epoch


def timed(epoch):
    begin = time.perf_counter()
    epoch()
    return time.perf_counter() - begin


def faster(*builders):
    """PyTorch has two forms of its optimizers; the one that is faster here is measured."""

    def trial(build):
        epoch = build()
        epoch()
        return timed(epoch)

    return min(builders, key=trial)


def main():
    threads, way, case, variants = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])
    torch.set_num_threads(threads)
    if way == "loop":
        epoch = loop(case, variants)
    else:
        epoch = faster(lambda: stacked(case, variants, False), lambda: stacked(case, variants, True))()
    epoch()
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for _ in sys.stdin:
        seconds = sum(timed(epoch) for _ in range(case.get("epochs", 1)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "peak": peak}), flush=True)


main()
