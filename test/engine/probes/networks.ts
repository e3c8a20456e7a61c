/** Small networks, data and trained runs that probes are tried on. */
import { readFileSync } from 'node:fs';
import type { Dataset, Part } from '../../../src/dataset/dataset.ts';
import type { LayerSpec } from '../../../src/engine/layerSpecs.ts';
import { layoutOf } from '../../../src/engine/layout.ts';
import type { RowLosses } from '../../../src/engine/measure.ts';
import type { Network, RunSpec, Training } from '../../../src/engine/network.ts';
import { initialValues } from '../../../src/engine/parameters.ts';
import type { Trained } from '../../../src/engine/probes/trained.ts';
import { normals } from '../../../src/engine/random.ts';
import { trainRuns } from '../../../src/engine/train.ts';
import type { EpochRecord, FinishedRun } from '../../../src/experiment/records.ts';
import { dense, GLOROT, KERAS_ADAM, sequential, trainingWith, ZEROS } from '../backend.ts';

export { NORMALIZATION } from '../backend.ts';

export const RELU: LayerSpec = { kind: 'activation', activation: 'relu' };
export const DROPOUT: LayerSpec = { kind: 'dropout', form: 'inverted', unit: 'element' };
export const convolution = (name: string, filters: number): LayerSpec => ({
  kind: 'convolution',
  name,
  filters,
  size: [3, 3],
  strides: [1, 1],
  dilation: [1, 1],
  padding: 'same',
  useBias: true,
  kernelInitializer: GLOROT,
  biasInitializer: ZEROS,
});

export const POOLING: LayerSpec = {
  kind: 'pooling',
  operation: 'max',
  size: [2, 2],
  strides: [2, 2],
  padding: 'valid',
};

/** A residual block: the second Dense layer's output is added to the first one's. */
export const RESIDUAL: Network = {
  inputShape: [6],
  outputs: 3,
  loss: { kind: 'softmax' },
  nodes: [
    { layer: dense('dense', 8), inputs: [-1] },
    { layer: RELU, inputs: [0] },
    { layer: dense('dense_1', 8), inputs: [1] },
    { layer: DROPOUT, inputs: [2] },
    { layer: { kind: 'merge', operation: 'add' }, inputs: [3, 1] },
    { layer: RELU, inputs: [4] },
    { layer: DROPOUT, inputs: [5] },
    { layer: dense('dense_2', 3), inputs: [6] },
  ],
};

/** Values of a network that are not trained, biases and moving averages away from 0 and 1. */
export function someTrained(network: Network, rates = layoutOf(network).places.map(() => 0)): Trained {
  const values = initialValues(network, { seed: 3 }).map((array, index) => {
    const noise = normals({ seed: 5, stream: index, step: 0 }, array.length);
    return array.map((value, at) => Math.abs(value) + 0.1 * noise[at]! * Math.sign(value || 1));
  });
  return { network, values, rates };
}

/** Normal inputs; `targets` are classes or values. */
export function someRows(network: Network, rows: number, target = (row: number) => row % 3): Part {
  const width = network.inputShape.reduce((product, size) => product * size, 1);
  return {
    rows,
    inputs: Float32Array.from(normals({ seed: 11, stream: 1, step: 0 }, rows * width)),
    targets: Float32Array.from({ length: rows }, (_, row) => target(row)),
  };
}

/** Handwritten digits of the example, in thirds. */
export function digits(rows = 300): Dataset {
  const [, ...lines] = readFileSync('examples/digits/digits.csv', 'utf8').trim().split('\n');
  const numbers = lines.slice(0, 3 * rows).map((line) => line.split(',').map(Number));
  const part = (from: number): Part => {
    const found = numbers.slice(from, from + rows);
    return {
      rows,
      inputs: Float32Array.from(found.flatMap((row) => row.slice(0, 64).map((pixel) => pixel / 16))),
      targets: Float32Array.from(found, (row) => row[64]!),
    };
  };
  return {
    ...{ training: part(0), validation: part(rows), test: part(2 * rows) },
    ...{ file: '', digest: '', target: '', task: 'classification', columns: [], trivialLoss: 1 },
    ...{ notes: [], duplicatesAcrossSplit: 0, profile: [] },
    checks: { shift: { validation: NO_SHIFT, test: NO_SHIFT } },
  };
}

const NO_SHIFT = { auc: 0.5, standardError: 0.1, column: null };

export const DIGITS_NETWORK = sequential([64], 10, 'softmax', [
  dense('dense', 32),
  RELU,
  DROPOUT,
  dense('dense_1', 32),
  RELU,
  DROPOUT,
  dense('dense_2', 10),
]);

export interface Finished {
  result: FinishedRun;
  values: Float32Array[];
  rows: RowLosses;
  records: EpochRecord[];
}

/** Trains runs together to their end. */
export async function finish(
  network: Network,
  data: Dataset,
  specs: RunSpec[],
  settings: Partial<Training> = {},
): Promise<Finished[]> {
  const finished = new Map<string, Finished>();
  const records = new Map<string, EpochRecord[]>(specs.map(({ id }) => [id, []]));
  const training = trainingWith(KERAS_ADAM, { learningRate: 3e-3, batchSize: 32, epochs: 30, ...settings });
  await trainRuns(network, training, data, specs, new Map(), {
    onEpoch: ({ id }, { record }) => records.get(id)!.push(record),
    onFinished: ({ id }, result, values, _, rows) =>
      finished.set(id, { result, values, rows, records: records.get(id)! }),
    onDiverged() {},
    async nextEpoch() {},
  });
  return specs.map(({ id }) => finished.get(id)!);
}
