import { describe, expect, test } from 'vitest';
import { weightsReport } from '../../../src/report/weightFiles/build.ts';
import type { OptimizerFacts } from '../../../src/weights/weightFile.ts';
import { tensorOf } from '../../statistics/tensor/recipe.ts';
import { type MemoryTensor, memoryFile } from './memoryFile.ts';

const SHAPE = [20, 40];

const weights = (recipe: object = {}): number[] =>
  Array.from(tensorOf({ shape: SHAPE, order: 'outputs-first', scale: 0.1, ...recipe }));

const kernel = (values: number[], name = 'fc.weight'): MemoryTensor => ({ name, shape: SHAPE, values });

const replaced = (values: number[], at: number, by: number) =>
  values.map((w, index) => (index === at ? by : w));

const adamW: OptimizerFacts = {
  name: 'AdamW',
  groups: [{ parameters: 2, settings: { lr: 1e-3, weight_decay: 0.01 } }],
  step: 12_000,
  training: {},
};
const groups = (...decays: number[]): OptimizerFacts['groups'] =>
  decays.map((weight_decay) => ({ parameters: 1, settings: { weight_decay } }));

/** Each row: what is in the file, and the finding with its title. */
const CASES: [string, number[], OptimizerFacts | undefined, [id: string, title: string][]][] = [
  ['nothing that stands out', weights(), undefined, []],
  [
    'NaN and an infinity',
    replaced(replaced(weights(), 3, Number.NaN), 9, Number.POSITIVE_INFINITY),
    undefined,
    [['nan', '1 value NaN, 1 value infinite in 1 tensor']],
  ],
  ['zeros throughout', weights().fill(0), undefined, [['all-zero', '1 kernel is zero throughout']]],
  [
    'two dead units',
    weights({ deadOutputs: [4, 11] }),
    undefined,
    [
      ['dead-units', '2 of 20 units in 1 kernel are dead'],
      ['exact-zeros', '10\u202f% of the weights of 1 kernel are exactly 0'],
    ],
  ],
  [
    'two of each four zero',
    weights().map((w, index) => (index % 2 === 0 ? 0 : w)),
    undefined,
    [
      ['unused-inputs', '20 inputs of 1 kernel are not used'],
      ['exact-zeros', '50\u202f% of the weights of 1 kernel are exactly 0'],
      ['two-of-four', '1 kernel is pruned 2:4'],
    ],
  ],
  [
    // Two zeros in every group of four, as zeros at random places make in 1 − 0.05⁴ − 4·0.95·0.05³ = 99.95 %.
    '19 of 20 weights zero, wherever',
    weights().map((w, index) => ((7 * index + Math.floor(index / 40)) % 20 === 0 ? w : 0)),
    undefined,
    [['exact-zeros', '95\u202f% of the weights of 1 kernel are exactly 0']],
  ],
  [
    'small and not zero',
    weights().map((w, index) => (index % 3 === 0 ? w * 1e-4 : w)),
    undefined,
    [['small-not-zero', '33\u202f% of the weights of 1 kernel are small, not 0']],
  ],
  [
    'a weight of 10,000 times the others: these are not small for it',
    replaced(weights(), 100, 1000),
    undefined,
    [['outliers', '1 kernel has weights beyond 10 standard deviations']],
  ],
  [
    'a weight of 40 times the others',
    replaced(weights(), 100, 4),
    undefined,
    [['outliers', '1 kernel has weights beyond 10 standard deviations']],
  ],
  [
    'AdamW',
    weights(),
    adamW,
    [['weight-decay', 'Trained with weight decay: AdamW, weight_decay 0.01 at step 12,000']],
  ],
  [
    'an optimizer without a name, two groups',
    weights(),
    { name: null, groups: groups(0.1, 0), step: null, training: { epoch: 3 } },
    [['weight-decay', 'Trained with weight decay: weight_decay 0.1 and 0 after epoch 3']],
  ],
  [
    'SGD without decay',
    weights(),
    { name: 'SGD', groups: groups(0), step: null, training: {} },
    [['not-regularized', 'No weight decay: SGD, weight_decay 0']],
  ],
  [
    'an optimizer that says nothing of decay',
    weights(),
    { name: 'Adam', groups: [{ parameters: null, settings: {} }], step: 5, training: {} },
    [],
  ],
];

