import { expect, test } from 'vitest';
import {
  exactZeroSentence,
  histogramLegend,
  histogramTitle,
  histogramTitleAt,
  inputsLegend,
  inputsTitle,
  keptNames,
  layerLegend,
  layerTitle,
  missingPenalty,
  pruningTitle,
  selectionSentence,
  shareTitle,
  sparsityHeadline,
  tailsSentence,
  threshold,
} from '../../webview/words/sparsity.ts';
import { modesTitle } from '../../webview/words/sparsityModes.ts';
import { baseline, estimate, l1, l2, layer, report, variant } from './report.ts';

const both = { pair: { lambda: 0.001, l1, l2 }, exponent: -3 };
const onlyL2 = { pair: { lambda: 0.001, l2 }, exponent: -3.5 };

test.each([
  [-3, '1e-3'],
  [-3.5, '3e-4'],
  [-1, '0.1'],
])('τ at 10^%d is %s', (exponent, text) => expect(threshold(exponent)).toBe(text));

test('the headline compares the two penalties at the same λ', () => {
  expect(sparsityHeadline(report(), both)).toBe(
    'L1 1e-3 brings 40\u202f% of the first layer to |w| ≤ 1e-3; L2 1e-3 brings 40\u202f%.',
  );
  expect(sparsityHeadline(report(), onlyL2)).toBe(
    'L2 1e-3 brings 40\u202f% of the first layer to |w| ≤ 3e-4.',
  );
});

const withZeros = (exactZeros: number) => ({
  ...both,
  pair: { ...both.pair, l1: { ...l1, layers: [layer({ exactZeros })] } },
});

test.each([
  [0, 'None of L1’s are exact zeros: with Adam, the sub-gradient step leaves weights chattering around 0.'],
  [
    0.1,
    'Only 1\u202f% of L1’s are exact zeros: with Adam, the sub-gradient step leaves weights chattering around 0.',
  ],
  [16, '80\u202f% of the layer’s weights are exact zeros with L1.'],
])('%d of 20 weights exactly 0', (zeros, sentence) =>
  expect(exactZeroSentence(report(), withZeros(zeros))).toBe(sentence),
);

test('a proximal L1 makes its zeros on purpose', () => {
  const choice = withZeros(16);
  const proximal = { ...l1, settings: { ...l1.settings, l1Mode: 'proximal' as const } };
  const pair = { ...choice.pair, l1: { ...proximal, layers: choice.pair.l1!.layers } };
  expect(exactZeroSentence(report(), { ...choice, pair })).toBe(
    '80\u202f% of the layer’s weights are exact zeros: L1’s proximal step sets them.',
  );
  const none = { ...pair.l1, layers: [layer({ exactZeros: 0 })] };
  expect(exactZeroSentence(report(), { ...choice, pair: { ...pair, l1: none } })).toBe(
    'None of the layer’s weights is an exact zero: this λ is too weak for that.',
  );
});

test('without input columns the sentences are about the largest kernel, by its name', () => {
  const { inputNorms: _, ...convolutional } = l1;
  const empty = layer({ layer: 'conv2d', histogram: Array(90).fill(0), exactZeros: 0 });
  const deep = { ...convolutional, layers: [empty, layer({ layer: 'dense_1', count: 40 })] };
  const choice = { pair: { lambda: 0.001, l1: deep }, exponent: -3 };
  // 12 of 80 weights in the bin at 1e-4 and 2 exact zeros in each of 2 seeds.
  expect(sparsityHeadline(report(), choice)).toBe('L1 1e-3 brings 20\u202f% of dense_1 to |w| ≤ 1e-3.');
  expect(histogramLegend(choice)).toContain('Weights of dense_1, share');
});

test.each([
  ['rmsprop', 'RMSprop'],
  ['sgd', 'SGD'],
  ['adagrad', 'Adagrad'],
])('the optimizer %s is called %s', (optimizer, name) => {
  const other = report(undefined, { training: { ...report().training, optimizer } });
  expect(exactZeroSentence(other, withZeros(0))).toContain(`with ${name}, the sub-gradient step`);
});

test('what the plan lacks, and how to add it', () => {
  expect(missingPenalty(report())).toBeUndefined();
  expect(missingPenalty(report([baseline, l1]))).toBe(
    'The plan has no variant with only L2: add one to “variants” in digits.reglens.json, then measure again.',
  );
  const failed = { ...l2, validationLoss: estimate(null, null, 0) };
  expect(missingPenalty(report([baseline, l1, failed]))).toBe(
    'No run of L2 has finished, so there is nothing to compare yet.',
  );
  expect(missingPenalty(report([baseline]))).toContain('no variant with only L1 and L2');
});

