import { describe, expect, test } from 'vitest';
import type { FitEvidence } from '../../src/diagnosis/evidence.ts';
import { diagnoseFit } from '../../src/diagnosis/fit.ts';
import { riseAfterMinimum } from '../../src/diagnosis/turn.ts';
import type { NamedWitness } from '../../src/diagnosis/witness.ts';

/** A deterministic stream of standard normals. */
function normals(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const EPOCHS = 100;

/** Curves per seed: `shape(epoch)` plus noise from epoch to epoch and between seeds. */
function curves(shape: (epoch: number) => number, seeds: number, noise: number, seed = 1): number[][] {
  const normal = normals(seed);
  return Array.from({ length: seeds }, () => {
    const level = noise * normal();
    return Array.from({ length: EPOCHS }, (_, epoch) => shape(epoch + 1) + level + noise * normal());
  });
}

const falling = (floor: number) => (epoch: number) => floor + 2 * Math.exp(-epoch / 8);
const turning = (slope: number) => (epoch: number) => falling(0.2)(epoch) + slope * Math.max(0, epoch - 40);

function evidence(train: number[][], validation: number[][], more: Partial<FitEvidence> = {}): FitEvidence {
  const lowest = validation.map((curve) => Math.min(...curve));
  return {
    rise: validation.length > 0 ? riseAfterMinimum(validation) : undefined,
    trainLoss: train,
    validationLoss: validation,
    bestEpochs: validation.map((curve, seed) => curve.indexOf(lowest[seed]!) + 1),
    bestValidationLosses: lowest,
    stopped: [],
    trivialLoss: Math.log(10),
    data: { rows: { training: 300, validation: 400, test: 400 }, duplicatesAcrossSplit: 0 },
    ...more,
  };
}

const learned = curves(falling(0.001), 5, 0.0005, 9);

describe('verdicts of curves with a known truth', () => {
  test('validation loss that rises after epoch 40: overfitting, since about then', () => {
    const verdict = diagnoseFit(evidence(learned, curves(turning(0.002), 5, 0.004)));
    expect(verdict.kind).toBe('overfitting');
    expect(verdict.sinceEpoch).toBe(verdict.bestEpoch);
    expect(Math.abs(verdict.sinceEpoch! - 40)).toBeLessThanOrEqual(12);
    expect(verdict.text).toBe(`Without regularization this model overfits from epoch ${verdict.sinceEpoch}.`);
  });

  test('a rise that is alike in the seeds, within the noise of the rows: cannot tell', () => {
    const rising = evidence(learned, curves(turning(0.002), 5, 0.004));
    const { mean } = rising.rise!;
    // 400 rows: the limit is t(1 − 0.05/4; 399) = 2.25 standard errors, and a little more for the seeds.
    const withRows = (errors: number) =>
      diagnoseFit({ ...rising, rise: { ...rising.rise!, rowError: mean / errors } });
    expect(withRows(2.4).kind).toBe('overfitting');
    const verdict = withRows(2.2);
    expect(verdict.kind).toBe('cannot-tell');
    expect(verdict.text).toContain('on others the rise may lie between −');
    expect(verdict.interval!.low).toBeLessThan(0);
  });

  test('a rise that the test rows do not show: cannot tell, and the validation part is blamed', () => {
    const rising = evidence(learned, curves(turning(0.002), 5, 0.004));
    const testRise = { ...rising.rise!, mean: -0.01, low: -0.02, high: 0 };
    const verdict = diagnoseFit({ ...rising, rise: { ...rising.rise!, rowError: 0.001 }, testRise });
    expect(verdict.kind).toBe('cannot-tell');
    expect(verdict.text).toContain('but its test loss does not rise (−0.010)');
    expect(verdict.mimics.find(({ kind }) => kind === 'small-validation')).toMatchObject({
      found: 'present',
      text: expect.stringContaining('do not stand for the others'),
    });
  });

  test('test rows make the interval narrower: ¾ of the rows are theirs, so the noise is halved', () => {
    const rising = evidence(learned, curves(turning(0.002), 5, 0.004));
    const { mean } = rising.rise!;
    const noisy = { ...rising, rise: { ...rising.rise!, seedError: 0, rowError: mean / 2 } };
    expect(diagnoseFit(noisy).kind).toBe('cannot-tell');
    const rows = { training: 300, validation: 400, test: 1200 };
    const seen = { ...noisy, testRise: noisy.rise, data: { ...noisy.data, rows } };
    expect(diagnoseFit(seen).kind).toBe('overfitting');
    // Above the rise on the validation rows the test rows count as much: each seed's best epoch flatters them.
    const flattered = { ...seen, testRise: { ...noisy.rise, mean: 3 * mean } };
    expect(diagnoseFit(flattered).interval).toEqual(diagnoseFit(seen).interval);
  });

  test('validation loss rises and training loss with it: unsteady training, not overfitting', () => {
    const both = (level: number) => (epoch: number) => level + turning(0.0002)(epoch);
    const verdict = diagnoseFit(evidence(curves(both(0), 5, 0.0004, 9), curves(both(0.1), 5, 0.0004)));
    expect(verdict.kind).toBe('cannot-tell');
    expect(verdict.text).toContain('its training loss does not fall meanwhile');
  });

  test('training loss that falls, but not surely, is not said not to fall', () => {
    const both = (epoch: number) => 0.1 + turning(0.0002)(epoch);
    // Falls by about 0.01 in one seed, is level in the others.
    const train = curves(falling(0.19), 5, 0.0001, 9).map((curve, seed) =>
      curve.map((loss, i) => loss - (seed === 0 ? 0.0002 * Math.max(0, i - 40) : 0)),
    );
    const verdict = diagnoseFit(evidence(train, curves(both, 5, 0.0004)));
    expect(verdict.text).toContain('its training loss does not surely fall meanwhile');
  });

  test('one validation row: cannot tell, however large the rise', () => {
    const rising = evidence(learned, curves(turning(0.01), 5, 0.001));
    expect(diagnoseFit(rising).kind).toBe('overfitting');
    const rows = { training: 300, validation: 1, test: 1 };
    const verdict = diagnoseFit({ ...rising, data: { ...rising.data, rows } });
    expect(verdict).toMatchObject({
      kind: 'cannot-tell',
      text: 'Cannot tell whether this model overfits from 1 validation row: how much other rows differ is not known.',
    });
    expect(verdict.interval).toBeUndefined();
    expect(JSON.stringify(verdict)).not.toContain('null');
  });

  test('ended by early stopping: a good fit, and nothing about epochs that did not come', () => {
    const slow = (epoch: number) => 1.2 - 0.008 * epoch;
    const still = evidence(curves(slow, 5, 0.002), curves(slow, 5, 0.002, 4));
    expect(diagnoseFit(still).text).toContain('not trained to the end');
    const verdict = diagnoseFit({ ...still, stoppedEarly: true });
    expect(verdict).toMatchObject({ kind: 'good', text: expect.stringContaining('Stopped early') });
    expect(verdict.interval).toBeUndefined();
  });

  test('a handful of epochs of steep fall is not called a good fit', () => {
    const short = (values: number[][]) => values.map((curve) => curve.slice(0, 5));
    const verdict = diagnoseFit(evidence(short(learned), short(curves(falling(0.2), 5, 0.002))));
    expect(verdict).toMatchObject({ kind: 'cannot-tell', text: expect.stringContaining('5 epochs') });
  });

  test('a level validation loss: good fit', () => {
    const verdict = diagnoseFit(evidence(curves(falling(0.15), 5, 0.002, 3), curves(falling(0.2), 5, 0.002)));
    expect(verdict).toMatchObject({ kind: 'good' });
    expect(verdict.sinceEpoch).toBeUndefined();
  });

  test('a level validation loss, but a variant with higher training and lower validation loss: overfitting', () => {
    const witness: NamedWitness = {
      variant: 'l2-1e-3',
      sameModel: false,
      name: 'L2 1e-3',
      epoch: 40,
      since: 12,
      trainLoss: 0.05,
      validationLoss: 0.15,
      difference: {
        mean: -0.05,
        low: -0.06,
        high: -0.04,
        lowerIn: 5,
        seeds: 5,
        seedError: 0.003,
        rowError: 0,
      },
    };
    const level = evidence(learned, curves(falling(0.2), 5, 0.002), { witness });
    const verdict = diagnoseFit(level);
    expect(verdict).toMatchObject({ kind: 'overfitting', witness });
    expect(verdict.sinceEpoch).toBeUndefined();
    expect(verdict.text).toBe(
      'Without regularization this model overfits from epoch 12: from there on L2 1e-3 at epoch 40 has higher training loss and lower validation loss.',
    );
    // An earlier epoch of the same model shows its rise, which has a rule of its own.
    expect(diagnoseFit({ ...level, witness: { ...witness, sameModel: true } }).kind).toBe('good');
  });

  test('a good fit is not said where many validation and test rows were seen in training', () => {
    const level = evidence(curves(falling(0.15), 5, 0.002, 3), curves(falling(0.2), 5, 0.002));
    const leaked = (rows: number) =>
      diagnoseFit({ ...level, data: { ...level.data, duplicatesAcrossSplit: rows } });
    expect(leaked(80).kind).toBe('good');
    expect(leaked(81)).toMatchObject({
      kind: 'cannot-tell',
      text: expect.stringContaining('81 validation or test rows stand in training, too'),
    });
  });

  test('training loss near that of a constant prediction: underfitting', () => {
    const flat = (epoch: number) => 2.1 + 0.1 * Math.exp(-epoch / 10);
    const verdict = diagnoseFit(evidence(curves(flat, 5, 0.002), curves(flat, 5, 0.002, 4)));
    expect(verdict.kind).toBe('underfitting');
    expect(verdict.text).toContain('91\u202f%'); // 2.1 / ln 10 = 0.912
    // At its end, with equal validation loss: perhaps there is no more to learn.
    expect(verdict.text).toContain('or the inputs say little about the target');
  });

  test('high training loss that still falls, or far below validation loss: underfitting alone', () => {
    const text = (train: (epoch: number) => number, validation: (epoch: number) => number) =>
      diagnoseFit(evidence(curves(train, 5, 0.002), curves(validation, 5, 0.002, 4))).text;
    const slow = (epoch: number) => 2.25 - 0.003 * epoch;
    const flat = () => 1.9;
    expect(text(slow, slow)).toMatch(/underfits: its training loss is 8\d/);
    expect(text(flat, () => 2.2)).toMatch(/underfits: its training loss is 8\d/);
    expect(text(flat, () => 1.95)).toContain('say little');
  });

  test('validation loss that still falls at the end: not trained to the end', () => {
    const slow = (epoch: number) => 1.2 - 0.008 * epoch;
    const verdict = diagnoseFit(evidence(curves(slow, 5, 0.002), curves(slow, 5, 0.002, 4)));
    expect(verdict.kind).toBe('underfitting');
    expect(verdict.text).toContain('still falls at epoch 100');
  });

  test('noise far above any rise: cannot tell', () => {
    const verdict = diagnoseFit(evidence(learned, curves(turning(0.001), 2, 0.05)));
    expect(verdict.kind).toBe('cannot-tell');
  });

  test('one seed gives no interval: cannot tell, however large the rise', () => {
    const verdict = diagnoseFit(evidence(learned.slice(0, 1), curves(turning(0.01), 1, 0.001)));
    expect(verdict.kind).toBe('cannot-tell');
    expect(verdict.text).toContain('one seed');
  });

  test('no finished run, one that became NaN: diverged, with the reason', () => {
    const stopped = [{ seed: 1, reason: 'the training loss became NaN in epoch 3' }];
    expect(diagnoseFit(evidence([], [], { stopped }))).toMatchObject({
      kind: 'diverged',
      bestEpoch: null,
      text: 'Without regularization training diverges: the training loss became NaN in epoch 3. A lower learning rate may help.',
    });
  });
});

test('without a true rise the interval excludes 0 upwards in no more than 5 % of simulations', () => {
  const trials = 400;
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    if (riseAfterMinimum(curves(falling(0.2), 3, 0.01, 100 + trial))!.low > 0) alarms++;
  }
  // One-sided share of a 95 % interval is 2.5 %; four standard errors above it.
  expect(alarms / trials).toBeLessThan(0.025 + 4 * Math.sqrt((0.025 * 0.975) / trials));
});

