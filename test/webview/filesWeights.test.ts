import { describe, expect, test } from 'vitest';
import { HISTOGRAM_START as START } from '../../src/statistics/histogram.ts';
import type { OptimizerFacts } from '../../src/weights/weightFile.ts';
import { tableOf } from '../../webview/charts/table.ts';
import { INITIAL } from '../../webview/files/controls.ts';
import { averagedChart } from '../../webview/files/weights/averaged.ts';
import {
  HISTOGRAM_START,
  maximaChart,
  sizesChart,
  spectrumChart,
} from '../../webview/files/weights/charts.ts';
import { tensorColumns } from '../../webview/files/weights/columns.ts';
import { evaluationFacts, evaluationTitle } from '../../webview/files/weights/evaluationWords.ts';
import {
  spectrumFacts,
  spectrumTitle,
  structureFacts,
  structureTitle,
  tensorFacts,
} from '../../webview/files/weights/facts.ts';
import { chosenKinds, filteredTensors, kindChoices } from '../../webview/files/weights/filter.ts';
import { likenessChart, likenessTitle } from '../../webview/files/weights/likenessChart.ts';
import { optimizerFacts, optimizerTitle } from '../../webview/files/weights/optimizer.ts';
import { prunablePoint, prunedLossChart, prunedTitle } from '../../webview/files/weights/pruning.ts';
import {
  distributionSentence,
  fileLine,
  sparsitySentence,
  weightsHeadline,
} from '../../webview/files/weights/words.ts';
import { evaluation, STRUCTURE, tensor, weightsReport } from './filesReports.ts';

const bias = tensor('fc.bias', { kind: 'bias', exactZeros: 100, nearZeros: 100 });

describe('the heading', () => {
  test('tells of the kernels alone: zeros of biases do not count', () => {
    const report = weightsReport([tensor('a'), tensor('b', { exactZeros: 0 }), bias]);
    expect(weightsHeadline(report)).toBe(
      '2 kernels with 200 weights: 10\u202f% exactly 0, 30\u202f% near zero (|w|\u00a0≤\u00a01e-3)',
    );
  });

  test('tells of what is wrong first', () => {
    const found = (tone: 'warning' | 'info', title: string) => ({
      id: title,
      tone,
      title,
      text: '',
      tensors: [],
    });
    const findings = [found('info', 'Looks like L1'), found('warning', '3 weights are NaN')];
    expect(weightsHeadline(weightsReport([tensor('a')], { findings }))).toBe('3 weights are NaN');
  });

  test.each([
    [
      [tensor('e', { kind: 'embedding', exactZeros: 0 })],
      '1 embedding with 100 weights: none exactly 0, 30\u202f% near zero (|w|\u00a0≤\u00a01e-3)',
    ],
    [[bias], '1 tensor with 100 weights: 100\u202f% exactly 0'],
    [
      [tensor('w', { exactZeros: 0, nearZeros: 0 })],
      '1 kernel with 100 weights: none is near zero (|w|\u00a0≤\u00a01e-3)',
    ],
    [[], 'There are no tensors in this file'],
    [[tensor('w', { count: 0, exactZeros: 0, nearZeros: 0 })], '1 kernel with 0 weights'],
  ])('%#', (tensors, text) => expect(sparsitySentence(weightsReport(tensors))).toBe(text));

  test('has size and number formats under it', () => {
    const report = weightsReport([tensor('a'), tensor('b', { dtype: 'float16' })]);
    expect(fileLine(report)).toBe('PyTorch checkpoint (zip), 12 KB, 200 parameters, float32 and float16');
  });
});

describe('the tensors that are shown', () => {
  const tensors = [
    tensor('fc.weight'),
    tensor('emb', { kind: 'embedding' }),
    bias,
    tensor('conv.weight', { dtype: 'int8' }),
  ];

  test('are kernels and embeddings at first', () => {
    const choices = kindChoices(tensors);
    expect(choices.map(({ label }) => label)).toEqual([
      'Kernels and embeddings (3)',
      'Kernels (2)',
      'Embeddings (1)',
      'Biases (1)',
      'All (4)',
    ]);
    expect(chosenKinds(choices, INITIAL)).toBe('trained');
    expect(chosenKinds(choices, { kinds: 'bias' })).toBe('bias');
    expect(chosenKinds(choices, { kinds: 'buffer' })).toBe('trained');
  });

  test('are all of them where there is one kind', () => {
    const choices = kindChoices([bias]);
    expect(choices).toEqual([{ value: 'bias', label: 'Biases (1)' }]);
    expect(chosenKinds([], INITIAL)).toBe('all');
  });

  test.each([
    ['trained', '', ['fc.weight', 'emb', 'conv.weight']],
    ['kernel', 'WEIGHT fc', ['fc.weight']],
    ['all', 'int8', ['conv.weight']],
    ['all', 'bias', ['fc.bias']],
    ['bias', 'conv', []],
  ])('%s with “%s”', (kinds, search, names) => {
    expect(filteredTensors(tensors, kinds, { search, only: [] }).map(({ name }) => name)).toEqual(names);
  });

  test('are those of a finding, whatever their kind', () => {
    const found = filteredTensors(tensors, 'kernel', { search: 'x', only: ['fc.bias', 'emb'] });
    expect(found.map(({ name }) => name)).toEqual(['emb', 'fc.bias']);
  });

  test('have a column of NaN where there are some', () => {
    const names = (shown: typeof tensors) => tensorColumns(shown).map(({ name }) => name);
    expect(names(tensors)).not.toContain('nonfinite');
    expect(names([tensor('a', { inf: 2 })])[1]).toBe('nonfinite');
  });
});

