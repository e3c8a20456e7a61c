import { describe, expect, test } from 'vitest';
import type { RuleContext } from '../../../src/advice/rule.ts';
import { modelOf } from '../../../src/advice/rules/support/modelOf.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { readSource } from '../../../src/definition/source.ts';

/** The parameters of the model behind each optimizer and compilation, in the order of the file. */
function parametersIn(file: string, text: string, cells?: string[]): (number | undefined)[] {
  const reading = readSource(file, text);
  const textOf = (cell?: number) => (cell === undefined ? text : cells![cell]!);
  const context: RuleContext = { reading, textOf, thresholds: DEFAULT_THRESHOLDS };
  return reading.surroundings.flatMap((fact) => {
    if (fact.type === 'compile') return [modelOf(context, fact, fact.model)?.parameters];
    if (fact.type !== 'optimizer' || fact.framework !== 'pytorch') return [];
    return [modelOf(context, fact, fact.groups[0]?.of)?.parameters];
  });
}

/** Two modules: `A` has 2·3 + 3 = 9 parameters, `B` 4·5 + 5 = 25. */
const TORCH = `import torch
from torch import nn


class A(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 3)

    def forward(self, x):
        return self.linear(x)


class B(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 5)

    def forward(self, x):
        return self.linear(x)


`;
const optimizer = (model: string) => `torch.optim.SGD(${model}.parameters(), lr=0.1)`;

describe('PyTorch', () => {
  test.each([
    ['the class that it is made from', `model = A()\nopt = ${optimizer('model')}\n`, [9]],
    ['on a device', `model = B().to(device)\nopt = ${optimizer('model')}\n`, [25]],
    ['moved later', `model = B()\nmodel = model.cuda()\nopt = ${optimizer('model')}\n`, [25]],
    ['wrapped', `model = B()\nmodel = nn.DataParallel(model)\nopt = ${optimizer('model')}\n`, [25]],
    ['under two names', `model = net = B()\na = ${optimizer('net')}\nb = ${optimizer('model')}\n`, [25, 25]],
    ['among others', `net, rate = B(), 0.1\nopt = ${optimizer('net')}\n`, [undefined]],
    ['of another class', `class C:\n    net = B()\n\n\nnet = A()\nopt = ${optimizer('net')}\n`, [9]],
    ['bound again', `net = A()\na = ${optimizer('net')}\nnet = B()\nb = ${optimizer('net')}\n`, [9, 25]],
    ['in a function', `def train():\n    net = B()\n    return ${optimizer('net')}\n`, [25]],
    [
      'from a function',
      `def make():\n    return A()\n\n\nnet = make()\nopt = ${optimizer('net')}\n`,
      [undefined],
    ],
    [
      'under a condition',
      `if big:\n    net = B()\nelse:\n    net = A()\nopt = ${optimizer('net')}\n`,
      [undefined],
    ],
    ['what a function is given', `def train(net):\n    return ${optimizer('net')}\n`, [undefined]],
    ['a name that is never bound', `opt = ${optimizer('net')}\n`, [undefined]],
    ['another library', `from nets import C\nnet = C()\nopt = ${optimizer('net')}\n`, [undefined]],
  ])('%s', (_, code, expected) => {
    expect(parametersIn('m.py', TORCH + code)).toEqual(expected);
  });

  test('what a function is given is the one model of the file', () => {
    const [head, onlyB] = TORCH.split('class A(nn.Module)');
    const code = `${head}class B${onlyB!.split('class B')[1]}def train(net):\n    return ${optimizer('net')}\n`;
    expect(parametersIn('m.py', code)).toEqual([25]);
  });
});

describe('Keras', () => {
  const KERAS = 'import keras\nfrom keras import layers\n';
  const compile = 'model.compile("sgd", "mse")\n';
  /** 2·units + units parameters. */
  const sequential = (units: number) =>
    `model = keras.Sequential([keras.Input((2,)), layers.Dense(${units})])\n`;

  test.each([
    ['one after another', sequential(3) + compile + sequential(5) + compile, [9, 15]],
    [
      'built in functions that are called alike',
      `def one():\n    ${sequential(3)}    ${compile}    return model\n\n\ndef two():\n    ${sequential(5)}    ${compile}    return model\n`,
      [9, 15],
    ],
    [
      'built in a function',
      `def build():\n    ${sequential(4)}    return model\n\n\nmodel = build()\n${compile}`,
      [12],
    ],
  ])('%s', (_, code, expected) => {
    expect(parametersIn('m.py', KERAS + code)).toEqual(expected);
  });

  test('a variable that is bound again in the cells of a notebook', () => {
    const cells = [KERAS + sequential(3), compile, sequential(5), compile];
    const notebook = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { language_info: { name: 'python' } },
      cells: cells.map((source) => ({
        cell_type: 'code',
        execution_count: null,
        metadata: {},
        outputs: [],
        source,
      })),
    };
    expect(parametersIn('m.ipynb', JSON.stringify(notebook), cells)).toEqual([9, 15]);
  });
});