test('a true rise is recovered: never read too large, and at most 5 % too small', () => {
  const rises = Array.from(
    { length: 200 },
    (_, trial) => riseAfterMinimum(curves(turning(0.002), 5, 0.004, 500 + trial))!.mean,
  );
  const mean = rises.reduce((sum, rise) => sum + rise, 0) / rises.length;
  const spread = Math.sqrt(rises.reduce((sum, rise) => sum + (rise - mean) ** 2, 0) / rises.length ** 2);
  // From the mean of epochs 96…100 (turning: +0.002 · (98 − 40)) down to the lowest smoothed point near epoch 40.
  const smooth = (center: number) =>
    [-2, -1, 0, 1, 2].reduce((sum, offset) => sum + turning(0.002)(center + offset), 0) / 5;
  const lowest = Math.min(...Array.from({ length: 60 }, (_, epoch) => smooth(epoch + 20)));
  const truth = smooth(98) - lowest;
  expect(mean).toBeLessThan(truth + 5 * spread);
  expect(mean).toBeGreaterThan(0.95 * truth - 5 * spread);
});

test('the evidence gives the gap with its interval over the seeds', () => {
  const flat = (level: number) => Array<number>(20).fill(level);
  const verdict = diagnoseFit(evidence([flat(0.1), flat(0.1), flat(0.1)], [flat(0.2), flat(0.3), flat(0.4)]));
  const gap = verdict.evidence.find(({ name }) => name === 'Gap at epoch 20');
  // Gaps 0.1, 0.2, 0.3: mean 0.2, half-width t(0.975; 2)·√(0.01/3).
  expect(gap?.value).toBe(`0.200 ± ${(4.302652729911275 * Math.sqrt(0.01 / 3)).toFixed(3)}`);
});
