"""Golden numbers for test/engine/oracles and test/engine/losses.test.ts: losses and small networks trained by PyTorch.

Run with Debian's python3 and python3-torch from the repository's root:
    python3 test/goldens/training.py > test/goldens/training.json
Weights are written in this project's layout: kernels [inputs, units], convolutions [height, width, channels, filters],
images and the features of a flattened image with channels last.
"""
import json

import torch
from torch import nn
from torch.nn import functional as F

ROWS, INPUTS, HIDDEN, CLASSES, BATCH = 96, 6, 5, 3, 8


def flat(tensor, digits=9):
    return [float(f"{value:.{digits}g}") for value in tensor.detach().flatten().tolist()]


def rounded(tensor):
    return (tensor * 1000).round() / 1000


# --- losses -----------------------------------------------------------------------------------------------------------


def loss_case(kind, outputs, targets, smoothing=0.0, delta=1.0, partners=None, share=1.0):
    """Mean loss and its gradient; targets are class numbers or values, mixed with those of partners."""
    z = outputs.clone().requires_grad_(True)

    def probabilities(values):
        return F.one_hot(values.long(), z.shape[1]).float() if kind == "softmax" else values[:, None]

    y = probabilities(targets)
    if partners is not None:
        y = share * y + (1 - share) * probabilities(partners)
    if kind == "softmax":
        loss = F.cross_entropy(z, y, label_smoothing=smoothing)
    elif kind == "sigmoid":
        loss = F.binary_cross_entropy_with_logits(z, (1 - smoothing) * y + smoothing / 2)
    elif kind == "squared":
        loss = F.mse_loss(z, y)
    elif kind == "absolute":
        loss = F.l1_loss(z, y)
    else:
        loss = F.huber_loss(z, y, delta=delta)
    loss.backward()
    return {
        "kind": kind, "smoothing": smoothing, "delta": delta, "width": z.shape[1], "outputs": flat(outputs),
        "targets": targets.tolist(), "partners": None if partners is None else partners.tolist(), "share": share,
        "loss": loss.item(), "gradient": flat(z.grad),
    }


def losses():
    rows = 6
    logits = rounded(torch.randn(rows, 4) * 4)
    logits[0] = torch.tensor([90.0, -90.0, 0.0, 89.0])
    classes = torch.randint(0, 4, (rows,)).float()
    logit = rounded(torch.randn(rows, 1) * 4)
    logit[0] = -95.0
    labels = torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0, 0.0])
    values = rounded(torch.randn(rows))
    estimates = rounded(torch.randn(rows, 1) * 3)
    estimates[2] = values[2]
    cases = []
    for smoothing in (0.0, 0.1):
        cases.append(loss_case("softmax", logits, classes, smoothing))
        cases.append(loss_case("softmax", logits, classes, smoothing, partners=classes.flip(0), share=0.3))
        cases.append(loss_case("sigmoid", logit, labels, smoothing))
        cases.append(loss_case("sigmoid", logit, labels, smoothing, partners=labels.flip(0), share=0.7))
    for kind, delta in (("squared", 1.0), ("absolute", 1.0), ("huber", 1.0), ("huber", 0.4)):
        cases.append(loss_case(kind, estimates, values, delta=delta))
    cases.append(loss_case("squared", estimates, values, partners=values.flip(0), share=0.25))
    return cases


# --- training ---------------------------------------------------------------------------------------------------------


def batches(x, y, steps):
    for step in range(steps):
        rows = slice(step * BATCH % len(x), step * BATCH % len(x) + BATCH)
        yield x[rows], y[rows]


def train(model, optimizer, data, steps, penalty=lambda: 0):
    losses = []
    for x, y in batches(*data, steps):
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        (loss + penalty()).backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.9g}"))
    return losses


class Perceptron(nn.Module):
    """tanh(x·w0 + b0)·w1 + b1, kernels [inputs, units] as here."""

    def __init__(self, initial):
        super().__init__()
        self.w0, self.b0, self.w1, self.b1 = (nn.Parameter(value.clone()) for value in initial)

    def forward(self, x):
        return torch.tanh(x @ self.w0 + self.b0) @ self.w1 + self.b1


def groups(model, kernels_only, decay):
    """Parameter groups: weight decay on everything, or on kernels only."""
    kernels, biases = [model.w0, model.w1], [model.b0, model.b1]
    return [{"params": kernels, "weight_decay": decay}, {"params": biases, "weight_decay": 0 if kernels_only else decay}]


OPTIMIZERS = {
    "SGD": lambda groups, **more: torch.optim.SGD(groups, lr=0.05, **more),
    "Adam": lambda groups, **more: torch.optim.Adam(groups, lr=0.01, **more),
    "AdamW": lambda groups, **more: torch.optim.AdamW(groups, lr=0.01, **more),
    "RMSprop": lambda groups, **more: torch.optim.RMSprop(groups, lr=0.003, alpha=0.9, **more),
    "Adagrad": lambda groups, **more: torch.optim.Adagrad(groups, lr=0.05, **more),
}


