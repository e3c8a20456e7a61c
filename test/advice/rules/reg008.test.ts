import { describe, expect, test } from 'vitest';
import { fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG008';
const TORCH = `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)
        self.norm = nn.BatchNorm1d(128)
        self.output = nn.Linear(128, 10)

    def forward(self, x):
        return self.output(torch.relu(self.norm(self.hidden(x))))


model = Net()
`;

describe('PyTorch', () => {
  test('counts what is decayed in vain', () => {
    // Biases 128 + 10 = 138, γ and β 2 · 128 = 256; 784·128 + 128·10 = 101,632 weights; together 102,026.
    const py = `${TORCH}optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)\n`;
    expect(messageOf(CODE, { py })).toBe(
      'weight_decay=5e-4 of SGD also acts on 138 biases and 256 normalization parameters of “Net”, which has 102,026 ' +
        'parameters. Decaying them restricts the model without making it smoother. Give the tensors with one axis ' +
        '(p.ndim <= 1) a parameter group of their own with weight_decay=0.',
    );
    expect(placesOf(CODE, { py })).toEqual(['17 information']);
  });

  test('fix: two groups', () => {
    const py = `${TORCH}optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)\n`;
    const after = `${TORCH}optimizer = torch.optim.SGD([
    {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": 5e-4},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
], lr=0.1)
`;
    expect(fixed(CODE, { py })).toBe(after);
    expect(placesOf(CODE, { py: after })).toEqual([]);
  });

  test('the default of AdamW', () => {
    const py = `${TORCH}optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)\n`;
    expect(messageOf(CODE, { py })).toContain(
      'weight_decay=0.01 of AdamW, its default, also acts on 138 biases',
    );
  });

  test('blocks of the file are counted as often as they are used', () => {
    // Two blocks of (10·10 + 10) + (10·3 + 3): biases 2 · 10 + 3 = 23 of 2 · 110 + 33 = 253 parameters.
    const py = `import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(10, 10)

    def forward(self, x):
        return self.linear(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block()
        self.b = Block()
        self.output = nn.Linear(10, 3)

    def forward(self, x):
        return self.output(self.b(self.a(x)))


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=1e-4)
`;
    expect(messageOf(CODE, { py })).toContain('also acts on 23 biases of “Net”, which has 253 parameters.');
  });

  test('blocks of several sizes: the default of AdamW, and only what is there is named', () => {
    const py = `import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, 10)

    def forward(self, x):
        return self.linear(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(20)
        self.b = Block(10)

    def forward(self, x):
        return self.b(self.a(x))


net = Net()
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
`;
    expect(messageOf(CODE, { py })).toContain(
      'weight_decay=0.01 of AdamW, its default, also acts on the biases of “Net”. Decaying',
    );
  });

  test('a model with a part that cannot be seen has no numbers', () => {
    const py = TORCH.replace('self.output =', 'self.features = torch.hub.load(a, b)\n        self.output =');
    expect(
      messageOf(CODE, { py: `${py}opt = torch.optim.SGD(model.parameters(), weight_decay=1e-4)\n` }),
    ).toContain('also acts on the biases and normalization parameters of “Net”.');
  });

  test('a model that cannot be seen has no numbers', () => {
    const py = `import torch
from nets import make
model = make()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)
`;
    expect(messageOf(CODE, { py })).toContain(
      'weight_decay=5e-4 of SGD also acts on any biases and normalization parameters of “model”.',
    );
  });

  test('inside a LightningModule', () => {
    const py = `import torch
import pytorch_lightning as pl
from torch import nn


class Net(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.output = nn.Linear(10, 3)

    def forward(self, x):
        return self.output(x)

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=1e-3, weight_decay=0.1)
`;
    // 10·3 + 3 = 33 parameters.
    expect(messageOf(CODE, { py })).toContain(
      'weight_decay=0.1 of AdamW also acts on 3 biases of “Net”, which has 33 parameters.',
    );
  });

  test.each([
    ['no decay', 'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n'],
    [
      'groups by number of axes',
      `optimizer = torch.optim.AdamW([
    {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": 0.01},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
])
`,
    ],
    [
      'a part of the model',
      'optimizer = torch.optim.SGD(model.output.parameters(), lr=0.1, weight_decay=1e-4)\n',
    ],
    [
      'a decay that cannot be seen',
      'def build(args):\n    return torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=args.wd)\n',
    ],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: TORCH + code })).toEqual([]);
  });

  test('silent: a model without biases', () => {
    const py = `import torch
from torch import nn
model = nn.Sequential(nn.Linear(8, 4, bias=False), nn.ReLU(), nn.Linear(4, 1, bias=False))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)
`;
    expect(placesOf(CODE, { py })).toEqual([]);
  });

  test('silent: the default where the model cannot be seen', () => {
    const py =
      'import torch\nfrom nets import model\noptimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)\n';
    expect(placesOf(CODE, { py })).toEqual([]);
  });
});

describe('Keras', () => {
  const KERAS = `import keras
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
`;

  test('every optimizer decays all variables', () => {
    // 64·10 + 10 = 650 parameters.
    const py = `${KERAS}optimizer = keras.optimizers.AdamW(1e-3, weight_decay=0.01)
model.compile(optimizer, "mse")
`;
    expect(messageOf(CODE, { py })).toBe(
      'weight_decay=0.01 of AdamW also acts on 10 biases of “model”, which has 650 parameters. Decaying them restricts ' +
        'the model without making it smoother. Leave them out: ' +
        'optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"]).',
    );
    expect(fixed(CODE, { py })).toBe(`${KERAS}optimizer = keras.optimizers.AdamW(1e-3, weight_decay=0.01)
optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
model.compile(optimizer, "mse")
`);
    expect(placesOf(CODE, { py: fixed(CODE, { py }) })).toEqual([]);
  });

  test.each([
    ['no decay', 'model.compile(keras.optimizers.Adam(1e-3), "mse")\n'],
    ['an optimizer by its name', 'model.compile("adam", "mse")\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: KERAS + code })).toEqual([]);
  });
});
