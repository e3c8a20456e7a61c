import { describe, expect, test } from 'vitest';
import { initialKernel } from '../../src/engine/initializers.ts';
import type { Initializer } from '../../src/engine/network.ts';

const [INPUTS, UNITS] = [120, 80];
const COUNT = INPUTS * UNITS;

function sample(initializer: Initializer) {
  const layer = {
    kind: 'dense',
    name: 'dense',
    inputs: INPUTS,
    units: UNITS,
    useBias: true,
    initializer,
  } as const;
  return initialKernel(layer, { seed: 1, stream: 2, step: 0 });
}

describe('the variance of each initializer is the one it is defined by, within 5 standard errors', () => {
  test.each([
    ['glorot_uniform', 2 / (INPUTS + UNITS)],
    ['glorot_normal', 2 / (INPUTS + UNITS)],
    ['he_uniform', 2 / INPUTS],
    ['he_normal', 2 / INPUTS],
    ['lecun_uniform', 1 / INPUTS],
    ['lecun_normal', 1 / INPUTS],
  ] as const)('%s', (initializer, variance) => {
    const weights = sample(initializer);
    const squares = weights.reduce((sum, weight) => sum + weight * weight, 0) / COUNT;
    // The variance of w² is at most 2·variance² for these distributions.
    expect(Math.abs(squares - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / COUNT));
  });
});

test('Glorot uniform: limit √(6/(fan_in + fan_out)), E Σ|w| = n·limit/2, E Σw² = n·limit²/3', () => {
  const weights = sample('glorot_uniform');
  const limit = Math.sqrt(6 / (INPUTS + UNITS));
  const largest = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0);
  expect(largest).toBeLessThanOrEqual(Math.fround(limit));
  expect(largest).toBeGreaterThan(0.999 * limit);
  const sum = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  expect(sum / ((COUNT * limit) / 2)).toBeCloseTo(1, 1);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  expect(squares / ((COUNT * limit ** 2) / 3)).toBeCloseTo(1, 1);
});

test('He normal is cut off at two standard deviations of the normal before the cut', () => {
  const deviation = Math.sqrt(2 / INPUTS) / 0.87962566103423978;
  const largest = sample('he_normal').reduce((max, weight) => Math.max(max, Math.abs(weight)), 0);
  expect(largest).toBeLessThanOrEqual(2 * deviation * (1 + 1e-6));
  expect(largest).toBeGreaterThan(1.95 * deviation);
});
