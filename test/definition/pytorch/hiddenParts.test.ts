/** Parts of a model that cannot be seen: its number of parameters is unknown, never that of the rest. */
import { expect, test } from 'vitest';
import { model, read } from './source.ts';

const LIBRARIES = `
from torchvision import models
from transformers import AutoModel
from einops.layers.torch import Rearrange
import torchmetrics
from blocks import Encoder
`;

/** A class whose constructor and forward those are; beside it a Linear of 3·4 + 4 = 16 parameters. */
const parametersOf = (parameters: string, keeps: string, forward: string): number | undefined =>
  model(
    `${LIBRARIES}
class Net(nn.Module):
    def __init__(self${parameters}):
        super().__init__()
        ${keeps}
        self.fc = nn.Linear(3, 4)

    def forward(self, x):
        ${forward}
`,
    'Net',
  ).parameters;

test.each([
  ['a block that is given', ', block', 'self.b = block', 'return self.fc(self.b(x))'],
  ['a block of a class that is given', ', block', 'self.b = block(3)', 'return self.fc(self.b(x))'],
  ['blocks in a container', ', block', 'self.b = nn.Sequential(block())', 'return self.fc(self.b(x))'],
  [
    'a list of blocks',
    ', blocks',
    'self.b = nn.ModuleList(blocks)',
    'return [self.fc(b(x)) for b in self.b]',
  ],
  ['a block of another file', '', 'self.b = Encoder(3)', 'return self.fc(self.b(x))'],
  ['a model of torchvision', '', 'self.b = models.resnet18()', 'return self.fc(self.b(x))'],
  ['a model of transformers', '', 'self.b = AutoModel.from_pretrained(n)', 'return self.fc(self.b(x)[0])'],
])('%s hides how many', (_, parameters, keeps, forward) => {
  expect(parametersOf(parameters, keeps, forward)).toBeUndefined();
});

test.each([
  ['a size that is given', ', n', 'self.n = n', 'return self.fc(x[:, : self.n])'],
  ['a metric', '', 'self.acc = torchmetrics.Accuracy()', 'return self.acc(self.fc(x), 1)'],
  ['a loss that is given', ', criterion', 'self.criterion = criterion', 'return self.criterion(self.fc(x))'],
  ['a layer that moves axes', '', "self.move = Rearrange('b c -> c b')", 'return self.fc(self.move(x))'],
  ['a function of torch', '', 'self.act = torch.tanh', 'return self.act(self.fc(x))'],
])('%s holds no parameters', (_, parameters, keeps, forward) => {
  expect(parametersOf(parameters, keeps, forward)).toBe(16);
});

const RESIDUAL = `
class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.norm = nn.LayerNorm(4)

    def forward(self, x):
        return x + self.inner(self.norm(x))
`;

test('a layer that a block is given counts with the block', () => {
  const text = `${RESIDUAL}\nnet = nn.Sequential(Residual(nn.Linear(4, 4)), nn.Linear(4, 2))\n`;
  const { models } = read(text);
  // 2·4 of the norm, 4·4 + 4 of the layer inside, 4·2 + 2 of the last.
  expect(models.map(({ name, parameters }) => [name, parameters])).toEqual([
    ['Residual', undefined],
    ['net', 8 + 20 + 10],
  ]);
  expect(models[1]!.layers.map(({ kind }) => kind)).toEqual(['Linear', 'Linear']);
});

test('a class that hands a hidden block on', () => {
  const text = `${RESIDUAL}
class Net(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.block = Residual(inner)
        self.head = nn.Linear(4, 2)
`;
  const net = model(text, 'Net');
  expect(net.parameters).toBeUndefined();
  expect(net.submodules?.map(({ name, count, parameters }) => [name, count, parameters])).toEqual([
    ['Residual', 1, undefined],
  ]);
});

test('a model of blocks that hold parameter tensors only', () => {
  const text = `
class Scale(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(size))

    def forward(self, x):
        return x * self.gain

net = nn.Sequential(Scale(8), Scale(5))
`;
  const net = model(text, 'net');
  expect(net.submodules?.map(({ name, count }) => [name, count])).toEqual([['Scale', 2]]);
  expect(net.parameters).toBe(8 + 5);
});

test.each([
  // BatchNorm1d(512) has 1,024, Linear(512, 2) has 1,026 parameters.
  [
    'an attribute that is given another layer',
    '        self.fc = nn.Linear(512, 512)\n        self.bn = nn.BatchNorm1d(512)\n        self.fc = nn.Linear(512, round(2.5))',
    2050,
  ],
  // The first layer is in the container that takes its place: 12·12 + 12 and 12·1 + 1.
  [
    'a layer that goes on in a container',
    '        self.fc = nn.Linear(12, 12)\n        self.fc = nn.Sequential(self.fc, nn.Linear(12, 1))',
    169,
  ],
  [
    'a layer that another attribute holds',
    '        self.fc = nn.Linear(3, 4)\n        self.old = self.fc\n        self.fc = nn.Linear(3, 1)',
    20,
  ],
])('%s', (_, body, parameters) => {
  const text = `class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n${body}\n`;
  expect(model(text, 'Net').parameters).toBe(parameters);
});

test('a layer of the base class that the class replaces', () => {
  const text = `
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(10, 20)
        self.fc = nn.Linear(20, 1000)

class Child(Base):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 2)
`;
  // 10·20 + 20 and 20·2 + 2, as PyTorch counts.
  expect(model(text, 'Child').parameters).toBe(262);
});
