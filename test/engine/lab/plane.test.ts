import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dataset, Part } from '../../../src/dataset/dataset.ts';
import { encodeWeights } from '../../../src/engine/checkpoint.ts';
import { evaluateRun } from '../../../src/engine/evaluate.ts';
import { planeAxes } from '../../../src/engine/lab/axes.ts';
import { lossPlane } from '../../../src/engine/lab/plane.ts';
import { layoutOf } from '../../../src/engine/layout.ts';
import type { Network, RunSpec } from '../../../src/engine/network.ts';
import { newRunState } from '../../../src/engine/stack.ts';
import { makeFolder, runPaths } from '../../../src/experiment/runFiles.ts';
import type { LossPlane, WeightPlace } from '../../../src/protocol/lab.ts';
import type { WorkerSetup } from '../../../src/protocol/worker.ts';
import { penalizedMinimum } from '../../../src/statistics/plane.ts';
import { problemFrom } from '../../dataset/temporary.ts';
import {
  dense,
  runSpec,
  sequential,
  sgd,
  smallNetwork,
  someData,
  startTestBackend,
  trainingWith,
} from '../backend.ts';
import { convolutionOf, transposedOf, windowOf } from '../layers/windowSpecs.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reglens-plane-'));
  makeFolder(join(folder, 'runs'));
  await startTestBackend();
});
afterAll(() => rmSync(folder, { recursive: true }));

const noTurn = async () => {};
const place = (layer: string, input: number, unit: number): WeightPlace => ({ layer, input, unit });

/** Stores weights under a run's id. */
function store(network: Network, spec: RunSpec, values: Float32Array[]) {
  const best = { epoch: 1, validationLoss: 1, values };
  writeFileSync(runPaths(folder, spec.id).weights, encodeWeights(network, values, best));
}

const planeOf = (network: Network, run: RunSpec, training: Part, x: WeightPlace, y: WeightPlace) =>
  lossPlane(
    { kind: 'plane', run, x, y },
    { network, folder, dataset: { training } as Dataset } as WorkerSetup,
    noTurn,
  );

/** The loss where single weights have other values. */
function lossWith(
  network: Network,
  rates: number[],
  values: Float32Array[],
  part: Part,
  changes: [number, number, number][],
) {
  const copies = values.map((array) => array.slice());
  for (const [parameter, index, value] of changes) copies[parameter]![index] = value;
  return evaluateRun(network, { values: copies, rates }, part).loss;
}

describe('axes', () => {
  test.each([
    ['both positive', 0.8, 0.3],
    ['signs differ', -0.8, 0.3],
    ['one is 0', 0, -0.5],
    ['both are 0', 0, 0],
    ['all weights are 0', 0, 0, 0],
    ['far apart', 1e-4, 9],
  ])('%s: 0 is a value, 0 and the trained values lie inside, steps are equal', (_name, x, y, usual = 0.1) => {
    const { xs, ys } = planeAxes({ x, y }, usual, 41);
    for (const [values, trained] of [
      [xs, x],
      [ys, y],
    ] as const) {
      expect(values).toHaveLength(41);
      expect(values).toContain(0);
      const width = xs[40]! - xs[0]!;
      for (const inside of [0, trained]) {
        expect(inside - values[0]!).toBeGreaterThan(0.2 * width);
        expect(values[40]! - inside).toBeGreaterThan(0.2 * width);
      }
      expect(values[1]! - values[0]!).toBeCloseTo(xs[1]! - xs[0]!, 12);
    }
  });
});

