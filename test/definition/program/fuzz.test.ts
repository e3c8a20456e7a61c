import { expect, test } from 'vitest';
import { openProgram } from '../../../src/definition/program/open.ts';
import type { Piece } from '../../../src/definition/program/program.ts';

const PYTHON = `# a model
import torch.nn as nn
from keras import layers, regularizers as r

@register("net")
class Net(nn.Module):
    """Text with ( and '."""
    def __init__(self, hidden=64, *, p: float = .5):
        super().__init__()
        self.fc = nn.Sequential(*[nn.Linear(hidden, hidden) for _ in range(3)], nn.Dropout(p))
        self.out = {"a": nn.Linear(hidden, 10,
                                   bias=False)}

    def forward(self, x):
        if self.training and 0 < x.shape[0] <= 2:
            x = F.dropout(x, p=1.e-1)
        elif x is not None:
            with torch.no_grad() as g:
                x = f"{x!r:>{g}}" + r'\\d' \\
                    + 'b'
        return self.fc(x) if x else lambda y: (yield y)

try:
    model = Net(hidden=2 ** 8)
except (A, B) as e:
    print "failed", e
else:
    match model:
        case [1, n] | {"k": n}: model[1:, ...] += n
`;
const TYPESCRIPT = `// a model
import * as tf from '@tensorflow/tfjs';
const { layers: l, ...rest } = require('x');

export default class Net extends tf.layers.Layer {
  private units: number = 3;
  constructor(readonly rate = 0.5, { a = 1, b: [c] }: Options = {}) { super({}); this.x = \`a\${rate}b\`; }
}
async function run(data?: Data) {
  const model = tf.sequential({ layers: [
    tf.layers.dense({ units: 64, inputShape: [784], kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 }) }),
  ] });
  for (let i = 0; i < 3; i++) model.add(tf.layers.dropout({ rate: i ? 0.1 : 0.2 }));
  switch (data?.kind) { case 'a': break; default: model.summary(); }
  await model.fit(x!, y as T, { epochs: 3, callbacks: { onEpochEnd: async (e, logs) => { console.log(/x/.test(e)); } } });
}
const App = () => <div a={run()}>{model} don't</div>;
`;
const NOISE = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '"""',
  '`',
  '\n',
  '\n    ',
  '\\\n',
  ':',
  ',',
  '=',
  '.',
  '#',
  '/*',
  '@',
  'def ',
  'class ',
  'if ',
  'const ',
  '=>',
  '${',
  '\t',
  '\r',
  'é',
  '\u0000',
];

/** Numbers from 0 to 1 that are the same in every run: a linear congruential generator. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function edited(text: string, next: () => number): string {
  const at = Math.floor(next() * text.length);
  if (next() < 0.3) return text.slice(0, at);
  const removed = next() < 0.5 ? Math.floor(next() * 20) : 0;
  const noise = next() < 0.7 ? NOISE[Math.floor(next() * NOISE.length)] : '';
  return text.slice(0, at) + noise + text.slice(at + removed);
}

/** Fails where a place lies outside of its parent's, or belongs to another piece. */
function checkPlaces(value: unknown, piece: Piece, from: number, to: number): void {
  if (typeof value !== 'object' || value === null || value === piece) return;
  if (Array.isArray(value)) {
    for (const item of value) checkPlaces(item, piece, from, to);
    return;
  }
  const place = value as { piece?: Piece; from?: number; to?: number };
  let [start, end] = [from, to];
  if (place.piece) {
    if (place.piece !== piece) throw new Error('a place of another piece');
    [start, end] = [place.from!, place.to!];
    if (!(start >= from && start <= end && end <= to)) {
      throw new Error(
        `${start}–${end} outside of ${from}–${to}: ${JSON.stringify((value as { type?: string }).type)}`,
      );
    }
  }
  for (const [name, child] of Object.entries(value)) {
    // Decorators of Python stand before the definition that they belong to.
    if (name === 'decorators') checkPlaces(child, piece, 0, to);
    else checkPlaces(child, piece, start, end);
  }
}

test.each([
  ['model.py', PYTHON, 700],
  ['model.tsx', TYPESCRIPT, 700],
  ['model.ts', TYPESCRIPT, 300],
  ['model.js', TYPESCRIPT, 300],
])(
  '%s: random edits and truncations keep every place within its parent and the text',
  (file, sample, rounds) => {
    const next = random(17);
    const fresh = openProgram(file, sample)!;
    let open = fresh;
    let text = sample;
    for (let round = 0; round < rounds; round++) {
      text = edited(round % 6 === 0 ? sample : text, next);
      open = open.change(text);
      let end = 0;
      for (const piece of open.program.pieces) {
        expect(piece.start).toBeGreaterThanOrEqual(end);
        end = piece.start;
        const length = text.length - piece.start;
        try {
          checkPlaces(piece.statements, piece, 0, length);
          checkPlaces(piece.comments, piece, 0, length);
        } catch (error) {
          throw new Error(`round ${round}: ${(error as Error).message} in\n${text}`);
        }
      }
    }
  },
);
