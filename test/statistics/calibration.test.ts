import { describe, expect, test } from 'vitest';
import { bestTemperature, calibrationBin, reliability } from '../../src/statistics/calibration.ts';
import golden from '../goldens/weights.json' with { type: 'json' };

/** Probability and place of the most probable class. */
function answers(logits: number[], classes: number) {
  const rows = Array.from({ length: logits.length / classes }, (_, row) =>
    classes === 1 ? [0, logits[row]!] : logits.slice(row * classes, (row + 1) * classes),
  );
  return rows.map((z) => {
    const sum = z.reduce((total, each) => total + Math.exp(each), 0);
    const best = z.indexOf(Math.max(...z));
    return { best, confidence: Math.exp(z[best]!) / sum };
  });
}

describe('against NumPy and SciPy', () => {
  test.each(golden.calibration)(
    '$name',
    ({ classes, logits, targets, bins, error, overConfidence, temperature }) => {
      const found = answers(logits, classes);
      const confidences = Float64Array.from(found, ({ confidence }) => confidence);
      const correct = found.map(({ best }, row) => Number(best === targets[row]));
      const close = bins.map((bin) => ({
        confidence: expect.closeTo(bin.confidence, 6),
        accuracy: expect.closeTo(bin.accuracy, 12),
        count: bin.count,
      }));
      expect(reliability(confidences, correct)).toEqual({
        bins: close,
        error: expect.closeTo(error, 6),
        overConfidence: expect.closeTo(overConfidence, 6),
      });
      const z = Float32Array.from(logits);
      expect(bestTemperature(z, Float32Array.from(targets), classes)).toBeCloseTo(temperature, 4);
    },
  );
});

test('bins are closed on the right; 0 is in the first', () => {
  expect([0, 0.1, 0.11, 0.5, 0.99, 1].map(calibrationBin)).toEqual([0, 0, 1, 4, 9, 9]);
});

test('expected calibration error by hand: two rows of 0.9, one right, and one of 0.6, right', () => {
  const { error, overConfidence } = reliability(Float64Array.of(0.9, 0.6, 0.9), [1, 1, 0]);
  expect(error).toBeCloseTo((2 * 0.4 + 1 * 0.4) / 3, 12);
  expect(overConfidence).toBeCloseTo((2 * 0.4 - 1 * 0.4) / 3, 12);
});

describe('temperature without a minimum inside its bounds', () => {
  const logits = Float32Array.of(3, 0, 0, 2);
  test('every row is right: the sharpest', () => {
    expect(bestTemperature(logits, Float32Array.of(0, 1), 2)).toBe(0.01);
  });
  test('every row is wrong: the flattest', () => {
    expect(bestTemperature(logits, Float32Array.of(1, 0), 2)).toBe(100);
  });
  test('a class that is ruled out, −∞, has no part in it', () => {
    const ruled = Float32Array.of(2, 0, -Infinity, 0, 1, -Infinity, 1, 0, -Infinity);
    const without = Float32Array.of(2, 0, 0, 1, 1, 0);
    const targets = Float32Array.of(0, 1, 1);
    expect(bestTemperature(ruled, targets, 3)).toBeCloseTo(bestTemperature(without, targets, 2), 6);
  });
  test('all logits equal: nothing to change', () => {
    expect(bestTemperature(new Float32Array(6).fill(2), Float32Array.of(0, 1), 3)).toBe(1);
  });
  test('logits of 1e4 do not overflow', () => {
    const huge = Float32Array.of(1e4, 0, 0, 1e4, 0, 1e4);
    expect(bestTemperature(huge, Float32Array.of(0, 1, 0), 2)).toBe(100);
  });
});