describe('the plane', () => {
  test('of a linear regression with orthonormal columns: a bowl, and L1 is the soft threshold on it', async () => {
    const network = sequential([2], 1, 'squared', [dense('dense', 1)]);
    const spec = runSpec(network, 1);
    store(network, spec, [Float32Array.from([1, 0.2]), new Float32Array(1)]);
    const training = {
      rows: 4,
      inputs: Float32Array.from([1, 1, 1, -1, -1, 1, -1, -1]),
      targets: Float32Array.from([1.3, 0.7, -0.9, -1.1]),
    };
    const plane = await planeOf(network, spec, training, place('dense', 0, 0), place('dense', 1, 0));
    expect(plane).toMatchObject({ rows: 4, x: place('dense', 0, 0) });
    expect(plane.trained.y).toBeCloseTo(0.2, 6);
    // ‖y‖²/n = 1.05; the least-squares solution is (1, 0.2).
    plane.ys.forEach((y, row) => {
      plane.xs.forEach((x, column) => {
        expect(plane.loss[row]![column]).toBeCloseTo((x - 1) ** 2 + (y - 0.2) ** 2 + 1.05 - 1.04, 5);
      });
    });
    expect(penalizedMinimum(plane, 'l1', 0.6)).toMatchObject({ x: expect.closeTo(0.7, 3), y: 0 });
    expect(penalizedMinimum(plane, 'l2', 0.6).y).toBeCloseTo(0.2 / 1.6, 3);
  });

  const data = someData(60, 6, 3);
  const deep = sequential([6], 3, 'softmax', [
    dense('dense', 5),
    { kind: 'activation', activation: 'tanh' },
    { kind: 'dropout', form: 'standard', unit: 'element' },
    dense('dense_1', 4),
    { kind: 'activation', activation: 'relu' },
    { kind: 'dropout', form: 'standard', unit: 'element' },
    dense('dense_2', 3),
  ]);

  test.each([
    ['the first layer', place('dense', 2, 1), place('dense', 4, 1), [0, 2 * 5 + 1], [0, 4 * 5 + 1]],
    [
      'the last layer: what comes before is computed once',
      place('dense_2', 3, 2),
      place('dense_2', 0, 0),
      [4, 3 * 3 + 2],
      [4, 0],
    ],
    ['two layers', place('dense_2', 1, 1), place('dense_1', 4, 3), [4, 1 * 3 + 1], [2, 4 * 4 + 3]],
  ] as const)(
    'through weights of %s holds the loss of each changed network',
    async (_name, x, y, first, second) => {
      const spec = runSpec(deep, 5, { rates: [0.5, 0.2] });
      const { values } = newRunState(deep, trainingWith(sgd()), spec);
      store(deep, spec, values);
      const plane = await planeOf(deep, spec, data, x, y);
      for (const [row, column] of [
        [0, 0],
        [7, 33],
        [20, 20],
        [40, 3],
      ] as const) {
        const changes: [number, number, number][] = [
          [...first, plane.xs[column]!],
          [...second, plane.ys[row]!],
        ];
        expect(plane.loss[row]![column]).toBeCloseTo(lossWith(deep, [0.5, 0.2], values, data, changes), 6);
      }
      expect(plane.trained.x).toBe(values[first[0]]![first[1]]);
      expect(spread(plane)).toBeGreaterThan(1e-3);
    },
  );

  const spread = ({ loss }: LossPlane) => Math.max(...loss.flat()) - Math.min(...loss.flat());

  test('with a branch around the layers is the whole network’s', async () => {
    const nodes = smallNetwork(6, 6, 3).nodes;
    const branched: Network = {
      ...smallNetwork(6, 6, 3),
      nodes: [
        nodes[0]!,
        nodes[1]!,
        { layer: { kind: 'merge', operation: 'add' }, inputs: [-1, 1] },
        { layer: nodes[2]!.layer, inputs: [2] },
      ],
    };
    const spec = runSpec(branched, 2);
    const { values } = newRunState(branched, trainingWith(sgd()), spec);
    store(branched, spec, values);
    const plane = await planeOf(branched, spec, data, place('dense_1', 0, 0), place('dense', 1, 1));
    const changes: [number, number, number][] = [
      [2, 0, plane.xs[9]!],
      [0, 7, plane.ys[30]!],
    ];
    expect(plane.loss[30]![9]).toBeCloseTo(lossWith(branched, [], values, data, changes), 6);
  });

  test('of filters counts weights as the statistics do: place and channel first, then units', async () => {
    const filters = convolutionOf(2, windowOf([2, 2]));
    const network = sequential([3, 2, 1], 3, 'softmax', [filters, { kind: 'flatten' }, dense('dense', 3)]);
    const spec = runSpec(network, 3);
    const { values } = newRunState(network, trainingWith(sgd()), spec);
    store(network, spec, values);
    expect(layoutOf(network).parameters[0]!.shape).toEqual([2, 2, 1, 2]);
    const plane = await planeOf(network, spec, data, place(filters.name, 3, 0), place(filters.name, 0, 1));
    const changes: [number, number, number][] = [
      [0, 3 * 2, plane.xs[2]!],
      [0, 1, plane.ys[3]!],
    ];
    expect(plane.loss[3]![2]).toBeCloseTo(lossWith(network, [], values, data, changes), 6);
  });

  test('of a transposed convolution, whose kernel counts units before channels', async () => {
    const filters = transposedOf(2, windowOf([1, 2]));
    const network = sequential([1, 2, 3], 3, 'softmax', [filters, { kind: 'flatten' }, dense('dense', 3)]);
    const spec = runSpec(network, 3);
    const { values } = newRunState(network, trainingWith(sgd()), spec);
    store(network, spec, values);
    expect(layoutOf(network).parameters[0]!.shape).toEqual([1, 2, 2, 3]);
    // Inputs are counted place by place, channel by channel: input 4 is place 1, channel 1.
    const plane = await planeOf(network, spec, data, place(filters.name, 4, 1), place(filters.name, 2, 0));
    const changes: [number, number, number][] = [
      [0, (1 * 2 + 1) * 3 + 1, plane.xs[2]!],
      [0, (0 * 2 + 0) * 3 + 2, plane.ys[3]!],
    ];
    expect(plane.loss[3]![2]).toBeCloseTo(lossWith(network, [], values, data, changes), 6);
  });

  test('of many rows takes the first 1,000', async () => {
    const network = sequential([2], 1, 'squared', [dense('dense', 1)]);
    const spec = runSpec(network, 1);
    store(network, spec, [Float32Array.from([1, 0.2]), new Float32Array(1)]);
    const many = { ...someData(1500, 2, 2) };
    const plane = await planeOf(network, spec, many, place('dense', 0, 0), place('dense', 1, 0));
    expect(plane.rows).toBe(1000);
    const first = {
      rows: 1000,
      inputs: many.inputs.subarray(0, 2000),
      targets: many.targets.subarray(0, 1000),
    };
    const at = lossWith(
      network,
      [],
      [Float32Array.from([plane.xs[5]!, plane.ys[6]!]), new Float32Array(1)],
      first,
      [],
    );
    expect(plane.loss[6]![5]).toBeCloseTo(at, 6);
  });
});

