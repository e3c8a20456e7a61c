import { beforeAll, describe, expect, test } from 'vitest';
import type { LayerSpec } from '../../../src/engine/layerSpecs.ts';
import type { Network } from '../../../src/engine/network.ts';
import { hiddenLayers } from '../../../src/engine/probes/layers.ts';
import { probeUnits } from '../../../src/engine/probes/units.ts';
import { dense, GLOROT, sequential, startTestBackend, ZEROS } from '../backend.ts';
import { convolution, DROPOUT, NORMALIZATION, RELU, RESIDUAL, someRows, someTrained } from './networks.ts';

beforeAll(startTestBackend);

const TANH: LayerSpec = { kind: 'activation', activation: 'tanh' };

const part = (width: number, rows: number[][]) => ({
  rows: rows.length,
  inputs: Float32Array.from(rows.flat()),
  targets: new Float32Array(rows.length),
  width,
});

/** One hidden layer whose pre-activations are the inputs themselves. */
function identity(
  units: number,
  activation: LayerSpec,
): { network: Network; values: Float32Array[]; rates: number[] } {
  const network = sequential([units], 2, 'softmax', [dense('dense', units), activation, dense('dense_1', 2)]);
  const kernel = Float32Array.from({ length: units ** 2 }, (_, at) => Number(at % (units + 1) === 0));
  const values = [kernel, new Float32Array(units), new Float32Array(2 * units), new Float32Array(2)];
  return { network, values, rates: [] };
}

describe('activations written out', () => {
  // Units: always off, twice on, always on, the opposite of twice the second one where it is on.
  const rows = [
    [-1, 2, 1, 1],
    [-2, 0, 5, 5],
    [-3, 4, 2, -3],
  ];

  test('relu: active where it is not 0, silent where it never is', () => {
    const [found] = probeUnits(identity(4, RELU), part(4, rows));
    expect(found).toMatchObject({
      layer: 'dense',
      units: 4,
      activeShare: (0 + 2 + 3 + 2) / 12,
      silentUnits: 1,
    });
    // Units 2 to 4 vary: (2, 0, 4), (1, 5, 2) and (1, 5, 0), from their means (0, −2, 2), (−5, 7, −2)/3 and (−1, 3, −2).
    const r23 = (0 * -5 - 2 * 7 + 2 * -2) / 3 / Math.sqrt(8 * ((25 + 49 + 4) / 9));
    const r24 = (0 * -1 - 2 * 3 + 2 * -2) / Math.sqrt(8 * 14);
    const r34 = (-5 * -1 + 7 * 3 + -2 * -2) / 3 / Math.sqrt(((25 + 49 + 4) / 9) * 14);
    expect(found!.correlation).toBeCloseTo((Math.abs(r23) + Math.abs(r24) + Math.abs(r34)) / 3, 5);
  });

  test('tanh: active where |a| > 0.1', () => {
    const small = Math.atanh(0.09);
    const [found] = probeUnits(
      identity(2, TANH),
      part(2, [
        [small, 3],
        [-small, -3],
      ]),
    );
    expect(found).toMatchObject({ activeShare: 2 / 4, silentUnits: 1, correlation: expect.closeTo(1, 5) });
  });

  test('one unit, or units that never vary: no correlation', () => {
    expect(probeUnits(identity(1, RELU), part(1, [[1], [2]]))[0]!.correlation).toBeNull();
    expect(
      probeUnits(
        identity(2, RELU),
        part(2, [
          [1, 2],
          [1, 3],
        ]),
      )[0]!.correlation,
    ).toBeNull();
  });
});

test('maps: a unit is a channel; correlations are those of its means', () => {
  // 1×1 convolutions would do; with 3×3 kernels only the middle one is not 0.
  const network = sequential([2, 2, 1], 2, 'softmax', [
    convolution('conv2d', 2),
    RELU,
    { kind: 'flatten' },
    dense('dense', 2),
  ]);
  const kernel = new Float32Array(9 * 2);
  kernel.set([1, -1], 4 * 2);
  const values = [kernel, new Float32Array(2), new Float32Array(16), new Float32Array(2)];
  const maps = part(4, [
    [1, 1, 0, -4],
    [2, 2, 2, 2],
  ]);
  // Channel 1: (1, 1, 0, 0) and (2, 2, 2, 2); channel 2: (0, 0, 0, 4) and zeros.
  expect(probeUnits({ network, values, rates: [] }, maps)).toEqual([
    {
      layer: 'conv2d',
      units: 2,
      activeShare: (2 + 4 + 1) / 16,
      silentUnits: 0,
      correlation: expect.closeTo(1, 5),
    },
  ]);
});

test('dropout is off: the numbers do not depend on its rate', () => {
  const network = sequential([6], 3, 'softmax', [dense('dense', 8), RELU, DROPOUT, dense('dense_1', 3)]);
  const rows = someRows(network, 40);
  expect(probeUnits(someTrained(network, [0.5]), rows)).toEqual(probeUnits(someTrained(network), rows));
});

describe('what the hidden layers are', () => {
  const layersOf = (network: Network) => hiddenLayers(network).map(({ name, node }) => [name, node]);

  test('an activation has the name of the layer before it, past a normalization; the output layer is none', () => {
    const network = sequential([6], 3, 'softmax', [
      dense('dense', 8),
      NORMALIZATION,
      RELU,
      dense('dense_1', 8),
      { kind: 'activation', activation: 'linear' },
      dense('dense_2', 3),
      TANH,
    ]);
    expect(layersOf(network)).toEqual([['dense', 2]]);
  });

  test('a residual block', () => {
    expect(layersOf(RESIDUAL)).toEqual([
      ['dense', 1],
      ['dense_1', 5],
    ]);
  });

  test('recurrent layers have an activation of their own', () => {
    const network = sequential([4, 3], 2, 'softmax', [
      {
        ...{ kind: 'recurrent', name: 'gru', cell: 'gru', units: 5, activation: 'tanh', resetAfter: true },
        ...{ recurrentActivation: 'sigmoid', useBias: true, unitForgetBias: false, returnSequences: true },
        ...{
          goBackwards: false,
          kernelInitializer: GLOROT,
          recurrentInitializer: GLOROT,
          biasInitializer: ZEROS,
        },
      } as LayerSpec,
      { kind: 'flatten' },
      dense('dense', 2),
    ]);
    expect(layersOf(network)).toEqual([['gru', 0]]);
    const [found] = probeUnits(someTrained(network), someRows(network, 20));
    expect(found).toMatchObject({ units: 5, correlation: expect.any(Number) });
  });

  test('none', () => {
    const linear = sequential([6], 3, 'softmax', [dense('dense', 3)]);
    expect(probeUnits(someTrained(linear), someRows(linear, 5))).toEqual([]);
  });
});