describe('the sizes of weights', () => {
  test('begin where the core begins its histograms', () => expect(HISTOGRAM_START).toBe(START));

  test('are shares of the finite weights: 70 of 100, 10 below, 20 exactly 0', () => {
    const chart = sizesChart(tensor('a', { count: 104, nan: 1, inf: 3 }), '')!;
    const [weights, laplace, gauss] = chart.series;
    expect(Math.max(...weights!.y)).toBe(70 / 100);
    expect(weights!.y.reduce((total, share) => total + share, 0)).toBeCloseTo(80 / 100, 12);
    // The fits are of the 80 % that are not 0.
    const total = (values: readonly number[]) => values.reduce((all, share) => all + share, 0);
    expect(total(laplace!.y)).toBeCloseTo(0.8, 2);
    expect(total(gauss!.y)).toBeCloseTo(0.8, 2);
  });

  test('have no fits without a distribution, and no picture without a weight', () => {
    expect(sizesChart(tensor('a', { distribution: null }), '')!.series).toHaveLength(1);
    expect(sizesChart(tensor('a', { exactZeros: 100 }), '')).toBeUndefined();
    expect(sizesChart(tensor('a', { count: 0, exactZeros: 0 }), '')).toBeUndefined();
  });
});

describe('the largest weights of units', () => {
  test('have a cross where all are small', () => {
    const chart = maximaChart({ id: 'x', what: 'Output', of: 3, maxima: STRUCTURE.outputMaxima }, '');
    expect(chart.series.map(({ label, x }) => [label, x])).toEqual([
      ['Largest |w|', [0, 1, 2]],
      ['Small', [1]],
    ]);
    expect(chart.position(1)).toBe('Output 1');
  });

  test('of neighbours together have the names of all of them', () => {
    const chart = maximaChart({ id: 'x', what: 'Input', of: 8192, maxima: new Array(4096).fill(0) }, '');
    expect(chart.position(3)).toBe('Inputs 6 to 7');
    expect(chart.y.max).toBeGreaterThan(0);
  });
});

describe('a spectrum', () => {
  const spectrum = {
    method: 'exact' as const,
    note: '',
    singularValues: [4, 2, 1, 0],
    spectralNorm: 4,
    stableRank: (16 + 4 + 1) / 16,
    effectiveRank: null,
    alpha: { alpha: 2.5, xmin: 1, tail: 3, distance: 0.1, doubt: 'Few values.' },
  };

  test('is drawn without the zeros', () => {
    const chart = spectrumChart(spectrum, '')!;
    expect(tableOf(chart).rows).toEqual([
      ['Singular value 1', '4.00'],
      ['Singular value 2', '2.00'],
      ['Singular value 3', '1.00'],
    ]);
    expect(chart.y.min).toBeGreaterThan(0);
    expect(spectrumChart({ ...spectrum, singularValues: [0, 0] }, '')).toBeUndefined();
  });

  test('says when its power law is in doubt', () => {
    expect(spectrumTitle(spectrum)).toBe('Stable rank 1.31 of at most 4');
    const [, , effective, alpha] = spectrumFacts(spectrum);
    expect(effective).toMatchObject({ value: '–', meaning: 'Not known from a sample' });
    expect(alpha!.meaning).toContain('Few values.');
    expect(spectrumFacts({ ...spectrum, alpha: null })[3]!.value).toBe('–');
  });
});

