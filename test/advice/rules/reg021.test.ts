import { describe, expect, test } from 'vitest';
import { findingsOf, fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG021';
const TORCH = `import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.norm = nn.BatchNorm2d(8)
        self.drop = nn.Dropout(0.5)
        self.output = nn.Linear(8 * 26 * 26, 10)

    def forward(self, x):
        x = self.drop(torch.flatten(F.relu(self.norm(self.conv(x))), 1))
        return self.output(F.dropout(x, 0.2, training=self.training))


model = Net()


`;
const BLOCK = `def evaluate(loader):
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct


evaluate(test_loader)
`;

test('names what acts otherwise in training mode', () => {
  const py = TORCH + BLOCK;
  expect(messageOf(CODE, { py })).toBe(
    '“model” is evaluated here without model.eval(), so 2 dropouts keep dropping (50\u202f% and 20\u202f%) and a batch ' +
      'normalization uses the batch’s own mean and variance instead of the running ones. Call model.eval() first, and ' +
      'model.train() before training goes on.',
  );
});

test.each([
  ['eval in the function', BLOCK.replace('    correct = 0\n', '    model.eval()\n    correct = 0\n')],
  ['train(False)', BLOCK.replace('    correct = 0\n', '    model.train(False)\n    correct = 0\n')],
  ['eval in the caller', BLOCK.replace('\nevaluate(', '\nmodel.eval()\nevaluate(')],
  [
    'a model that is given by a caller that cannot be seen',
    BLOCK.replace('evaluate(test_loader)\n', '').replace('evaluate(loader)', 'evaluate(model, loader)'),
  ],
  [
    'a mode that something else in the file sets',
    BLOCK.replace('evaluate(test_loader)', 'def prepare():\n    model.eval()'),
  ],
  ['training', BLOCK.replaceAll('evaluate', 'train').replace('with torch.no_grad():', 'if True:')],
])('silent: %s', (_, code) => {
  expect(placesOf(CODE, { py: TORCH + code })).toEqual([]);
});

test('silent: nothing depends on the mode', () => {
  const py = `import torch
from torch import nn
model = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.LayerNorm(4), nn.Dropout(0), nn.Linear(4, 1))


${BLOCK}`;
  expect(placesOf(CODE, { py })).toEqual([]);
});

test('silent: a model that cannot be seen', () => {
  expect(placesOf(CODE, { py: `import torch\nfrom nets import model\n\n\n${BLOCK}` })).toEqual([]);
});

test('a function without a caller, in a file that never calls eval()', () => {
  const py = TORCH + BLOCK.replace('evaluate(test_loader)\n', '');
  expect(placesOf(CODE, { py })).toEqual(['26 warning']);
});

test('dropout between the layers of a recurrent network', () => {
  const net = (layers: number) => `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(16, 32, num_layers=${layers}, dropout=0.1)

    def forward(self, x):
        return self.rnn(x)[0]


model = Net()


${BLOCK}`;
  expect(messageOf(CODE, { py: net(2) })).toContain('so a dropout keeps dropping (10\u202f%).');
  expect(placesOf(CODE, { py: net(1) })).toEqual([]);
});

describe('fix', () => {
  test('a line before the block', () => {
    const after = TORCH + BLOCK.replace('    with torch.no_grad', '    model.eval()\n    with torch.no_grad');
    expect(fixed(CODE, { py: TORCH + BLOCK })).toBe(after);
    expect(placesOf(CODE, { py: after })).toEqual([]);
  });

  const LOOP = `for epoch in range(10):
    for x, y in train_loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    with torch.no_grad():
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader)
    print(right)
`;

  test('back to training mode in a loop that trains', () => {
    const after = LOOP.replace('    with', '    model.eval()\n    with').replace(
      '    print',
      '    model.train()\n    print',
    );
    expect(fixed(CODE, { py: TORCH + LOOP })).toBe(TORCH + after);
    expect(placesOf(CODE, { py: TORCH + after })).toEqual([]);
  });

  test('no way back: no fix', () => {
    const py = TORCH + LOOP.replace('    print(right)', '        if right > 9:\n            break');
    expect(findingsOf(CODE, { py })[0]?.fixes).toEqual([]);
  });

  test('a function that a loop calls which trains', () => {
    const call =
      'for epoch in range(10):\n    F.mse_loss(model(x), y).backward()\n    evaluate(test_loader)\n';
    const py = TORCH + BLOCK.replace('evaluate(test_loader)\n', call);
    const after = py
      .replace('    with', '    model.eval()\n    with')
      .replace('    return correct', '    model.train()\n    return correct');
    expect(fixed(CODE, { py })).toBe(after);
    const trains = py.replace('range(10):\n', 'range(10):\n    model.train()\n');
    expect(findingsOf(CODE, { py: trains })[0]?.fixes.map(({ title }) => title) ?? []).not.toContain(
      'Call model.eval() first and model.train() afterwards',
    );
  });

  test('a line below the docstring of a function', () => {
    const code = (mode: string) => `def validate(loader):
    """Share of the rows that are right."""
${mode}    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader)


validate(test_loader)
`;
    expect(fixed(CODE, { py: TORCH + code('') })).toBe(TORCH + code('    model.eval()\n'));
  });
});
