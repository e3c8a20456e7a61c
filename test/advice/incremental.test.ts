import { expect, test } from 'vitest';
import { advise } from '../../src/advice/runner.ts';
import { DEFAULT_SETTINGS } from '../../src/advice/settings.ts';
import type { SourceReading } from '../../src/definition/reading.ts';
import { openSource, readSource } from '../../src/definition/source.ts';
import { edited, randomFrom } from '../corpus/edits.ts';
import { readCorpus } from '../corpus/files.ts';

const sources = readCorpus().filter(({ file }) => !file.endsWith('.ipynb'));

test.each(sources)('$file: advice that follows edits is that on the whole text', ({ file, text }) => {
  const random = randomFrom(file.length * 104729 + text.length);
  let source = openSource(file, text);
  let now = text;
  for (let step = 0; step < 6; step++) {
    const next = step % 3 === 2 ? text : edited(now, random);
    source = source.change(next);
    now = next;
    const found = findings(source.reading, next);
    expect(found, `after edit ${step} of ${file}`).toEqual(findings(readSource(file, next), next));
  }
});

/** With their fixes, which are worked out when they are asked for. */
const findings = (reading: SourceReading, text: string): unknown =>
  JSON.parse(JSON.stringify(advise(reading, () => text, DEFAULT_SETTINGS)));

const CLASSES = `import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 2)

    def forward(self, x):
        return self.linear(x)


class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(400, 200)

    def forward(self, x):
        return self.linear(x)


def train():
    model = Small()
    return torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)
`;

/** Of each text in turn, what a pattern finds in the messages, with their lines. */
function said(texts: string[], pattern: RegExp): string[][] {
  let source = openSource('m.py', texts[0]!);
  return texts.map((text) => {
    source = source.change(text);
    return advise(source.reading, () => text, DEFAULT_SETTINGS).flatMap(({ range, message }) => {
      const found = pattern.exec(message);
      return found ? [`${range.startLine} ${found[0]}`] : [];
    });
  });
}

test('what a variable stands for changes with its assignment, places with the lines above', () => {
  const texts = [CLASSES, CLASSES.replace('= Small()', '= Large()'), `# a line more\n${CLASSES}`];
  expect(said(texts, /“\w+”/)).toEqual([['25 “Small”'], ['25 “Large”'], ['26 “Small”']]);
});

test('a function that is given the model speaks of the model as it is now', () => {
  const keras = (strength: string) => `${CLASSES}
import keras
from keras import layers, regularizers

net = keras.Sequential([
    keras.Input((8,)),
    layers.Dense(4, kernel_regularizer=regularizers.l2(${strength})),
])


def train(model):
    model.compile('adam', 'mse')
`;
  expect(said([keras('0.01'), keras('0.02')], /L2\(.*?\)/)).toEqual([['37 L2(0.01)'], ['37 L2(0.02)']]);
});
