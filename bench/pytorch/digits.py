"""The peer of the digits example: a script that trains 64-128-64-10 for each run, one after the other.

digits.py THREADS FILE RUNS EPOCHS: reads the CSV file, trains on 300 rows in batches of 32 with Adam, evaluates the 400
validation rows after each epoch, and prints {"seconds": …} from reading the file on.
"""
import csv
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

TRAINING, VALIDATION, BATCH = 300, 400, 32
SETTINGS = [
    (0, 0, 0), (1e-4, 0, 0), (1e-3, 0, 0), (1e-2, 0, 0), (0, 1e-4, 0), (0, 1e-3, 0), (0, 1e-2, 0), (0, 0, 0.2),
    (0, 0, 0.5), (0, 1e-3, 0.3),
]


def read(path):
    with open(path, newline="") as file:
        rows = [[float(value) for value in row] for row in list(csv.reader(file))[1:]]
    table = torch.tensor(rows)[torch.randperm(len(rows))]
    x, y = table[:, :-1], table[:, -1].long()
    mean, deviation = x[:TRAINING].mean(0), x[:TRAINING].std(0)
    x = (x - mean) / torch.where(deviation > 0, deviation, torch.ones(()))
    end = TRAINING + VALIDATION
    return (x[:TRAINING], y[:TRAINING]), (x[TRAINING:end], y[TRAINING:end])


def train(training, validation, epochs, l1, l2, rate):
    x, y = training
    model = nn.Sequential(
        nn.Linear(64, 128), nn.ReLU(), nn.Dropout(rate), nn.Linear(128, 64), nn.ReLU(), nn.Dropout(rate), nn.Linear(64, 10),
    )
    kernels = [layer.weight for layer in model if isinstance(layer, nn.Linear)]
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    losses = []
    for _ in range(epochs):
        model.train()
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            rows = order[start:start + BATCH]
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x[rows]), y[rows])
            for kernel in kernels:
                loss = loss + l1 * kernel.abs().sum() + l2 * (kernel * kernel).sum()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            losses.append(F.cross_entropy(model(validation[0]), validation[1]).item())
    return losses


def main():
    threads, path, runs, epochs = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    begin = time.perf_counter()
    training, validation = read(path)
    for run in range(runs):
        train(training, validation, epochs, *SETTINGS[run % len(SETTINGS)])
    print(json.dumps({"seconds": time.perf_counter() - begin}))


main()
