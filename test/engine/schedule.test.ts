import { expect, test } from 'vitest';
import type { Schedule } from '../../src/engine/network.ts';
import { learningRateFactor } from '../../src/engine/schedule.ts';
// Made by test/goldens/optimizers.py with PyTorch.
import golden from '../goldens/optimizers.json' with { type: 'json' };

const STEPS_PER_EPOCH = 5;
const TOTAL = 60;

const factors = (schedule: Schedule): number[] =>
  Array.from({ length: TOTAL }, (_, step) => learningRateFactor(schedule, step, STEPS_PER_EPOCH, TOTAL));

test.each<[keyof typeof golden.schedules, Schedule]>([
  ['StepLR', { kind: 'step', factor: 0.5, everyEpochs: 3, warmupSteps: 0 }],
  ['CosineAnnealingLR', { kind: 'cosine', final: 0.1, warmupSteps: 0 }],
  ['LinearLR', { kind: 'constant', warmupSteps: 8 }],
])(`equals PyTorch’s %s in each of ${TOTAL} steps`, (name, schedule) => {
  factors(schedule).forEach((factor, step) => {
    expect(factor).toBeCloseTo(golden.schedules[name][step]!, 8);
  });
});

test('after warm-up the cosine takes the steps that are left', () => {
  const schedule: Schedule = { kind: 'cosine', final: 0, warmupSteps: 20 };
  const found = factors(schedule);
  expect(found[0]).toBe(1 / 20);
  expect(found[19]).toBe(1);
  expect(found[20]).toBe(1);
  // Half of the 40 steps after warm-up: cos(π/2) = 0.
  expect(found[40]).toBeCloseTo(1 / 2, 12);
  expect(found[59]).toBeCloseTo((1 + Math.cos((Math.PI * 39) / 40)) / 2, 12);
});

test('a schedule that is all warm-up, and steps beyond the last, have a number', () => {
  const schedule: Schedule = { kind: 'cosine', final: 0.25, warmupSteps: TOTAL };
  expect(learningRateFactor(schedule, TOTAL - 1, STEPS_PER_EPOCH, TOTAL)).toBe(1);
  expect(learningRateFactor({ ...schedule, warmupSteps: 0 }, TOTAL + 3, STEPS_PER_EPOCH, TOTAL)).toBe(0.25);
});