def perceptrons():
    """Penalties l1 and l2 are hand-written in the Keras convention, on kernels; weight_decay is the optimizer's."""
    x = rounded(torch.rand(ROWS, INPUTS) * 2 - 1)
    y = x[:, :CLASSES].argmax(1)
    initial = [torch.randn(INPUTS, HIDDEN) * 0.5, torch.zeros(HIDDEN), torch.randn(HIDDEN, CLASSES) * 0.5, torch.zeros(CLASSES)]
    table = [
        ("SGD", {}, {}),
        ("SGD", {"l2": 0.01}, {}),
        ("SGD", {"l1": 0.005}, {}),
        ("SGD", {"l1": 0.002, "l2": 0.003}, {"momentum": 0.9}),
        ("SGD", {"weight_decay": 0.05}, {}),
        ("SGD", {"weight_decay": 0.05, "kernels_only": True}, {"momentum": 0.9, "nesterov": True}),
        ("Adam", {}, {}),
        ("Adam", {"weight_decay": 0.1}, {}),
        ("AdamW", {"weight_decay": 0.5}, {}),
        ("AdamW", {"weight_decay": 0.5, "kernels_only": True, "l1": 0.01}, {}),
        ("RMSprop", {"weight_decay": 0.02}, {}),
        ("Adagrad", {"weight_decay": 0.02}, {}),
    ]
    cases = []
    for name, penalties, options in table:
        l1, l2, decay = (penalties.get(key, 0) for key in ("l1", "l2", "weight_decay"))
        kernels_only = penalties.get("kernels_only", False)
        model = Perceptron(initial)
        optimizer = OPTIMIZERS[name](groups(model, kernels_only, decay), **options)
        kernels = (model.w0, model.w1)
        losses = train(model, optimizer, (x, y), 100, lambda: sum(l1 * w.abs().sum() + l2 * (w ** 2).sum() for w in kernels))
        cases.append({
            "optimizer": name, "l1": l1, "l2": l2, "weightDecay": decay, "kernelsOnly": kernels_only,
            "momentum": options.get("momentum", 0), "nesterov": options.get("nesterov", False),
            "losses": losses, "weights": [flat(value) for value in model.parameters()],
        })
    return {
        "inputs": INPUTS, "hidden": HIDDEN, "classes": CLASSES,
        "x": flat(x), "y": y.tolist(), "initial": [flat(value) for value in initial], "cases": cases,
    }


class Convolutional(nn.Module):
    """Images 1×9×8: conv 3×3 (valid) – relu – max pool 2 – conv 3×3 (same) – relu – flatten – linear."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.last = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 5, 3, padding=1), nn.Linear(5 * 3 * 3, CLASSES)

    def forward(self, x):
        h = F.max_pool2d(F.relu(self.first(x)), 2)
        return self.last(F.relu(self.second(h)).flatten(1))

    def weights(self):
        last = self.last.weight.reshape(CLASSES, 5, 3, 3).permute(2, 3, 1, 0)
        kernels = [self.first.weight.permute(2, 3, 1, 0), self.second.weight.permute(2, 3, 1, 0), last]
        biases = [self.first.bias, self.second.bias, self.last.bias]
        return [flat(value) for pair in zip(kernels, biases) for value in pair]


class Recurrent(nn.Module):
    """Embedding 11×4 – LSTM 6, last state – linear. PyTorch's second bias stays 0: Keras' LSTM has one."""

    def __init__(self):
        super().__init__()
        self.embedding, self.lstm, self.last = nn.Embedding(11, 4), nn.LSTM(4, 6, batch_first=True), nn.Linear(6, CLASSES)
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        return self.last(self.lstm(self.embedding(x.long()))[0][:, -1])

    def weights(self):
        lstm = self.lstm
        values = [self.embedding.weight, lstm.weight_ih_l0.T, lstm.weight_hh_l0.T, lstm.bias_ih_l0, self.last.weight.T, self.last.bias]
        return [flat(value) for value in values]


def trained(model, x, y, rows_in):
    """20 steps of PyTorch's Adam; x as our rows, rows_in as the model takes them."""
    initial = model.weights()
    optimizer = torch.optim.Adam([value for value in model.parameters() if value.requires_grad], lr=0.01)
    losses = train(model, optimizer, (rows_in, y), 20)
    return {"x": flat(x), "y": y.tolist(), "initial": initial, "losses": losses, "weights": model.weights()}


def convolutional():
    rows = 32
    images = rounded(torch.randn(rows, 1, 9, 8))
    y = torch.randint(0, CLASSES, (rows,))
    images[:, 0, 2:5, 2:5] += 0.5 * y[:, None, None]
    return trained(Convolutional(), images.permute(0, 2, 3, 1), y, images)


def recurrent():
    rows, length = 32, 7
    tokens = torch.randint(0, 11, (rows, length))
    y = (tokens == 3).any(1).long() + (tokens[:, 0] > 5).long()
    return trained(Recurrent(), tokens.float(), y, tokens)


torch.manual_seed(0)
print(json.dumps({
    "torch": torch.__version__, "batch": BATCH,
    "losses": losses(), "perceptron": perceptrons(), "convolutional": convolutional(), "recurrent": recurrent(),
}, separators=(",", ":")))
