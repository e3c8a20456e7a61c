import { beforeAll, describe, expect, test } from 'vitest';
import type { Network } from '../../../src/engine/network.ts';
import { probeFeatureMaps } from '../../../src/engine/probes/featureMaps.ts';
import { featureMapsOf } from '../../../src/engine/probes/layers.ts';
import type { FeatureMapProbe } from '../../../src/experiment/records.ts';
import { dense, runSpec, sequential, startTestBackend } from '../backend.ts';
import {
  convolution,
  DROPOUT,
  digits,
  finish,
  NORMALIZATION,
  POOLING,
  RELU,
  someTrained,
} from './networks.ts';

beforeAll(startTestBackend);

const NETWORK = sequential([8, 8, 1], 10, 'softmax', [
  convolution('conv2d', 8),
  RELU,
  POOLING,
  convolution('conv2d_1', 8),
  NORMALIZATION,
  RELU,
  { kind: 'flatten' },
  dense('dense', 10),
]);

describe('a network for digits that was trained without dropout', () => {
  let probe: FeatureMapProbe[];
  let testLoss: number;

  beforeAll(async () => {
    const [run] = await finish(NETWORK, digits(), [runSpec(NETWORK, 1)], { epochs: 20 });
    probe = run!.result.featureMaps!;
    testLoss = run!.result.testLoss;
  });

  test('neighbours are alike, more so in the first layer', () => {
    expect(probe.map(({ layer }) => layer)).toEqual(['conv2d', 'conv2d_1']);
    const [first, second] = probe.map(({ neighbourCorrelation }) => neighbourCorrelation);
    expect(first).toBeGreaterThan(0.2);
    expect(second).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(second!);
  });

  test('losses rise with the rate from that without dropout', () => {
    for (const { rates } of probe) {
      expect(rates.map(({ rate }) => rate)).toEqual([0, 0.1, 0.2, 0.3, 0.5]);
      for (const kind of ['elementLoss', 'channelLoss'] as const) {
        const losses = rates.map((at) => at[kind]);
        expect(losses[0]).toBeCloseTo(testLoss, 6);
        expect(losses).toEqual([...losses].sort((a, b) => a - b));
      }
    }
  });
});

test('a run that drops something itself, and a network without feature maps, have none', () => {
  const withDropout: Network = sequential([8, 8, 1], 10, 'softmax', [
    convolution('conv2d', 4),
    RELU,
    DROPOUT,
    { kind: 'flatten' },
    dense('dense', 10),
  ]);
  const plain = sequential([64], 10, 'softmax', [dense('dense', 10)]);
  const probeOf = (network: Network, rates: number[]) =>
    probeFeatureMaps(someTrained(network, rates), 1, digits(60), 1e9);
  expect(probeOf(withDropout, [0.2])).toBeUndefined();
  expect(probeOf(withDropout, [0])).toHaveLength(1);
  expect(probeOf(plain, [])).toBeUndefined();
});

test('of many convolutions four are probed, the first and the last among them', () => {
  const layers = Array.from({ length: 7 }, (_, index) => [convolution(`conv2d_${index}`, 2), RELU]).flat();
  const network = sequential([8, 8, 1], 10, 'softmax', [...layers, { kind: 'flatten' }, dense('dense', 10)]);
  const probe = probeFeatureMaps(someTrained(network), 1, digits(60), 1e9);
  expect(probe!.map(({ layer }) => layer)).toEqual(['conv2d_0', 'conv2d_2', 'conv2d_4', 'conv2d_6']);
});

test('maps are taken after the normalization and activation that follow, not after pooling', () => {
  expect(featureMapsOf(NETWORK)).toEqual([
    { name: 'conv2d', node: 1, shape: [8, 8, 8] },
    { name: 'conv2d_1', node: 5, shape: [4, 4, 8] },
  ]);
});

test('channels on their own: with one channel, dropping it takes the whole map', () => {
  const network = sequential([8, 8, 1], 10, 'softmax', [
    convolution('conv2d', 1),
    { kind: 'flatten' },
    dense('dense', 10),
  ]);
  const data = digits(60);
  const model = someTrained(network);
  const [found] = probeFeatureMaps(model, 1, data, 1e12)!;
  // Elements average out over 64 positions, one channel does not.
  const { elementLoss, channelLoss } = found!.rates.at(-1)!;
  expect(channelLoss).toBeGreaterThan(elementLoss);
});