test('the sweep over λ in words', () => {
  const weak = variant('l1', { l1: 1e-4 }, 0.28, { layers: [layer({ histogram: Array(90).fill(0) })] });
  // Exact zeros alone are 4 of 40; with the 12 small weights 16 of 40.
  expect(shareTitle(report([baseline, weak, l1, l2]), both)).toBe(
    'L1 empties the network as λ grows, from 10\u202f% to 40\u202f%; L2 stays under 45\u202f%',
  );
  expect(shareTitle(report([baseline, l1]), both)).toBe('L1 brings 40\u202f% of the network below τ');
  const other = variant('l2', { l2: 0.01 }, 0.3);
  expect(shareTitle(report([l2, other]), both)).toBe(
    'L2 brings between 40\u202f% and 40\u202f% of it below τ',
  );
});

test('where the weights lie', () => {
  // The fullest bin is 70: its middle is 10^(−8 + 7.05) = 0.112.
  expect(histogramTitle(report(), both)).toBe('L1’s weights collect near 0.1, L2’s near 0.1');
  const proximal = { ...l1, layers: [layer({ exactZeros: 16 })] };
  expect(histogramTitle(report(), { ...both, pair: { lambda: 0.001, l1: proximal, l2 } })).toBe(
    '80\u202f% of L1’s weights are 0, the others near 0.1; L2’s near 0.1',
  );
  const zero = { ...l1, layers: [layer({ exactZeros: 20 })] };
  expect(histogramTitle(report(), { ...both, pair: { lambda: 0.001, l1: zero, l2 } })).toBe(
    'All of L1’s weights are 0, L2’s near 0.1',
  );
  expect(histogramLegend(onlyL2)).toBe(
    'Weights of the first layer, share per 0.1 decade of |w|. Dotted: fitted Gauss for L2',
  );
});

test('the layers in words', () => {
  expect(layerTitle(report(), both)).toBe('The only layer has 40\u202f% small weights under L1');
  const deep = { ...l1, layers: [layer(), layer({ histogram: Array(90).fill(0), exactZeros: 0 })] };
  expect(layerTitle(report(), { ...both, pair: { lambda: 0.001, l1: deep } })).toBe(
    'Hidden layers lose 40\u202f% of their weights to L1, the output layer 0\u202f%',
  );
  expect(layerLegend(report(), both)).toBe('λ = 1e-3, τ = 1e-3, mean of 3 seeds');
  const single = { ...report().training, seeds: [7] };
  expect(layerLegend(report(undefined, { training: single }), both)).toContain('one seed');
});

test('pruning in words, also when it is no success', () => {
  expect(pruningTitle(baseline, both)).toBe(
    '50\u202f% of L1’s weights can go before test loss rises 5\u202f%; 50\u202f% of L2’s',
  );
  const bad = { ...l1, pruning: l1.pruning.map((point) => ({ ...point, testLoss: 0.94 })) };
  expect(pruningTitle(baseline, { ...both, pair: { lambda: 0.001, l1: bad } })).toBe(
    'L1 can lose 100\u202f% of its weights, but starts at test loss 0.940',
  );
});

test('the inputs in words', () => {
  expect(inputsTitle(report(), both)).toBe('L1 drops 1 of 2 input columns, L2 1; 1 never varies');
  expect(inputsLegend(report(), both)).toBe('×: every outgoing weight ≤ 1e-3 in 2 of 3 seeds or more');
});

test('beside the proximal step stands what the sub-gradient step leaves', () => {
  const settings = { ...l1.settings, l1Mode: 'proximal' as const };
  const proximal = { ...l1, settings, layers: [layer({ exactZeros: 16 })] };
  const say = (exactZeros: number) => {
    const subGradient = { ...l1, layers: [layer({ exactZeros })] };
    return exactZeroSentence(report(), { pair: { lambda: 0.001, l1: proximal, subGradient }, exponent: -3 });
  };
  expect(say(0)).toMatch(/L1’s proximal step sets them\. The sub-gradient step leaves none at the same λ\.$/);
  expect(say(1)).toMatch(/The sub-gradient step leaves 5\u202f% at the same λ\.$/);
});

test('where the path is measured, it tells what the proximal step would do', () => {
  const at = (lambda: number) => ({ lambda, exactZeros: estimate(0.8) }) as never;
  const path = { sweeps: [{ family: 'l1Proximal' as const, points: [at(1e-4), at(1e-3)] }], best: [] };
  const measured = report(undefined, { studies: { offers: [], path } });
  expect(exactZeroSentence(measured, withZeros(0))).toMatch(
    /chattering around 0\. The proximal step makes 80\u202f% of the network exactly 0 at the same λ\.$/,
  );
  const elsewhere = { ...path, sweeps: [{ family: 'l1Proximal' as const, points: [at(0.1)] }] };
  const other = report(undefined, { studies: { offers: [], path: elsewhere } });
  expect(exactZeroSentence(other, withZeros(0))).toMatch(/chattering around 0\.$/);
});

