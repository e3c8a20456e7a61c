import { expect, test } from 'vitest';
import type { Initializer } from '../../../src/engine/layerSpecs.ts';
import { layoutOf } from '../../../src/engine/layout.ts';
import { newRunState } from '../../../src/engine/stack.ts';
import { weightPenalty } from '../../../src/engine/weightPenalty.ts';
import { dense, GLOROT, runSpec, sequential, sgd, trainingWith, ZEROS } from '../backend.ts';

const PYTORCH: Initializer = { kind: 'varianceScaling', scale: 1 / 3, fan: 'in', distribution: 'uniform' };

/** Kernels of a 3×3 convolution of 3 channels to 8 filters and of the Dense layers 288 → 40 → 10. */
const networkWith = (kernelInitializer: Initializer) =>
  sequential([8, 8, 3], 10, 'softmax', [
    {
      kind: 'convolution',
      name: 'conv2d',
      filters: 8,
      size: [3, 3],
      strides: [1, 1],
      dilation: [1, 1],
      padding: 'valid',
      useBias: true,
      kernelInitializer,
      biasInitializer: ZEROS,
    },
    { kind: 'flatten' },
    { ...dense('dense', 40), kernelInitializer },
    { ...dense('dense_1', 10), kernelInitializer },
  ]);

// Limits a of the uniform distributions: Glorot √(6/(fan in + fan out)), PyTorch 1/√(fan in).
const KERNELS = [
  { count: 9 * 3 * 8, fanIn: 9 * 3, fanOut: 9 * 8 },
  { count: 288 * 40, fanIn: 288, fanOut: 40 },
  { count: 40 * 10, fanIn: 40, fanOut: 10 },
];

test.each([
  [
    'Glorot uniform',
    GLOROT,
    ({ fanIn, fanOut }: { fanIn: number; fanOut: number }) => Math.sqrt(6 / (fanIn + fanOut)),
  ],
  ['PyTorch’s default', PYTORCH, ({ fanIn }: { fanIn: number }) => 1 / Math.sqrt(fanIn)],
])(
  '%s: a network’s penalties at initialization are λ1·n·a/2 and λ2·n·a²/3, within sampling error',
  (_, initializer, limitOf) => {
    const network = networkWith(initializer);
    const seeds = 20;
    const meanPenalty = (weights: { l1?: number; l2?: number }) => {
      const penalties = Array.from({ length: seeds }, (_, seed) => {
        const run = newRunState(network, trainingWith(sgd()), runSpec(network, seed, { weights }));
        return weightPenalty(layoutOf(network), run.spec.penalties, run.values);
      });
      return penalties.reduce((sum, penalty) => sum + penalty, 0) / seeds;
    };
    const sum = (of: (count: number, limit: number) => number) =>
      KERNELS.reduce((total, kernel) => total + of(kernel.count, limitOf(kernel)), 0);

    // Of |w| uniform on (0, a): variance a²/12; of w²: a⁴·(1/5 − 1/9).
    const l1Error = 0.01 * Math.sqrt(sum((n, a) => (n * a ** 2) / 12) / seeds);
    expect(Math.abs(meanPenalty({ l1: 0.01 }) - 0.01 * sum((n, a) => (n * a) / 2))).toBeLessThan(5 * l1Error);
    const l2Error = 0.02 * Math.sqrt(sum((n, a) => n * a ** 4 * (1 / 5 - 1 / 9)) / seeds);
    expect(Math.abs(meanPenalty({ l2: 0.02 }) - 0.02 * sum((n, a) => (n * a ** 2) / 3))).toBeLessThan(
      5 * l2Error,
    );
  },
);