describe('facts', () => {
  const named = (facts: ReturnType<typeof tensorFacts>, name: string) =>
    facts.find((fact) => fact.name === name)?.value;

  test('of a tensor count NaN apart', () => {
    expect(named(tensorFacts(tensor('a')), 'NaN')).toBeUndefined();
    const facts = tensorFacts(
      tensor('a', { nan: 2, quantization: { scale: 0.5, zeroPoint: 3 }, dtype: 'int8' }),
    );
    expect(named(facts, 'NaN')).toBe('2');
    expect(named(facts, 'Shape')).toBe('10 × 10, int8 (scale 0.500, zero point 3)');
    expect(named(facts, 'Exactly 0')).toBe('20 (20\u202f%)');
  });

  test('of a structure', () => {
    expect(structureTitle(STRUCTURE)).toBe('1 of 3 units dead, 0 of 4 inputs unused');
    expect(structureTitle({ ...STRUCTURE, deadOutputs: { exact: 0, near: 0 } })).toBe(
      'No dead unit among 3, no unused input among 4',
    );
    const heads = { exact: 1, near: 2, heads: 12 };
    expect(named(structureFacts({ ...STRUCTURE, deadHeads: heads }), 'Dead heads')).toBe('1 of 12');
  });

  test('of an optimizer with groups that differ', () => {
    const groups: OptimizerFacts['groups'] = [
      { parameters: 3, settings: { lr: 1e-3, weight_decay: 0.01 } },
      { parameters: null, settings: { lr: 1e-3, weight_decay: 0, momentum: 0.9 } },
    ];
    const optimizer = { name: 'AdamW', groups, step: 1, training: { epoch: 12 } };
    expect(optimizerTitle(optimizer)).toBe('Trained by AdamW for 1 step with weight_decay 0.01 and 0');
    expect(optimizerFacts(optimizer)).toEqual([
      { name: 'epoch', value: '12' },
      { name: 'Parameter groups', value: '2', meaning: '' },
      { name: 'lr', value: '1e-3' },
      { name: 'weight_decay', value: '0.01 | 0', meaning: 'By group' },
      { name: 'momentum', value: '– | 0.9', meaning: 'By group' },
    ]);
  });

  test('of a distribution: which fits better, by how much', () => {
    expect(distributionSentence(tensor('a'))).toBe(
      'Gauss fits better than Laplace by 0.0500 nats a weight. Excess kurtosis \u22121.00 (0 for Gauss, 3 for Laplace).',
    );
    expect(distributionSentence(tensor('a', { distribution: null }))).toContain('Too few weights');
  });
});

test('the kernels that count as like Laplace are marked as after L1, those below 0 as after L2', () => {
  const like = (value: number) =>
    tensor(String(value), { distribution: { laplaceScale: 1, gaussSigma: 1, laplaceOverGauss: value } });
  const chart = likenessChart([like(0.1), like(-0.2), like(0.005), like(0.3), like(0)], 2, '');
  expect(chart.series.map(({ marker, x, y }) => [marker, x, y])).toEqual([
    ['triangle', [0, 3], [0.1, 0.3]],
    ['square', [1, 4], [-0.2, 0]],
    ['ring', [2], [0.005]],
  ]);
  expect(Math.abs(chart.y.min)).toBe(chart.y.max);
  const likeness = { kernels: 3, kernelsLikeLaplace: 1, laplaceOverGauss: 0, text: '', caveat: '' };
  expect(likenessTitle(likeness)).toContain('1 of 3 kernels looks more');
});

describe('an evaluation', () => {
  test('is prunable up to the first rise of 5 %, whatever comes later', () => {
    // 0.205 is 2.5 % above 0.2, 0.211 is 5.5 % above it.
    expect(prunablePoint(evaluation)?.share).toBe(0.5);
    expect(prunedTitle(evaluation)).toBe(
      '50\u202f% of the weights can be zeroed before the loss rises by 5\u202f%',
    );
    const worse = {
      ...evaluation,
      pruning: [
        { share: 0, loss: 0.2 },
        { share: 0.1, loss: 0.4 },
      ],
    };
    expect(prunedTitle(worse)).toContain('even the smallest');
  });

  test('has the constant prediction beside its curve, in sight', () => {
    const chart = prunedLossChart(evaluation, '');
    expect(chart.series[1]!.y).toEqual([Math.log(10), Math.log(10)]);
    expect(chart.y.max).toBeGreaterThan(Math.log(10));
    expect(chart.y.max).toBeLessThan(9);
  });

  test('tells what was measured, and what was not', () => {
    expect(evaluationTitle(evaluation)).toBe('On 1,000 rows of digits.csv: loss 0.200, 95.0\u202f% right');
    const values = Object.fromEntries(evaluationFacts(evaluation).map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      Loss: '0.200',
      'Best constant prediction': '2.303',
      'Dropout off': '0.200',
      'Dropout on': '0.300',
      'Monte-Carlo average': '0.220',
      'Spread, right and wrong': '0.100, –',
    });
    expect(evaluationFacts({ ...evaluation, dropout: null, monteCarlo: null }).at(-1)).toMatchObject({
      value: 'none',
    });
  });

  test('draws averages over k from two of them on', () => {
    expect(averagedChart(evaluation, '')?.x.ticks).toEqual([1, 10]);
    expect(averagedChart({ ...evaluation, monteCarlo: null }, '')).toBeUndefined();
  });
});
