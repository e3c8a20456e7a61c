import { describe, expect, test } from 'vitest';
import { factsOf, HEAD } from './source.ts';

const NET = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
        self.drop = nn.Dropout(0.5)
    def forward(self, x):
        return self.drop(self.fc(x))
`;

/** The model that is evaluated and whether it is in evaluation mode. */
const evaluations = (text: string): [string, boolean | undefined][] =>
  factsOf(NET + text, 'evaluation').map(({ model, inEvalMode }) => [model, inEvalMode]);

test('modes that are set, in their place', () => {
  const text = 'model = Net()\nmodel.train()\nmodel.eval()\nmodel.train(False)\ndf.eval("a + b")\n';
  const modes = factsOf(text, 'mode').map(({ mode, range }) => [range.startLine - HEAD, mode]);
  expect(modes).toEqual([
    [2, 'train'],
    [3, 'eval'],
    [4, 'eval'],
  ]);
});

describe('the mode where a model is evaluated', () => {
  test.each<[string, string, [string, boolean | undefined][]]>([
    ['never set', 'model = Net()\nwith torch.no_grad():\n    y = model(x)', [['model', false]]],
    ['set before', 'model = Net()\nmodel.eval()\nwith torch.no_grad():\n    y = model(x)', [['model', true]]],
    [
      'set where it is made',
      'model = Net().to(d).eval()\nwith torch.inference_mode():\n    y = model(x)',
      [['model', true]],
    ],
    [
      'set back',
      'model = Net()\nmodel.eval()\nmodel.train()\nwith torch.no_grad():\n    y = model(x)',
      [['model', false]],
    ],
    [
      'under a condition',
      'model = Net()\nif a:\n    model.eval()\nwith torch.no_grad():\n    y = model(x)',
      [['model', undefined]],
    ],
    [
      'of a model from elsewhere',
      'model = torch.load(path)\nwith torch.no_grad():\n    y = model(x)',
      [['model', undefined]],
    ],
    [
      'of another model',
      'model = Net()\nother = Net()\nother.eval()\nwith torch.no_grad():\n    y = model(x)',
      [['model', false]],
    ],
    [
      'training mode before data are gone through',
      'model = Net()\nmodel.train()\nwith torch.no_grad():\n    for x, y in val_loader:\n        p = model(x)',
      [['model', false]],
    ],
    ['with gradients', 'model = Net()\ny = model(x)', []],
  ])('%s', (_, text, expected) => {
    expect(evaluations(`${text}\n`)).toEqual(expected);
  });

  test('set in the function that evaluates', () => {
    const text =
      'def evaluate(model, loader):\n    model.eval()\n    with torch.no_grad():\n        return model(x)\n';
    expect(evaluations(text)).toEqual([['model', true]]);
  });

  test('set by the caller, for the parameter of another name', () => {
    const text = `
@torch.no_grad()
def accuracy(net, loader):
    for x, y in loader:
        out = net(x)

def main():
    model = Net()
    model.eval()
    accuracy(model, loader)
`;
    expect(evaluations(text)).toEqual([['net', true]]);
  });

  test('not set by one of two callers', () => {
    const text = `
def evaluate(net, loader):
    with torch.no_grad():
        for x, y in loader:
            out = net(x)

def main():
    model = Net()
    evaluate(model, loader)
    model.eval()
    evaluate(model, loader)
`;
    expect(evaluations(text)).toEqual([['net', false]]);
  });

  test('set by a function that is called before', () => {
    const text = `
def prepare(m):
    m.eval()

model = Net()
prepare(model)
with torch.no_grad():
    y = model(x)
`;
    expect(evaluations(text)).toEqual([['model', true]]);
  });

  test('cannot be seen where nothing calls the function and modes are set elsewhere', () => {
    const text = 'def evaluate(model, loader):\n    with torch.no_grad():\n        return model(x)\n';
    expect(evaluations(text)).toEqual([['model', undefined]]);
  });

  test('an attribute that the file never puts into evaluation mode', () => {
    const text = `
class Trainer:
    def __init__(self):
        self.model = Net()
    def validate(self, loader):
        for x, y in loader:
            out = self.model(x)
`;
    expect(evaluations(text)).toEqual([['self.model', false]]);
  });
});

describe('no evaluation', () => {
  test.each([
    [
      'a target network in a training loop',
      'for x in loader:\n    with torch.no_grad():\n        t = model(x)\n    loss.backward()',
    ],
    [
      'Lightning’s steps',
      'class Lit(nn.Module):\n    def validation_step(self, b, i):\n        with torch.no_grad():\n            return self.model(b)',
    ],
    [
      'training mode on purpose',
      '@torch.no_grad()\ndef update_bn(loader, model):\n    model.train()\n    for x in loader:\n        model(x)',
    ],
    ['Monte-Carlo dropout', 'def mc_dropout(model, x):\n    with torch.no_grad():\n        return model(x)'],
    [
      'masks drawn on purpose at the top of a file',
      'net = Net()\nnet.train()\nruns = []\nwith torch.no_grad():\n    for _ in range(50):\n        runs.append(net(x))',
    ],
    [
      'masks drawn on purpose in a function',
      'def predict(model, x):\n    model.train()\n    with torch.no_grad():\n        return [model(x) for _ in range(20)]',
    ],
    ['a test of pytest', 'def test_model():\n    model = Net()\n    assert model(x).shape == (1, 2)'],
  ])('%s', (_, text) => {
    expect(evaluations(`${text}\n`)).toEqual([]);
  });
});
