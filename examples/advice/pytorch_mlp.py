"""Handwritten digits: a fully-connected network in PyTorch with its training loop."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

HIDDEN = 512

digits = transforms.ToTensor()
train_loader = DataLoader(datasets.MNIST("data", train=True, transform=digits), batch_size=64, shuffle=True)
test_loader = DataLoader(datasets.MNIST("data", train=False, transform=digits), batch_size=1000)


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, HIDDEN)
        self.norm = nn.BatchNorm1d(HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, HIDDEN)
        self.fc3 = nn.Linear(HIDDEN, classes)

    def forward(self, x):
        x = torch.flatten(x, 1)
        x = F.relu(self.norm(self.fc1(x)))
        x = F.dropout(F.relu(self.fc2(x)), 0.5)
        return self.fc3(x)


net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-2)


def train():
    net.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        l1 = sum(p.abs().sum() for p in net.parameters())
        loss = F.cross_entropy(net(images), labels) + 1e-5 * l1
        loss.backward()
        optimizer.step()


def evaluate():
    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            correct += (net(images).argmax(1) == labels).sum().item()
    return correct / len(test_loader.dataset)


for epoch in range(20):
    train()
    print(epoch, evaluate())
