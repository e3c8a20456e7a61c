"""Golden numbers for test/engine/pytorch.test.ts: a small network trained by PyTorch, with penalties written by hand.

Run with Debian's python3 and python3-torch from the repository's root:
    python3 test/goldens/pytorch_training.py > test/goldens/pytorch-training.json
The penalties are in the Keras convention: l1 * sum|w| + l2 * sum(w^2), on kernels only.
"""
import json

import torch

ROWS, INPUTS, HIDDEN, CLASSES, BATCH, STEPS = 96, 6, 5, 3, 8, 100


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def train(l1, l2, momentum, data, initial):
    x, y = data
    weights = [value.clone().requires_grad_(True) for value in initial]
    w0, b0, w1, b1 = weights
    optimizer = torch.optim.SGD(weights, lr=0.05, momentum=momentum)
    losses = []
    for step in range(STEPS):
        rows = slice(step * BATCH % ROWS, step * BATCH % ROWS + BATCH)
        logits = torch.tanh(x[rows] @ w0 + b0) @ w1 + b1
        loss = torch.nn.functional.cross_entropy(logits, y[rows])
        penalty = sum(l1 * w.abs().sum() + l2 * (w ** 2).sum() for w in (w0, w1))
        optimizer.zero_grad()
        (loss + penalty).backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.9g}"))
    return {"l1": l1, "l2": l2, "momentum": momentum, "losses": losses, "weights": [flat(w) for w in weights]}


torch.manual_seed(0)
features = torch.rand(ROWS, INPUTS) * 2 - 1
labels = features[:, :CLASSES].argmax(1)
start = [torch.randn(INPUTS, HIDDEN) * 0.5, torch.zeros(HIDDEN), torch.randn(HIDDEN, CLASSES) * 0.5, torch.zeros(CLASSES)]
cases = [(0, 0, 0), (0, 0.01, 0), (0.005, 0, 0), (0.002, 0.003, 0.9)]
print(json.dumps({
    "torch": torch.__version__,
    "rows": ROWS, "inputs": INPUTS, "hidden": HIDDEN, "classes": CLASSES, "batch": BATCH, "steps": STEPS,
    "x": flat(features), "y": labels.tolist(), "initial": [flat(w) for w in start],
    "cases": [train(*case, (features, labels), start) for case in cases],
}))
