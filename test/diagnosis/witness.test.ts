import { describe, expect, test } from 'vitest';
import { fitEvidence } from '../../src/diagnosis/evidence.ts';
import { diagnoseFit } from '../../src/diagnosis/fit.ts';
import { Draws } from './cases/draws.ts';
import { datasetOf, type FitCase, measuredVariants, type RunNumbers } from './cases/fitCase.ts';

const EPOCHS = 40;
const SEEDS = 4;

interface Shape {
  l2: number;
  train: (epoch: number) => number;
  validation: (epoch: number) => number;
  test: number;
  bestTest: number;
}

const falling = (floor: number) => (epoch: number) => floor + Math.exp(-epoch / 4);

const BASELINE: Shape = { l2: 0, train: falling(0.01), validation: falling(0.3), test: 0.3, bestTest: 0.3 };
/** Better by 0.1 around epoch 20, and with a higher training loss. */
const BETTER: Shape = {
  l2: 0.001,
  train: falling(0.1),
  validation: (epoch) => 0.2 + Math.exp(-epoch / 4) + 0.0005 * Math.max(0, epoch - 20) ** 2,
  test: 0.25,
  bestTest: 0.21,
};

function evidenceOf(shapes: Shape[], rowError = 0.01, rows = 200) {
  const random = new Draws(3);
  const fitCase: FitCase = {
    name: '',
    generator: '',
    heldOut: false,
    truth: { kind: 'good', rise: 0 },
    rows: { training: 100, validation: rows, test: rows },
    trivialLoss: 1,
    variants: shapes.map((shape) => ({
      l2: shape.l2,
      rowError,
      runs: Array.from({ length: SEEDS }, (): RunNumbers => {
        const noisy = (of: (epoch: number) => number) =>
          Array.from({ length: EPOCHS }, (_, i) => of(i + 1) + 0.002 * random.normal());
        return {
          trainLoss: noisy(shape.train),
          validationLoss: noisy(shape.validation),
          testLoss: shape.test + 0.002 * random.normal(),
          bestTestLoss: shape.bestTest + 0.002 * random.normal(),
        };
      }),
    })),
  };
  return fitEvidence(measuredVariants(fitCase), datasetOf(fitCase), 1);
}

describe('Mitchell’s witness', () => {
  test('is named with its epoch, and since when the unregularized model overfits', () => {
    const evidence = evidenceOf([BASELINE, BETTER]);
    const witness = evidence.witness!;
    expect(witness).toMatchObject({ variant: 'l2-1e-3', name: 'L2 1e-3', sameModel: false });
    // Its validation loss is lowest where −¼·exp(−e/4) + 0.001·(e − 20) = 0, near epoch 21.
    expect(Math.abs(witness.epoch - 21)).toBeLessThanOrEqual(2);
    // The unregularized model's training loss passes below its 0.1 + exp(−5.25) = 0.105 at 4·ln(1/0.095) = 9.4.
    expect(Math.abs(witness.since - 10)).toBeLessThanOrEqual(1);
    expect(witness.difference.mean).toBeCloseTo(-0.094, 2);
    expect(diagnoseFit(evidence).text).toContain(
      `from epoch ${witness.since}: from there on L2 1e-3 at epoch`,
    );
  });

  test('the one with the lowest validation loss is taken', () => {
    const best = { ...BETTER, l2: 0.01, validation: (epoch: number) => BETTER.validation(epoch) - 0.05 };
    expect(evidenceOf([BASELINE, BETTER, best]).witness!.variant).toBe('l2-1e-2');
  });

  test.each<[string, Partial<Shape>, number?]>([
    ['its training loss is not higher', { train: () => 0.005 }],
    ['its validation loss is lower by a trifle only', { validation: falling(0.296) }],
    ['the test rows contradict', { bestTest: 0.32 }],
    ['the rows are too noisy', {}, 0.1],
  ])('none when %s', (_, change, rowError) => {
    expect(evidenceOf([BASELINE, { ...BETTER, ...change }], rowError).witness).toBeUndefined();
  });

  test('every further variant makes an interval wider: luck has more chances', () => {
    // −0.092 over both parts, each with half of the rows: 0.092/(√½·0.042) = 3.1 standard errors. Of 8 comparisons the
    // limit is about 2.8 (2.73 of many rows), of 120 it is 3.5.
    const row = 0.042;
    const idle = (index: number): Shape => ({ ...BASELINE, l2: 0.01 + index / 1000 });
    expect(evidenceOf([BASELINE, BETTER], row).witness).toBeDefined();
    const many = [BASELINE, BETTER, ...Array.from({ length: 28 }, (_, i) => idle(i))];
    expect(evidenceOf(many, row).witness).toBeUndefined();
  });

  test('where it turns, test rows weaken it and do not strengthen it', () => {
    // At its end it is no witness; at its turn −0.094 on validation.
    const later = { ...BETTER, test: 0.32 };
    const of = (bestTest: number, rowError: number) =>
      evidenceOf([BASELINE, { ...later, bestTest }], rowError).witness;
    expect(of(0.2, 0.04)).toBeDefined();
    expect(of(0.28, 0.04)).toBeUndefined();
    // −0.094/(√½·0.06) = 2.2 standard errors; with −0.29 on the test rows as they are it would be 4.5.
    expect(of(0.01, 0.06)).toBeUndefined();
  });

  test('at its end, where no epoch was chosen, test rows count as they are', () => {
    const level: Shape = { ...BETTER, validation: falling(0.25), test: 0.15, bestTest: 0.35 };
    expect(evidenceOf([BASELINE, level], 0.03).witness).toMatchObject({ variant: 'l2-1e-3', epoch: EPOCHS });
    expect(evidenceOf([BASELINE, { ...level, test: 0.31 }], 0.03).witness).toBeUndefined();
  });

  test('an earlier epoch of the same model, when there is nothing else', () => {
    const rising = { ...BETTER, l2: 0, train: falling(0.01), test: 0.4, bestTest: 0.2 };
    const evidence = evidenceOf([rising]);
    expect(evidence.witness).toMatchObject({ variant: 'none', sameModel: true });
    expect(diagnoseFit(evidence)).toMatchObject({ kind: 'overfitting', sinceEpoch: expect.any(Number) });
  });

  test('one seed shows none', () => {
    const one = evidenceOf([BASELINE, BETTER]);
    expect(one.rise?.seeds).toBe(SEEDS);
    expect(evidenceOf([]).witness).toBeUndefined();
  });
});
