import { beforeAll, expect, test } from 'vitest';
import { measureRun } from '../../src/engine/measure.ts';
import { KERAS_ADAM, runSpec, startTestBackend, trainingWith } from './backend.ts';
import { DIGITS_NETWORK, digits, someTrained } from './probes/networks.ts';

beforeAll(startTestBackend);

test('weights without a loss are measured all the same: it is for the caller to say that the run is none', () => {
  const { values } = someTrained(DIGITS_NETWORK);
  values[0]![3] = Number.NaN;
  const run = {
    ...{ spec: runSpec(DIGITS_NETWORK, 1, { rates: [0.5, 0.5] }), training: trainingWith(KERAS_ADAM) },
    ...{ data: digits(40), values, best: values },
  };
  const { measured } = measureRun(DIGITS_NETWORK, run);
  expect(measured.testLoss).toBeNaN();
  expect(measured.units).toEqual([]);
  expect(measured).not.toHaveProperty('dropout');
  expect(measured.kernels[0]!.nonFinite).toBe(1);
});