describe('findings', () => {
  test.each(CASES)('%s', async (_, values, optimizer, expected) => {
    const { findings } = await weightsReport(memoryFile([kernel(values)], optimizer ? { optimizer } : {}));
    expect(findings.map(({ id, title }) => [id, title])).toEqual(expected);
  });

  test('name the dead units', async () => {
    const { findings } = await weightsReport(memoryFile([kernel(weights({ deadOutputs: [4, 11] }))]));
    expect(findings[0]!.text).toContain('All incoming weights are exactly 0: “fc.weight” units 4, 11.');
    expect(findings[0]).toMatchObject({ tone: 'warning', tensors: ['fc.weight'] });
  });

  test.each([
    ['float16', 'In float16 small weights are rounded to 0: these zeros need no other cause'],
    ['int8', 'In int8 small weights are rounded to 0: these zeros need no other cause'],
    ['bfloat16', 'Gradient descent alone leaves no exact zeros'],
  ] as const)('zeros of %s have their cause', async (dtype, words) => {
    const values = weights().map((w, index) => (index % 3 === 0 ? 0 : w));
    const quantization = dtype === 'int8' ? { quantization: { scale: 0.1, zeroPoint: 0 } } : {};
    const { findings } = await weightsReport(memoryFile([{ ...kernel(values), dtype, ...quantization }]));
    expect(findings.find(({ id }) => id === 'exact-zeros')!.text).toContain(words);
  });

  const decay = (settings: Record<string, number | boolean>) => ({
    groups: [{ parameters: 1, settings: { weight_decay: 0.01, ...settings } }],
    step: null,
    training: {},
  });

  test.each<[string, OptimizerFacts, string]>([
    ['SGD', { name: 'SGD', ...decay({}) }, 'λ = weight_decay/2'],
    ['Adam', { name: 'Adam', ...decay({}) }, 'passes through the denominator'],
    [
      'NAdam that says it decouples',
      { name: 'NAdam', ...decay({ decoupled_weight_decay: true }) },
      'It is decoupled',
    ],
    [
      'RAdam that does not',
      { name: 'RAdam', ...decay({ decoupled_weight_decay: false }) },
      'through the denominator',
    ],
    ['one without a name', { name: null, ...decay({}) }, 'the file does not name'],
  ])('weight decay of %s is of its kind', async (_, optimizer, words) => {
    const { findings } = await weightsReport(memoryFile([kernel(weights())], { optimizer }));
    expect(findings.find(({ id }) => id === 'weight-decay')!.text).toContain(words);
  });

  test('biases and normalization have no finding of zeros', async () => {
    const zero: MemoryTensor = { name: 'bn.bias', shape: [50], values: new Float32Array(50) };
    expect((await weightsReport(memoryFile([zero]))).findings).toEqual([]);
  });
});

describe('likeness', () => {
  const likeness = async (...kernels: number[][]) =>
    (await weightsReport(memoryFile(kernels.map((values, index) => kernel(values, `fc${index}.weight`)))))
      .likeness!;
  /** The quantiles of a distribution with its signs in turn: its likelihood without a random sample. */
  const quantiles = (of: (p: number) => number) =>
    Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 1 : -1) * of((i + 0.5) / 800));
  const laplace = quantiles((p) => -0.1 * Math.log(1 - p));
  const uniform = quantiles((p) => 0.1 * p);

  test('Laplace weights: ln(σ/2b) + ½·ln(2π) − ½ with σ = √2·b', async () => {
    const found = await likeness(laplace, uniform);
    expect(found).toMatchObject({ kernels: 2, kernelsLikeLaplace: 1 });
    const alone = await likeness(laplace);
    expect(alone.laplaceOverGauss).toBeCloseTo(Math.log(Math.SQRT1_2) + Math.log(2 * Math.PI) / 2 - 0.5, 2);
    expect(alone.text).toBe(
      'These weights look Laplace, the prior of L1: 1 of 1 kernel fits Laplace better than Gauss (+0.071 nats per weight); L1 leaves exact zeros only with a proximal step: 0 of 800 weights are exactly 0.',
    );
    expect(alone.caveat).toContain('initialization');
  });

  test('uniform weights: flatter than Gauss, ln(1/√3) + ½·ln(2π) − ½', async () => {
    const found = await likeness(uniform);
    expect(found.laplaceOverGauss).toBeCloseTo(-Math.log(3) / 2 + Math.log(2 * Math.PI) / 2 - 0.5, 3);
    expect(found.text).toContain(
      'They are flatter than Gauss, as a uniform initialization is, or what pruning by size leaves;',
    );
  });

  test('where few large kernels outweigh the others, both counts are told', async () => {
    const large = memoryFile([
      kernel(laplace, 'a.weight'),
      kernel(laplace, 'b.weight'),
      { name: 'large.weight', shape: [200, 40], values: Array.from({ length: 10 }, () => uniform).flat() },
    ]);
    expect((await weightsReport(large)).likeness!.text).toMatch(
      /^Counted by weights these look Gauss, .* counted by kernels not: 2 of 3 kernels fit Laplace better than Gauss;/,
    );
  });

  test('zeros do not count as small weights, and are told', async () => {
    const zero = new Array<number>(800).fill(0);
    const sparse = laplace.map((w, index) => (index % 2 === 0 ? w : 0));
    const found = await likeness(sparse, zero);
    expect(found.laplaceOverGauss).toBeGreaterThan(0.05);
    expect(found.text).toContain('75\u202f% of 1,600 weights are exactly 0');
  });
});
