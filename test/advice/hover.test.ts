import { describe, expect, test } from 'vitest';
import { hoverAt } from '../../src/advice/hover.ts';
import { readSource } from '../../src/definition/source.ts';

const KERAS = `from keras import Sequential, layers, regularizers

UNITS = 512
L2 = 1e-4


def build(rate=0.3):
    return Sequential([
        layers.Input((784,)),
        layers.Dense(UNITS, activation="relu", kernel_regularizer=regularizers.l2(L2)),
        layers.Dropout(rate),
        layers.Dense(classes()),
    ])
`;

const TORCH = `import torch
from torch import nn
import torch.nn.functional as F

DECAY = 2e-4


class Net(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.drop = nn.Dropout2d(p=p)

    def forward(self, x):
        return F.dropout(self.drop(self.conv(x)))


model = Net()
sgd = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=DECAY)
adam = torch.optim.AdamW(
    [{'params': model.conv.parameters(), 'weight_decay': 0.05}, {'params': model.drop.parameters()}], lr=1e-3
)
plain = torch.optim.Adam(model.parameters())
`;

/** The explanation at the first place of `word`, and the text that it is about. */
function hover(text: string, word: string) {
  const found = hoverAt(readSource('net.py', text), text, { offset: text.indexOf(word) });
  return (
    found && {
      about: text.slice(found.range.from, found.range.to),
      markdown: found.markdown.replaceAll('\u202f', ' '),
    }
  );
}

describe('a layer', () => {
  test('has its shapes, its parameters by arithmetic, and where values come from', () => {
    const found = hover(KERAS, 'Dense(UNITS');
    expect(found?.about).toBe('layers.Dense');
    expect(found?.markdown.split('\n')).toEqual([
      '**Dense** `dense` · 784 → 512',
      '',
      '401,920 parameters = `784·512 + 512`',
      '',
      '| setting | value | from |',
      '| :-- | :-- | :-- |',
      '| units | `512` | constant UNITS, line 3 |',
      '| activation | `relu` | written here |',
      '| kernel initializer | `glorot_uniform` | default of Keras |',
      '',
      // 1e-4·784·512·6/(784 + 512)/3.
      'Penalty on the kernel: `1e-4·Σw²`, which adds 0.0619 to the loss at initialization.',
    ]);
  });

  test('says what is not visible', () => {
    const found = hover(KERAS, 'Dense(classes');
    expect(found?.markdown).toContain('Parameters: not known, as a size is not visible.');
    expect(found?.markdown).toContain('| units | ? | not visible |');
  });

  test('names PyTorch’s own arguments', () => {
    const found = hover(TORCH, 'nn.Conv2d');
    // 16·3·3·3 + 16.
    expect(found?.markdown).toContain('448 parameters = `16·3·3·3 + 16`');
    expect(found?.markdown).toContain('| out_channels | `16` | written here |');
    expect(found?.markdown).toContain('| padding | `1` | written here |');
  });
});

describe('a penalty', () => {
  test('has its formula, its gradient, what it adds, and its equivalents', () => {
    const found = hover(KERAS, 'regularizers.l2(');
    expect(found?.about).toBe('regularizers.l2(L2)');
    expect(found?.markdown).toContain('**L2 1e-4** on the kernel of `dense`: adds `1e-4·Σw²` to the loss.');
    // 2λ·w.
    expect(found?.markdown).toContain('Gradient: `2e-4·w`');
    // E Σw² = 784·512·6/1,296/3 = 619.5.
    expect(found?.markdown).toContain(
      'At initialization it adds 0.0619, expected over 401,408 weights drawn by `glorot_uniform`: `1e-4·619`',
    );
    expect(found?.markdown).toContain('| SGD with weight decay | `torch.optim.SGD(…, weight_decay=2e-4)` |');
    expect(found?.markdown).toContain('| AdamW | AdamW has no fixed equivalent');
    expect(found?.markdown).not.toContain('| Keras |');
  });

  test('of both kinds is one regularizer elsewhere, and a bar does not end its cell', () => {
    const text = KERAS.replace('regularizers.l2(L2)', 'regularizers.L1L2(l1=1e-5, l2=1e-4)');
    const markdown = hover(text, 'regularizers.L1L2')?.markdown;
    expect(markdown).toContain('adds `1e-5·Σ|w| + 1e-4·Σw²`');
    expect(markdown).toContain('| TensorFlow.js | `tf.regularizers.l1l2({l1: 1e-5, l2: 1e-4})` |');
    expect(markdown?.match(/^\| TensorFlow/gm)).toHaveLength(1);
    for (const row of markdown!.split('\n').filter((line) => line.startsWith('|'))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
    }
  });
});

describe('dropout', () => {
  test('is explained as the probability of dropping, with what it is elsewhere', () => {
    const found = hover(KERAS, 'Dropout(rate)');
    expect(found?.markdown).toContain(
      '**Dropout 0.3** (default of parameter rate, line 7): drops 30 % of the values in training.',
    );
    expect(found?.markdown).toContain('keep_prob=0.7');
    expect(found?.markdown).toContain('| PyTorch | `nn.Dropout(p=0.3)` |');
    expect(found?.markdown).toContain('| TensorFlow.js | `tf.layers.dropout({rate: 0.3})` |');
  });

  test('of channels is spatial dropout elsewhere; the parameter’s line is the function’s', () => {
    const found = hover(TORCH, 'p=p)');
    expect(hover(TORCH, 'Dropout2d(')?.markdown).toContain(
      '**Dropout2d 0.5** (default of parameter p, line 9): drops 50 % of the channels in training.',
    );
    expect(found).toBeUndefined();
    expect(hover(TORCH, 'Dropout2d(')?.markdown).toContain('| Keras | `layers.SpatialDropout2D(0.5)` |');
  });

  test('that is called as a function says when it drops', () => {
    const found = hover(TORCH, 'F.dropout');
    expect(found?.about).toBe('F.dropout');
    expect(found?.markdown).toContain('in training and in evaluation, as “training” is true');
    expect(found?.markdown).not.toContain('in evaluation nothing is done');
  });
});

describe('an optimizer', () => {
  test('of SGD has the same gradient as half its decay in Keras', () => {
    const found = hover(TORCH, 'torch.optim.SGD');
    expect(found?.about).toBe('torch.optim.SGD');
    expect(found?.markdown).toContain('has the same gradient as the penalty 1e-4·Σw²: Keras’ l2(1e-4).');
    expect(found?.markdown).toContain('| weight decay | `2e-4` | constant DECAY, line 5 |');
    expect(found?.markdown).toContain('It is given all parameters, biases and norms too.');
  });

  test('with groups lists them', () => {
    const found = hover(TORCH, 'torch.optim.AdamW');
    expect(found?.markdown).toContain('| a part of the model | `5e-2` | `1e-3` |');
  });

  test('without decay regularizes nothing', () => {
    expect(hover(TORCH, 'torch.optim.Adam(')?.markdown).toContain('No weight decay: it regularizes nothing.');
  });
});

test('a penalty by hand has its strength and its equivalents', () => {
  const text = `import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 2))
LAMBDA = 1e-3
loss = criterion(net(x), y) + LAMBDA * sum(p.abs().sum() for p in net.parameters())
`;
  const found = hover(text, 'net.parameters()');
  expect(found?.markdown).toContain(
    '**L1** written by hand, on all parameters, biases and norms included: adds `1e-3·Σ|w|` to the loss; constant.',
  );
});

test.each(['import torch', 'def forward', 'lr=0.1'])('nothing is explained at “%s”', (word) => {
  expect(hover(TORCH, word)).toBeUndefined();
});
