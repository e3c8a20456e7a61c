/** Experiments with the default plan's ten variants in which nothing overfits: whatever is called so is luck of the rows. */
import { standardError } from '../../../src/statistics/estimate.ts';
import { Draws } from './draws.ts';
import type { FitCase, RunNumbers, VariantNumbers } from './fitCase.ts';
import { diagnoseCase } from './fitScore.ts';

const EPOCHS = 40;
const VARIANTS = 10;
const FLOOR = 0.5;
/** By how much every variant gives up more training loss than the one before it: each could be a witness. */
const GIVEN_UP = 0.02;
/** Spread of a row's loss between two variants at their beginning, as a share of its change over a training. */
const BETWEEN = 0.7;

/** Share of "overfitting" among good fits; on it is the same aim as on the single cases. */
export function nullVariants(experiments: number): { experiments: number; overfitting: number } {
  let overfitting = 0;
  for (let i = 0; i < experiments; i++) {
    if (diagnoseCase(nullCase(new Draws(40_000 + i))).verdict.kind === 'overfitting') overfitting++;
  }
  return { experiments, overfitting };
}

/** The loss of each row wanders from epoch to epoch, with mean 0 over all rows that could be drawn. */
function nullCase(random: Draws): FitCase {
  const count = random.of([100, 400]);
  const rows = { training: 300, validation: count, test: count };
  // Of a row: change over a training.
  const spread = random.between(0.4, 0.8);
  const [between, jitter] = [random.of([0.002, 0.01]), random.of([0.002, 0.01])];
  const seeds = random.of([3, 5]);
  const shifts = Array.from({ length: seeds }, () => between * random.normal());
  return {
    name: 'ten variants',
    generator: 'ten variants',
    heldOut: true,
    truth: { kind: 'good', rise: 0 },
    rows,
    trivialLoss: 2.3,
    variants: Array.from({ length: VARIANTS }, (_, index): VariantNumbers => {
      const start = index === 0 ? 0 : BETWEEN * spread;
      const [drift, testDrift] = [rows.validation, rows.test].map((n) => walk(random, spread, start, n));
      const runs = shifts.map((shift) => oneRun(random, index, shift, jitter, drift!, testDrift!));
      const best = runs.reduce((sum, { validationLoss }) => sum + lowestAt(validationLoss), 0) / seeds;
      const passed = (best + 1) / EPOCHS;
      // Of one walk from its best epoch to its end; of two walks, one to its best epoch and one to its end.
      const change = spread * Math.sqrt(index === 0 ? 1 - passed : 1 + passed + BETWEEN ** 2);
      const changes = Array.from({ length: rows.validation }, () => change * random.normal());
      return { l2: index * 1e-4, runs, rowError: standardError(changes) };
    }),
  };
}

/** Mean over n rows of their walks. */
function walk(random: Draws, spread: number, start: number, rows: number): number[] {
  let at = (start * random.normal()) / Math.sqrt(rows);
  return Array.from({ length: EPOCHS }, () => {
    at += (spread * random.normal()) / Math.sqrt(EPOCHS * rows);
    return at;
  });
}

function oneRun(
  random: Draws,
  index: number,
  shift: number,
  jitter: number,
  drift: number[],
  testDrift: number[],
): RunNumbers {
  const own = drift.map((_, i) => FLOOR + 1.5 * Math.exp(-(i + 1) / 3) + shift + jitter * random.normal());
  const validationLoss = own.map((loss, i) => Math.max(1e-3, loss + drift[i]!));
  const best = lowestAt(validationLoss);
  return {
    trainLoss: own.map(
      (_, i) =>
        0.35 + GIVEN_UP * index + 1.5 * Math.exp(-(i + 1) / 3) - 0.001 * i + 0.2 * jitter * random.normal(),
    ),
    validationLoss,
    testLoss: own[EPOCHS - 1]! + testDrift[EPOCHS - 1]!,
    bestTestLoss: own[best]! + testDrift[best]!,
  };
}

const lowestAt = (values: number[]): number => values.indexOf(Math.min(...values));
