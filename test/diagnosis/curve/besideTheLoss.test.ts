import { describe, expect, test } from 'vitest';
import { diagnoseCurve } from '../../../src/diagnosis/curve.ts';
import { Draws } from '../cases/draws.ts';
import { runOf } from './curveCase.ts';

const curve = (length: number, of: (epoch: number) => number) =>
  Array.from({ length }, (_, at) => of(at + 1));
/** Noise of a fixed draw. */
const noisy = (size: number, seed: number) => {
  const random = new Draws(seed, 41);
  return () => size * random.normal();
};

describe('a metric that contradicts the loss', () => {
  /** λ Σw², which falls while the weights shrink. */
  const penalty = (epoch: number) => 3 * Math.exp(-epoch / 15);

  test('a penalty hides that the model overfits', () => {
    const verdict = diagnoseCurve(
      runOf(
        curve(30, (e) => 0.02 + 0.5 * Math.exp(-e / 4) + penalty(e)),
        curve(30, (e) => 0.35 + 0.5 * Math.exp(-e / 3) + 0.008 * Math.max(0, e - 8) + penalty(e)),
        curve(30, (e) => 0.9 - 0.4 * Math.exp(-e / 3) - 0.006 * Math.max(0, e - 8)),
      ),
    );
    expect(verdict).toMatchObject({ kind: 'cannot-tell', reason: 'metric-worse' });
    expect(verdict.text).toMatch(
      /its validation loss still falls, but “val_accuracy” gets worse, from 0\.87\d at epoch \d+ to 0\.768;/,
    );
  });

  test('a metric that gets better, or worse by less than its noise, changes nothing', () => {
    const losses = [curve(20, (e) => 2.3 - 0.05 * e), curve(20, (e) => 2.4 - 0.05 * e)] as const;
    const noise = noisy(0.02, 1);
    for (const accuracy of [curve(20, (e) => 0.5 + 0.02 * e), curve(20, () => 0.85 + noise())])
      expect(diagnoseCurve(runOf(...losses, accuracy))).toMatchObject({ reason: 'still-falling' });
  });

  test('all that falls is the penalty: ln 10 is left, and one of ten is right', () => {
    const noise = noisy(0.003, 2);
    const verdict = diagnoseCurve(
      runOf(
        curve(50, (e) => Math.log(10) + 50 * Math.exp(-e / 4)),
        curve(50, (e) => Math.log(10) + 49 * Math.exp(-e / 4)),
        curve(50, () => 0.1 + noise()),
      ),
    );
    expect(verdict).toMatchObject({ kind: 'cannot-tell', reason: 'not-learned' });
    expect(verdict.text).toMatch(
      /training loss goes from .* to 2\.303, but “val_accuracy” stays at 0\.(09|10)/,
    );
  });

  test('a constant prediction of unequal classes is right in 90 %, and has learned nothing', () => {
    const noise = noisy(0.001, 3);
    const flat = () => curve(50, () => 0.3 + noise());
    const verdict = diagnoseCurve(
      runOf(
        flat(),
        flat(),
        curve(50, () => 0.9 + noise() / 3),
      ),
    );
    expect(verdict).toMatchObject({ kind: 'cannot-tell', reason: 'not-learned' });
    expect(verdict.text).toContain('A constant prediction looks like this');
  });

  test('an accuracy in percent is one of the same size', () => {
    const flat = curve(12, (e) => 0.3 - 0.002 * e);
    const percent = curve(12, () => 95);
    expect(diagnoseCurve(runOf(flat, flat, percent)).kind).not.toBe('underfitting');
  });
});

describe('the end of a curve', () => {
  const learning = (length: number) => curve(length, (e) => 0.1 + 0.5 * Math.exp(-e / 6));

  test('a level validation loss does not fall because the training loss does', () => {
    for (const length of [10, 12, 15, 20, 30]) {
      const said = Array.from({ length: 100 }, (_, seed) => {
        const noise = noisy(0.02, 100 * length + seed);
        return diagnoseCurve(
          runOf(
            learning(length),
            curve(length, () => 0.4 + noise()),
          ),
        ).reason;
      });
      expect(said.filter((reason) => reason === 'still-falling').length).toBeLessThanOrEqual(5);
    }
  });

  test('a late step of the learning rate and level from there on', () => {
    const course = (e: number) =>
      e <= 20 ? 0.6 + 0.6 * Math.exp(-e / 4) : e <= 40 ? 0.4 + 0.05 * Math.exp((20 - e) / 2) : 0.38;
    const said = Array.from({ length: 50 }, (_, seed) => {
      const [noise, batches] = [noisy(0.01, 9000 + seed), noisy(0.004, seed)];
      const validation = curve(50, (e) => course(e) + 0.05 + noise());
      const training = curve(50, (e) => course(e) + batches());
      return diagnoseCurve(runOf(training, validation)).reason;
    });
    expect(said.filter((reason) => reason === 'still-falling').length).toBeLessThanOrEqual(15);
  });

  test('one spike of both losses in the last epoch', () => {
    const training = curve(50, (e) => 0.1 + 0.9 * Math.exp(-e / 8)).with(49, 3.1);
    const verdict = diagnoseCurve(
      runOf(training, curve(50, (e) => 0.2 + 0.9 * Math.exp(-e / 8)).with(49, 5.2)),
    );
    expect(verdict.kind).toBe('good');
  });
});

test('a clear rise of 30 epochs is no random walk', () => {
  const found = Array.from({ length: 100 }, (_, seed) => {
    const noise = noisy(0.006, 20_000 + seed);
    const validation = curve(30, (e) => 0.3 + 0.6 * Math.exp(-e / 4) + 0.006 * Math.max(0, e - 12) + noise());
    return diagnoseCurve(
      runOf(
        curve(30, (e) => 0.05 + 0.9 * Math.exp(-e / 8)),
        validation,
      ),
    ).kind;
  });
  expect(found.filter((kind) => kind === 'overfitting').length).toBeGreaterThanOrEqual(90);
});
