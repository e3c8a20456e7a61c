import { describe, expect, test } from 'vitest';
import type { EpochRecord } from '../../../src/experiment/records.ts';
import { type StoredRun, variantReport } from '../../../src/report/variants.ts';
import { laplaceOverGauss } from '../../../src/statistics/likelihood.ts';
import { kernel, type RunNumbers, run, runsOf } from '../runs.ts';

const layersOf = (...runs: StoredRun[]) => variantReport(runsOf({ l2: 1e-3 }, runs), [], 1).layers;

const withKernels = (...numbers: RunNumbers[]) => layersOf(...numbers.map((one, i) => run(i + 1, one)));

describe('over the seeds', () => {
  // Weights 1, −3, 0, 2 and 0, 0, 4, NaN.
  const first = kernel({
    exactZeros: 1,
    histogram: [1, 2, 0],
    l1Norm: 6,
    l2Norm: Math.sqrt(1 + 9 + 4),
    hoyer: 0.2,
    gini: 0.3,
    excessKurtosis: -1,
    relativeNearZeros: 0.25,
    twoOfFour: { exact: 0.5, near: 1 },
    unitMaxima: [1, 3],
  });
  const second = kernel({
    exactZeros: 2,
    nonFinite: 1,
    histogram: [0, 0, 1],
    l1Norm: 4,
    l2Norm: 4,
    hoyer: 0.8,
    gini: 0.5,
    excessKurtosis: 4,
    relativeNearZeros: 0.75,
    twoOfFour: { exact: 0, near: 0.5 },
    unitMaxima: [4, 0],
  });
  const other = (l1Norm: number) =>
    kernel({ layer: 'dense_1', inputs: 1, units: 4, exactZeros: 4, l1Norm, unitMaxima: [0, 0, 0, 0] });
  const [dense, zero] = withKernels(
    { result: { kernels: [first, other(0)] } },
    { result: { kernels: [second, other(0)] } },
  );

  test('means over the seeds, sums of the histograms, maxima of every seed', () => {
    expect(dense).toMatchObject({
      layer: 'dense',
      inputs: 2,
      units: 2,
      count: 4,
      exactZeros: (1 + 2) / 2,
      l1Norm: (6 + 4) / 2,
      l2Norm: (Math.sqrt(14) + 4) / 2,
      hoyer: 0.5,
      gini: 0.4,
      excessKurtosis: 1.5,
      relativeNearZeros: 0.5,
      twoOfFour: { exact: 0.25, near: 0.75 },
      histogram: [1, 2, 1],
      unitMaxima: [
        [1, 3],
        [4, 0],
      ],
      history: [],
    });
  });

  test('Laplace and Gauss fits to the pooled weights that are neither 0 nor NaN: 1, 3, 2 and 4', () => {
    const scale = (1 + 3 + 2 + 4) / 4;
    const sigma = Math.sqrt((1 + 9 + 4 + 16) / 4);
    expect(dense!.laplaceScale).toBeCloseTo(scale, 12);
    expect(dense!.gaussSigma).toBeCloseTo(sigma, 12);
    const laplace = [1, 3, 2, 4].map((w) => -Math.log(2 * scale) - w / scale);
    const gauss = [1, 3, 2, 4].map(
      (w) => -Math.log(sigma * Math.sqrt(2 * Math.PI)) - w ** 2 / (2 * sigma ** 2),
    );
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(dense!.laplaceOverGauss).toBeCloseTo((sum(laplace) - sum(gauss)) / 4, 12);
  });

  test('a layer of zeros has no scale, and neither fits better', () => {
    expect(zero).toMatchObject({ layer: 'dense_1', inputs: 1, units: 4, exactZeros: 4, twoOfFour: null });
    expect(zero).toMatchObject({ laplaceScale: 0, gaussSigma: 0, laplaceOverGauss: 0 });
  });

  test('of weights drawn from either distribution its own fit is the better one', () => {
    // E|w| = b and E w² = 2b² of a Laplace, σ√(2/π) and σ² of a Gauss distribution.
    expect(laplaceOverGauss(1, Math.SQRT2)).toBeCloseTo((Math.log(Math.PI) - 1) / 2, 12);
    expect(laplaceOverGauss(Math.sqrt(2 / Math.PI), 1)).toBeCloseTo(Math.log(Math.PI / 2) - 1 / 2, 12);
  });
});

describe('over training', () => {
  const snapshot = (count: number) => ({
    histogram: [count, 2 * count],
    exactZeros: count,
    l1Norm: 3,
    l2Norm: 4,
  });

  /** A run with one tensor, recorded at these epochs of `epochs`. */
  function recorded(seed: number, epochs: number, at: number[], bins = 90): StoredRun {
    const ones = Array.from({ length: epochs }, () => 1);
    const stored = run(seed, {
      train: ones,
      validation: ones,
      result: { kernels: [kernel({ histogram: new Array(bins).fill(0) })] },
    });
    const records = stored.records.map(
      (record): EpochRecord =>
        at.includes(record.epoch) ? { ...record, weights: [snapshot(seed)] } : record,
    );
    return { ...stored, records };
  }

  test('sums of the histograms and means of the others, on the epochs that every seed has', () => {
    const [layer] = layersOf(recorded(1, 9, [1, 4, 9]), recorded(3, 6, [1, 4, 6]));
    expect(layer!.history).toEqual([
      { epoch: 1, histogram: [4, 8], exactZeros: 2, l1Norm: 3, l2Norm: 4 },
      { epoch: 4, histogram: [4, 8], exactZeros: 2, l1Norm: 3, l2Norm: 4 },
    ]);
  });

  test('nothing of results without', () => {
    expect(layersOf(recorded(1, 3, []))[0]!.history).toEqual([]);
  });

  test('at most 25 epochs, evenly, with the first and the last', () => {
    const all = Array.from({ length: 97 }, (_, index) => index + 1);
    const [layer] = layersOf(recorded(1, 97, all));
    const epochs = layer!.history.map(({ epoch }) => epoch);
    expect(epochs).toEqual(Array.from({ length: 25 }, (_, index) => 1 + 4 * index));
  });

  test('fewer where many variants would make the report large: 300,000 counts in all', () => {
    const all = Array.from({ length: 24 }, (_, index) => index + 1);
    const stored = recorded(1, 24, all, 90);
    const epochsWith = (variants: number) =>
      variantReport(runsOf({ l2: 1 }, [stored]), [], variants - 1).layers[0]!.history.length;
    expect(epochsWith(100)).toBe(24);
    expect(epochsWith(300)).toBe(Math.floor(300_000 / (90 * 300)));
    expect(epochsWith(5000)).toBe(2);
  });
});
