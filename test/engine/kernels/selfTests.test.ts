import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type KernelGroup, type Kernels, kernels } from '../../../src/engine/kernels/module.ts';
import { checkOptimizer } from '../../../src/engine/kernels/optimizerCheck.ts';
import { checkRandom } from '../../../src/engine/kernels/randomCheck.ts';
import { checkSegments } from '../../../src/engine/kernels/segmentsCheck.ts';
import { startTestBackend } from '../backend.ts';

beforeAll(async () => {
  await startTestBackend();
});

type Call = (...numbers: number[]) => number | undefined;

/** Changes the numbers that a kernel is called with, as a kernel that computes something else would. */
type Fault = (numbers: number[]) => number[];
const oneMore =
  (argument: number): Fault =>
  (numbers) =>
    numbers.with(argument, numbers[argument]! + 1);
const scaled =
  (argument: number): Fault =>
  (numbers) =>
    numbers.with(argument, numbers[argument]! * 1.01);

const FAULTS: [KernelGroup, (kernels: Kernels<never>) => string | undefined, string, Fault][] = [
  ['optimizer', checkOptimizer, 'sgdStep', scaled(3)],
  ['optimizer', checkOptimizer, 'sgdStep', oneMore(2)],
  ['optimizer', checkOptimizer, 'momentumStep', scaled(4)],
  ['optimizer', checkOptimizer, 'adaptiveStep', scaled(7)],
  ['optimizer', checkOptimizer, 'adaptiveMomentumStep', scaled(11)],
  ['optimizer', checkOptimizer, 'adamStep', scaled(9)],
  ['optimizer', checkOptimizer, 'addGroupLassoGradient', scaled(5)],
  ['optimizer', checkOptimizer, 'shrinkUnits', scaled(3)],
  ['optimizer', checkOptimizer, 'limitUnitNorms', scaled(3)],
  ['optimizer', checkOptimizer, 'shrinkUnitsInMetric', scaled(7)],
  ['random', checkRandom, 'dropoutMask', oneMore(4)],
  ['random', checkRandom, 'dropoutMask', oneMore(1)],
  ['segments', checkSegments, 'gatherRows', oneMore(4)],
  ['segments', checkSegments, 'sumSegments', (numbers) => numbers.with(3, numbers[3]! - 1)],
];

describe.each(FAULTS)('%s', (group, check, name, fault) => {
  test(`its self-test finds a fault of ${name}, and none without`, () => {
    const sound = kernels<Record<string, Call>>(group);
    expect(sound).toBeDefined();
    const call = sound!.exports[name]!;
    const exports = { ...sound!.exports, [name]: (...numbers: number[]) => call(...fault(numbers)) };
    tf.tidy(() => {
      expect(check(sound as Kernels<never>)).toBeUndefined();
      expect(check({ ...sound!, exports } as Kernels<never>)).toMatch(/\w/);
    });
  });
});
