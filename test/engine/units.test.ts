import { beforeAll, expect, test } from 'vitest';
import { withComposedOperations } from '../../src/engine/kernels/module.ts';
import type { TransposedConvolutionSpec } from '../../src/engine/layerSpecs.ts';
import { layoutOf, matrixOf, unitMatrix } from '../../src/engine/layout.ts';
import { newRunState, Stack } from '../../src/engine/stack.ts';
import {
  dense,
  GLOROT,
  runSpec,
  sequential,
  sgd,
  someData,
  startTestBackend,
  trainingWith,
  ZEROS,
} from './backend.ts';

beforeAll(async () => {
  await startTestBackend();
});

const CHANNELS = 3;
const FILTERS = 5;
const transposed: TransposedConvolutionSpec = {
  kind: 'transposedConvolution',
  name: 'conv2d_transpose',
  filters: FILTERS,
  size: [2, 2],
  strides: [1, 1],
  dilation: [1, 1],
  padding: 'valid',
  useBias: true,
  kernelInitializer: GLOROT,
  biasInitializer: ZEROS,
};
const network = sequential([4, 4, CHANNELS], 2, 'softmax', [
  transposed,
  { kind: 'globalPooling', operation: 'average', keepAxes: false },
  dense('dense', 2),
]);
const data = someData(40, 4 * 4 * CHANNELS, 2);

/** ‖w_f‖₂ of each filter of Keras' kernel `[2, 2, filters, channels]`. */
function filterNorms(kernel: Float32Array): number[] {
  const squares = Array<number>(FILTERS).fill(0);
  kernel.forEach((w, index) => {
    squares[Math.floor(index / CHANNELS) % FILTERS]! += w * w;
  });
  return squares.map(Math.sqrt);
}

function trained(penalty: { maxNorm?: number; proximalGroupLasso?: number }): Float32Array {
  const run = newRunState(network, trainingWith(sgd(0.9)), runSpec(network, 1, { weights: [penalty, {}] }));
  const stack = new Stack(network, trainingWith(sgd(0.9)), data, [run]);
  for (let epoch = 0; epoch < 4; epoch++) stack.trainEpoch();
  stack.dispose();
  return run.values[0]!;
}

test.each([
  ['kernels', <T>(use: () => T) => use()],
  ['composed operations', withComposedOperations],
])('a unit of a transposed convolution is a filter, though its kernel counts channels last: %s', (_, way) => {
  const free = filterNorms(way(() => trained({})));
  const limit = 0.5 * Math.min(...free);
  const limited = filterNorms(way(() => trained({ maxNorm: limit })));
  for (const norm of limited) expect(norm).toBeLessThan(limit + 1e-6);
  // Cut off one by one: more than one of them stands exactly at the limit.
  expect(limited.filter((norm) => Math.abs(norm - limit) < 1e-6).length).toBeGreaterThan(1);
  // Whole filters are gone at this strength, and nothing but whole filters.
  const lasso = way(() => trained({ proximalGroupLasso: 8 }));
  const norms = filterNorms(lasso);
  const gone = norms.filter((norm) => norm === 0).length;
  expect(gone).toBeGreaterThan(0);
  expect(lasso.filter((w) => w === 0).length).toBe(4 * CHANNELS * gone);
});

test('its matrix has a column a filter', () => {
  const kernel = layoutOf(network).parameters[0]!;
  expect(matrixOf(kernel)).toEqual({ inputs: 4 * CHANNELS, units: FILTERS });
  const values = Float32Array.from({ length: 4 * FILTERS * CHANNELS }, (_, index) => index);
  const matrix = unitMatrix(kernel, values);
  // Place 1, channel 2, filter 3 of [4 places, filters, channels].
  expect(matrix[(1 * CHANNELS + 2) * FILTERS + 3]).toBe((1 * FILTERS + 3) * CHANNELS + 2);
});
