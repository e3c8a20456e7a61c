import { expect, test } from 'vitest';
import { readDefinitions } from '../../../src/definition/source.ts';
import { matchModel } from '../../../src/report/weightFiles/match.ts';
import type { TensorKind, TensorReport } from '../../../src/report/weightFiles/weightsReport.ts';

const tensor = (name: string, shape: number[], kind: TensorKind = 'kernel') =>
  ({ name, shape, kind, count: shape.reduce((product, size) => product * size, 1) }) as TensorReport;

const model = (text: string) => readDefinitions('model.py', text)[0]!;

const torch = model(`
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(5, 4)
        self.second = nn.Linear(4, 4)
        self.third = nn.Linear(4, 4)
    def forward(self, x):
        return self.third(self.second(self.first(x)))
`);
const tensors = [
  tensor('third.weight', [4, 4]),
  tensor('third.bias', [4], 'bias'),
  tensor('second.weight', [4, 4]),
  tensor('second.bias', [4], 'bias'),
  tensor('first.weight', [4, 5]),
  tensor('first.bias', [4], 'bias'),
  tensor('exp_avg', [400, 500], 'optimizer'),
];

test('tensors go to the layers whose names they hold, whatever their order', () => {
  const match = matchModel(tensors, torch);
  expect(match?.layers.map(({ layer, tensors: own }) => [layer, own.map(({ name }) => name)])).toEqual([
    ['first', ['first.weight', 'first.bias']],
    ['second', ['second.weight', 'second.bias']],
    ['third', ['third.weight', 'third.bias']],
  ]);
  expect(match?.share).toBe(1);
});

test('without names the order of the shapes decides', () => {
  const keras = model(`
import keras
model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4), keras.layers.Dense(4)])
`);
  const stored = [
    tensor('layers/0/vars/0', [5, 4]),
    tensor('layers/0/vars/1', [4], 'bias'),
    tensor('layers/1/vars/0', [4, 4]),
    tensor('layers/1/vars/1', [4], 'bias'),
  ];
  const match = matchModel(stored, keras);
  expect(match?.layers.map(({ tensors: own }) => own[0]?.name)).toEqual([
    'layers/0/vars/0',
    'layers/1/vars/0',
  ]);
});

test('weights of another model do not match', () => {
  expect(
    matchModel(
      [tensor('first.weight', [4, 6]), ...tensors.filter(({ name }) => name !== 'first.weight')],
      torch,
    ),
  ).toBeUndefined();
  expect(matchModel([...tensors, tensor('fourth.weight', [100, 100])], torch)).toBeUndefined();
  expect(matchModel([], torch)).toBeUndefined();
});
