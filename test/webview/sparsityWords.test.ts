import { expect, test } from 'vitest';
import {
  exactZeroSentence,
  histogramLegend,
  histogramTitle,
  inputsLegend,
  inputsTitle,
  layerLegend,
  layerTitle,
  missingPenalty,
  pruningTitle,
  shareTitle,
  sparsityHeadline,
  threshold,
} from '../../webview/words/sparsity.ts';
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
  expect(shareTitle(report([baseline, weak, l1, l2]), -3)).toBe(
    'L1 empties the network as λ grows, from 10\u202f% to 40\u202f%; L2 stays under 45\u202f%',
  );
  expect(shareTitle(report([baseline, l1]), -3)).toBe('L1 brings 40\u202f% of the network below τ');
  const other = variant('l2', { l2: 0.01 }, 0.3);
  expect(shareTitle(report([l2, other]), -3)).toBe('L2 brings between 40\u202f% and 40\u202f% of it below τ');
});

test('where the weights lie', () => {
  // The fullest bin is 70: its middle is 10^(−8 + 7.05) = 0.112.
  expect(histogramTitle(report(), both)).toBe('L1’s weights collect near 0.1, L2’s near 0.1');
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
