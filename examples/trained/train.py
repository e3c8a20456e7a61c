"""Handwritten digits in PyTorch: writes plain.pt and l1.pt, and the log of each training.

Right-click plain.pt in the explorer and choose "Open with Regularization Lens"; then select plain.pt and l1.pt together
and choose "Compare with Regularization Lens". The logs open the same way.
"""
import csv

import numpy as np
import torch
from torch import nn


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(64, 96)
        self.hidden2 = nn.Linear(96, 32)
        self.scores = nn.Linear(32, 10)

    def forward(self, x):
        x = torch.relu(self.hidden1(x))
        x = torch.relu(self.hidden2(x))
        return self.scores(x)


def load():
    table = np.loadtxt("../digits/digits.csv", delimiter=",", skiprows=1, dtype=np.float32)
    order = np.random.default_rng(1).permutation(len(table))
    table = torch.from_numpy(table[order])
    x, y = table[:, :64] / 16, table[:, 64].long()
    return (x[:300], y[:300]), (x[300:700], y[300:700])


def shrink(model, threshold):
    """The proximal step of L1: weights within the threshold become exactly 0."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("weight"):
                weight.copy_(weight.sign() * (weight.abs() - threshold).clamp(min=0))


def train(name, l1=0.0, epochs=150, rate=0.1):
    torch.manual_seed(1)
    model = Digits()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    loss_of = nn.CrossEntropyLoss()
    (x, y), (validation_x, validation_y) = load()
    with open(f"{name}.csv", "w", newline="") as file:
        log = csv.writer(file)
        log.writerow(["epoch", "train_loss", "val_loss", "val_accuracy"])
        for epoch in range(1, epochs + 1):
            for rows in torch.randperm(len(x)).split(32):
                optimizer.zero_grad()
                loss_of(model(x[rows]), y[rows]).backward()
                optimizer.step()
                shrink(model, rate * l1)
            with torch.no_grad():
                scores = model(validation_x)
                accuracy = (scores.argmax(1) == validation_y).float().mean()
                losses = loss_of(model(x), y), loss_of(scores, validation_y)
            log.writerow([epoch, *(f"{value:.6f}" for value in (*losses, accuracy))])
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "epoch": epochs,
        },
        f"{name}.pt",
    )


if __name__ == "__main__":
    train("plain")
    train("l1", l1=1e-3)