test('tails and fits in words', () => {
  const light = { ...l2, layers: [layer({ excessKurtosis: -0.31, laplaceOverGauss: -0.2 })] };
  expect(tailsSentence({ ...both, pair: { lambda: 0.001, l1, l2: light } })).toBe(
    'Excess kurtosis: L1 1.0, L2 \u22120.3 (0 for Gauss, 3 for Laplace). Laplace fits L1’s better than Gauss by 0.10 nats a weight; Gauss fits L2’s better than Laplace by 0.20 nats a weight.',
  );
});

test('where the weights were at an earlier epoch', () => {
  const histogram = Array(90).fill(0);
  histogram[50] = 36;
  const then = { epoch: 2, histogram, exactZeros: 2, l1Norm: 1, l2Norm: 1 };
  const past = { ...l1, layers: [layer({ history: [then] })] };
  // The middle of bin 50 is 10^(−8 + 5.05) = 1.1e-3.
  expect(histogramTitleAt(report(), { pair: { lambda: 0.001, l1: past, l2 }, exponent: -3 }, 2)).toBe(
    'At epoch 2 most weights are L1’s near 1e-3, L2’s near 0.1',
  );
});

test('the selected columns by name, when they are few', () => {
  const columns = ['age', 'bmi', 'sex', 'bp', 's1'].map((name) => ({ name, standardDeviation: 1 }));
  const data = { ...report().data, columns };
  const selecting = { ...l1, inputMaxima: [[0, 0.5, 0, 0.9, 0]], inputNorms: [0, 0.5, 0, 0.9, 0] };
  const choice = { pair: { lambda: 0.001, l1: selecting, l2 }, exponent: -3 };
  const found = report(undefined, { data });
  expect(keptNames(found, selecting, -3)).toEqual(['bp', 'bmi']);
  expect(selectionSentence(found, choice)).toBe('L1 keeps bp and bmi.');
  // 0.04 is below 0.9/20.
  const hardly = { ...selecting, inputNorms: [0, 0.04, 0, 0.9, 0] };
  expect(selectionSentence(found, { ...choice, pair: { lambda: 0.001, l1: hardly, l2 } })).toBe(
    'L1 keeps bp; bmi by 4e-2 only.',
  );
  const all = { ...selecting, inputMaxima: [[1, 1, 1, 1, 1]], inputNorms: [1, 1, 1, 1, 1] };
  expect(selectionSentence(found, { ...choice, pair: { lambda: 0.001, l1: all } })).toBe('');
  const none = { ...selecting, inputMaxima: [[0, 0, 0, 0, 0]], inputNorms: [0, 0, 0, 0, 0] };
  const nothing = { ...choice, pair: { lambda: 0.001, l1: none } };
  expect(selectionSentence(found, nothing)).toBe('');
  expect(inputsTitle(found, nothing)).toBe('L1 drops all 5 input columns');
});

test.each([
  [
    [0.8, 0],
    'At λ 1e-3 the proximal step sets 80\u202f% of the weights to exactly 0, the sub-gradient step none',
  ],
  [
    [0.8, 0.1],
    'At λ 1e-3 the proximal step sets 80\u202f% of the weights to exactly 0, the sub-gradient step 10\u202f%',
  ],
  [[0, 0], 'The proximal step makes no more exact zeros than the sub-gradient step here'],
])('proximal and sub-gradient steps with shares %j of zeros', ([proximal, other], title) => {
  const points = (exactZeros: number | undefined, lambda = 1e-3) => [{ lambda, exactZeros } as never];
  expect(
    modesTitle([
      { family: 'l1', points: points(other) },
      { family: 'l1Proximal', points: points(proximal) },
    ]),
  ).toBe(title);
  expect(
    modesTitle([
      { family: 'l1', points: points(0, 0.1) },
      { family: 'l1Proximal', points: points(0.5) },
    ]),
  ).toBe('The sub-gradient and the proximal step are measured at different λ');
});

test.each<[string, number, string]>([
  [
    'a stronger λ within one standard error',
    0.265,
    ' Within one standard error of the lowest validation loss, λ = 1e-2 keeps the fewest, 1.',
  ],
  ['no other within it', 0.28, ''],
])('the columns that could be fewer: %s', (_, loss, words) => {
  const columns = ['age', 'bmi', 'sex', 'bp', 's1'].map((name) => ({ name, standardDeviation: 1 }));
  // The lowest validation loss is 0.26 ± 0.01.
  const shown = { ...l1, inputMaxima: [[0, 0.5, 0, 0.9, 0]], inputNorms: [0, 0.5, 0, 0.9, 0] };
  const stronger = variant('l1', { l1: 0.01 }, loss, {
    inputMaxima: [[0, 0, 0, 0.9, 0]],
    inputNorms: [0, 0, 0, 0.9, 0],
  });
  const found = report([baseline, shown, stronger], { data: { ...report().data, columns } });
  const choice = { pair: { lambda: 0.001, l1: shown }, exponent: -3 };
  expect(selectionSentence(found, choice)).toBe(`L1 keeps bp and bmi.${words}`);
});