describe('refuses', () => {
  const network = smallNetwork(6, 5, 3);
  const spec = runSpec(network, 9);
  const data = someData(20, 6, 3);
  const ask = (x: WeightPlace, y: WeightPlace, run = spec) => problemFrom(planeOf(network, run, data, x, y));
  beforeAll(() => store(network, spec, newRunState(network, trainingWith(sgd()), spec).values));

  test.each([
    ['a layer that is not there', place('dense_7', 0, 0), 'The model has no weights “dense_7”'],
    ['an input that is not there', place('dense', 6, 0), 'dense has no weight from input 6 to unit 0'],
    ['a unit that is not there', place('dense', 0, 5), 'dense has no weight from input 0 to unit 5'],
    ['half a weight', place('dense', 0.5, 0), 'dense has no weight from input 0.5 to unit 0'],
    ['the same weight twice', place('dense_1', 0, 0), 'A plane needs two different weights'],
  ])('%s', async (_name, x, title) => {
    expect(await ask(x, place('dense_1', 0, 0))).toMatchObject({ title, remedy: expect.any(String) });
  });

  test('a run without weights, one of another model, and a damaged file', async () => {
    const [x, y] = [place('dense', 0, 0), place('dense', 1, 0)];
    expect(await ask(x, y, { ...spec, id: 'never-seed1' })).toMatchObject({ code: 'RUN_WITHOUT_WEIGHTS' });
    const other = smallNetwork(4, 5, 3);
    const values = newRunState(other, trainingWith(sgd()), runSpec(other, 1)).values;
    store(other, { ...spec, id: 'other-seed1' }, values);
    expect(await ask(x, y, { ...spec, id: 'other-seed1' })).toMatchObject({
      code: 'RUN_OF_ANOTHER_MODEL',
      explanation: 'dense/kernel has 20 values; 30 values are expected.',
    });
    writeFileSync(runPaths(folder, 'damaged-seed1').weights, 'nothing');
    expect(await ask(x, y, { ...spec, id: 'damaged-seed1' })).toMatchObject({ code: 'RUN_WEIGHTS_DAMAGED' });
  });
});
