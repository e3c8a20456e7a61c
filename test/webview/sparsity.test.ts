import { expect, test } from 'vitest';
import { pictureSide } from '../../webview/measures/inputs.ts';
import {
  commonSize,
  deadUnits,
  droppedInputs,
  middlePair,
  openingPair,
  overLayers,
  pairVariants,
  penaltyVariants,
  prunablePoint,
  shareBelow,
  shownLayer,
  strengthPairs,
  zeroShare,
} from '../../webview/measures/sparsity.ts';
import { baseline, l1, l2, layer, report, variant } from './report.ts';

// The layer has 20 weights in 2 seeds: 2 · 2 zeros, 12 in the bin from 1e-4, 24 in the bin from 1e-1.
test.each([
  [-5, 4 / 40],
  [-4, 4 / 40],
  [-3, (4 + 12) / 40],
  [-1, (4 + 12) / 40],
  [0, 1],
])('share of weights below 1e%d', (exponent, share) => {
  expect(shareBelow(report(), layer(), exponent)).toBeCloseTo(share, 12);
});

test('exact zeros are counted apart, and layers by their weights', () => {
  expect(zeroShare(layer())).toBe(2 / 20);
  const large = layer({ count: 60, exactZeros: 60 });
  expect(overLayers([layer(), large], zeroShare)).toBe((2 + 60) / (20 + 60));
});

test('a unit is dead when all its weights are small: mean over the seeds', () => {
  expect(deadUnits(layer(), -3)).toBe((1 + 2) / 2);
  expect(deadUnits(layer(), -5)).toBe(0);
});

test('of two L1 of one strength the proximal one is compared', () => {
  const proximal = variant('l1', { l1: 0.001, l1Mode: 'proximal' }, 0.25, { id: 'proximal' });
  const weaker = variant('l1', { l1: 0.0001 }, 0.28, { id: 'weaker' });
  const found = penaltyVariants(report([baseline, l1, proximal, weaker, l2]), 'l1');
  expect(found.map(({ id }) => id)).toEqual(['weaker', 'proximal']);
});

test.each([
  [['conv2d', 144, 'dense', 512, 'dense_1', 512], 'dense'],
  [['lstm/kernel', 300, 'lstm/recurrent_kernel', 900, 'dense', 40], 'lstm/kernel'],
  [['embedding_1', 5000, 'dense', 80], 'dense'],
  [['embedding', 5000], 'embedding'],
] as const)('of the layers %j the one shown is %s', (sizes, name) => {
  const layers = sizes.flatMap((one, index) =>
    typeof one === 'string' ? [layer({ layer: one, count: sizes[index + 1] as number })] : [],
  );
  expect(shownLayer({ ...l1, inputNorms: undefined, layers })?.layer).toBe(name);
  expect(shownLayer({ ...l1, layers })?.layer).toBe(sizes[0]);
});

test('inputs that are not weighed one by one are not dropped', () => {
  const { inputMaxima: _, inputNorms: __, ...unweighed } = l1;
  expect(droppedInputs(unweighed, -3)).toEqual([]);
});

test('an input is dropped when that holds in more than half of the seeds', () => {
  expect(droppedInputs(l1, -3)).toEqual([true, false]);
  const twice = {
    ...l1,
    inputMaxima: [
      [1e-4, 1e-4],
      [1e-4, 0.5],
    ],
  };
  expect(droppedInputs(twice, -3)).toEqual([true, false]);
});

test('the common size leaves out what is clamped below the drawn bins', () => {
  const clamped = layer();
  clamped.histogram[0] = 1000;
  expect(commonSize(report(), clamped)).toBeCloseTo(10 ** (-8 + 70.5 * 0.1), 12);
});

test('pruning ends before the first point that is more than 5 % above the start', () => {
  expect(prunablePoint(l1)?.share).toBe(0.5);
  const returns = [
    { share: 0, testLoss: 1, standardError: 0 },
    { share: 0.5, testLoss: 1.06, standardError: 0 },
    { share: 0.8, testLoss: 1, standardError: 0 },
  ];
  expect(prunablePoint({ ...l1, pruning: returns })?.share).toBe(0);
  expect(prunablePoint({ ...l1, pruning: [] })).toBeUndefined();
});

test('pairs are all strengths; the middle is looked for among those that both penalties have', () => {
  const stronger = variant('l1', { l1: 0.01 }, 0.5);
  const weaker = variant('l2', { l2: 0.0001 }, 0.5);
  const pairs = strengthPairs(report([baseline, l1, stronger, weaker, l2]));
  expect(pairs).toEqual([
    { lambda: 0.0001, l2: weaker },
    { lambda: 0.001, l1, l2 },
    { lambda: 0.01, l1: stronger },
  ]);
  expect(middlePair(pairs)).toBe(pairs[1]);
  expect(middlePair([pairs[0]!, pairs[2]!])).toBe(pairs[0]);
});

test('an L1 that is recommended opens the view', () => {
  const stronger = variant('l1', { l1: 0.01 }, 0.2);
  const found = report([baseline, l1, stronger, l2]);
  const pairs = strengthPairs(found);
  expect(openingPair(found, pairs)?.lambda).toBe(0.001);
  const recommendation = { ...found.recommendation, variant: stronger.id };
  expect(openingPair({ ...found, recommendation }, pairs)?.lambda).toBe(0.01);
  const none = { ...found.recommendation, variant: null };
  expect(openingPair({ ...found, recommendation: none }, pairs)?.lambda).toBe(0.001);
});

test('without common strengths every strength stands alone', () => {
  const other = variant('l2', { l2: 0.1 }, 0.5);
  expect(strengthPairs(report([l1, other])).map(({ lambda }) => lambda)).toEqual([0.001, 0.1]);
  expect(strengthPairs(report([baseline]))).toEqual([]);
});

test.each([
  [Array.from({ length: 64 }, (_, i) => `p${i >> 3}${i & 7}`), 8],
  [Array.from({ length: 16 }, (_, i) => `pixel_${i}`), 4],
  [Array.from({ length: 9 }, (_, i) => `p${i}`), undefined],
  [Array.from({ length: 15 }, (_, i) => `p${i}`), undefined],
  [Array.from({ length: 16 }, (_, i) => (i === 3 ? 'age' : `p${i}`)), undefined],
  [Array.from({ length: 16 }, (_, i) => (i < 8 ? `a${i}` : `b${i}`)), undefined],
])('picture of %j', (names, side) => expect(pictureSide(names)).toBe(side));

test('a pair has its L1 by sub-gradient apart when the other one is proximal', () => {
  const proximal = variant('l1', { l1: 0.001, l1Mode: 'proximal' }, 0.25, { id: 'proximal' });
  const all = report([baseline, l1, proximal, l2]);
  const [pair] = strengthPairs(all);
  expect(pair).toMatchObject({ l1: proximal, subGradient: l1 });
  expect(pairVariants(all, pair!)).toEqual([baseline, l2, l1, proximal]);
  expect(pairVariants(report(), strengthPairs(report())[0]!)).toEqual([baseline, l2, l1]);
});
