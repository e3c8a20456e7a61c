import { expect, test } from 'vitest';
import type { Dataset } from '../../src/dataset/dataset.ts';
import type { Loss } from '../../src/engine/network.ts';
import { trivialLossOf } from '../../src/report/trivialLoss.ts';

const of = (loss: Loss, targets: number[]) =>
  trivialLossOf(loss, {
    trivialLoss: 7,
    training: { rows: targets.length, inputs: new Float32Array(), targets: Float32Array.from(targets) },
  } as Dataset);

test('squared error and cross-entropy: what is known of the data', () => {
  expect(of({ kind: 'squared' }, [1, 2, 6])).toBe(7);
  expect(of({ kind: 'softmax' }, [0, 1, 1])).toBe(7);
});

test.each([
  // Σ|y − 2|/3
  [[1, 2, 6], (1 + 0 + 4) / 3],
  // Any constant between 2 and 4: (1 + 0 + 2 + 7)/4 at 2.
  [[1, 2, 4, 9], (1 + 0 + 2 + 7) / 4],
])('absolute error of the median of %j', (targets, expected) => {
  expect(of({ kind: 'absolute' }, targets)).toBeCloseTo(expected, 6);
});

test('Huber: no constant on a fine grid does better', () => {
  const targets = [-3, -0.2, 0, 0.4, 0.5, 1, 8];
  for (const delta of [0.1, 1, 5]) {
    const lossAt = (c: number) =>
      targets.reduce((sum, y) => {
        const e = Math.abs(y - c);
        return sum + (e <= delta ? e ** 2 / 2 : delta * (e - delta / 2)) / targets.length;
      }, 0);
    const least = Math.min(...Array.from({ length: 11_001 }, (_, index) => lossAt(-3 + index / 1000)));
    expect(of({ kind: 'huber', delta }, targets)).toBeCloseTo(least, 5);
  }
});
