/** Python files for the reader's benchmark: models of every style between helpers and plain code, made anew each time. */

type Part = (index: number) => string;

const moduleClass: Part = (i) => `class Encoder${i}(nn.Module):
    """Convolutions, then a classifier; number ${i} of its kind."""

    def __init__(self, channels=${8 + (i % 5) * 8}, classes: int = ${2 + (i % 9)}, dropout=0.${1 + (i % 6)}):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels, kernel_size=3, padding=1)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels * 2, kernel_size=3, padding=1)
        self.bn2 = nn.BatchNorm2d(channels * 2)
        self.blocks = nn.ModuleList([Block${i}(channels * 2) for _ in range(${2 + (i % 4)})])
        self.drop = nn.Dropout(dropout)
        self.fc1 = nn.Linear(channels * 2 * 64, WIDTH_${i})
        self.fc2 = nn.Linear(WIDTH_${i}, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.bn2(self.conv2(x))), 2)
        for block in self.blocks:
            x = block(x)
        x = torch.flatten(x, 1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)
`;

const residualClass: Part = (i) => `WIDTH_${i} = ${64 + (i % 7) * 32}


class Block${i}(nn.Module):
    def __init__(self, channels, stride=1):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(x + self.body(x))
`;

const functionalBuilder: Part = (i) => `def conv_block_${i}(x, filters, rate=0.${1 + (i % 4)}):
    x = layers.Conv2D(filters, 3, padding="same", kernel_regularizer=regularizers.l2(1e-4))(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    return layers.SpatialDropout2D(rate)(x)


def build_model_${i}(input_shape=(32, 32, 3), classes=${2 + (i % 20)}):
    inputs = keras.Input(shape=input_shape)
    x = inputs
    for filters in (16, 32, 64):
        x = conv_block_${i}(x, filters)
        x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    x = layers.Dense(${128 + (i % 3) * 64}, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    model = keras.Model(inputs, outputs, name="model_${i}")
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
`;

const sequential: Part = (i) => `model_${i} = keras.Sequential([
    layers.Input(shape=(${20 + i},)),
    layers.Dense(${32 + (i % 9) * 16}, activation="relu", kernel_regularizer="l2"),
    layers.Dropout(0.3),
    layers.Dense(${16 + (i % 5) * 8}, activation="relu"),
])
model_${i}.add(layers.Dense(1, activation="sigmoid"))
model_${i}.compile(optimizer="rmsprop", loss="binary_crossentropy")
`;

const training: Part = (
  i,
) => `def train_${i}(model, loader, epochs=${5 + (i % 10)}, lr=1e-3, weight_decay=1e-4):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    history = {"loss": [], "accuracy": []}
    for epoch in range(epochs):
        model.train()
        total, correct, count = 0.0, 0, 0
        for x, y in loader:
            optimizer.zero_grad()
            output = model(x.to(DEVICE))
            loss = F.nll_loss(output, y.to(DEVICE))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            correct += (output.argmax(1).cpu() == y).sum().item()
            count += len(y)
        history["loss"].append(total / count)
        history["accuracy"].append(correct / count)
        print(f"epoch {epoch}: {total / count:.4f} {correct / count:.2%}")
    return history
`;

const plain: Part = (i) => `def load_table_${i}(path, columns=None, sep=","):
    """Reads a table; \`columns\` are kept.

    >>> load_table_${i}("a.csv", columns=["x", "y"]).shape
    (10, 2)
    """
    rows = []
    with open(path, newline="") as file:
        reader = csv.DictReader(file, delimiter=sep)
        for number, row in enumerate(reader):
            if columns is not None:
                row = {key: value for key, value in row.items() if key in columns}
            try:
                rows.append({key: float(value) for key, value in row.items()})
            except ValueError as error:
                raise ValueError(f"{path}:{number + 2}: {error}") from error
    means = {key: sum(row[key] for row in rows) / max(len(rows), 1) for key in (rows[0] if rows else {})}
    return [[row[key] - means[key] for key in row] for row in rows]


class Settings${i}:
    def __init__(self, folder, seed=${i}, verbose=False):
        self.folder = os.path.expanduser(folder)
        self.seed = seed
        self.verbose = verbose
        self.names = [name for name in sorted(os.listdir(self.folder)) if name.endswith(".csv")]

    def describe(self):
        return ", ".join("%s=%r" % (key, value) for key, value in vars(self).items())
`;

const PARTS: Part[] = [plain, residualClass, moduleClass, training, sequential, plain, functionalBuilder];

const HEAD = `"""A large project in one file."""
import csv
import os

import keras
import torch
import torch.nn as nn
import torch.nn.functional as F
from keras import layers, regularizers

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
`;

/** A file of at least so many lines; `first` numbers its parts, so that files differ. */
export function pythonSource(lines: number, first = 0): string {
  const parts = [HEAD];
  let count = HEAD.split('\n').length;
  for (let index = 0; count < lines; index++) {
    // The classes of one round refer to each other.
    const part = PARTS[index % PARTS.length]!(first + Math.floor(index / PARTS.length));
    parts.push(part);
    count += part.split('\n').length + 1;
  }
  return parts.join('\n\n');
}
