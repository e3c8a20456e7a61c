import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { kernels } from '../../../src/engine/kernels/module.ts';
import { checkRecurrent } from '../../../src/engine/kernels/recurrentCheck.ts';
import type { RecurrentKernels } from '../../../src/engine/ops/recurrentKernels.ts';

beforeAll(() => startBackend(TEST_FOLDER));

/** The self-test with some of the kernels replaced. */
const check = (exports: Partial<RecurrentKernels>) => {
  const module = kernels<RecurrentKernels>('recurrent')!;
  return tf.tidy(() => checkRecurrent({ ...module, exports: { ...module.exports, ...exports } }));
};

test('the self-test passes', () => {
  expect(check({})).toBeUndefined();
});

test.each([
  ['recurrentForward', 'simple: output 0 is '],
  ['recurrentBackward', 'simple: gradient of '],
  ['recurrentInputGradient', 'simple: gradient of x is '],
] as const)('the self-test finds a %s that does nothing', (name, message) => {
  expect(check({ [name]: () => {} })).toContain(message);
});
