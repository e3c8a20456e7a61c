import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../../src/experiment/file.ts';
import { evenlySpaced, formDocument, formVariants, logSpaced } from '../../src/experiment/formDocument.ts';
import type { FormValues } from '../../src/protocol/form.ts';

const off = { on: false, from: 1e-4, to: 1e-2, steps: 3 };
const VALUES: FormValues = {
  model: { file: '/work/nets/model.py', name: 'model' },
  data: '/work/data/rows.csv',
  target: 'y',
  validation: 0.25,
  test: 0.1,
  l1: off,
  l1Mode: 'framework',
  l2: off,
  dropout: { on: false, from: 0.2, to: 0.5, steps: 2 },
  combined: false,
  batchNormalization: false,
  earlyStopping: 0,
  seeds: 4,
  epochs: 30,
  batchSize: 16,
  learningRate: 0.01,
  optimizer: 'sgd',
  successiveHalving: false,
  studies: [],
  name: 'rows',
};
const on = { ...off, on: true };

describe('strengths are spaced', () => {
  test.each([
    [1e-4, 1e-2, 3, [1e-4, 1e-3, 1e-2]],
    // Half decades: 10^−3.5 = 3.16e-4.
    [1e-4, 1e-3, 3, [1e-4, 3.2e-4, 1e-3]],
    [1e-3, 1e-3, 4, [1e-3]],
    [1e-3, 1e-1, 1, [1e-3]],
  ])('evenly on a logarithm: %d to %d in %d', (from, to, steps, expected) => {
    expect(logSpaced({ on: true, from, to, steps })).toEqual(expected);
  });

  test('and rates evenly', () => {
    expect(evenlySpaced({ on: true, from: 0.1, to: 0.7, steps: 4 })).toEqual([0.1, 0.3, 0.5, 0.7]);
  });
});

describe('the variants', () => {
  test('begin with the unregularized model, which is there alone when nothing is on', () => {
    expect(formVariants(VALUES)).toEqual([{}]);
  });

  test('of L1 are the framework’s, proximal ones, or both', () => {
    const of = (l1Mode: FormValues['l1Mode']) => formVariants({ ...VALUES, l1: { ...on, steps: 1 }, l1Mode });
    expect(of('framework')).toEqual([{}, { l1: 1e-4 }]);
    expect(of('proximal')).toEqual([{}, { l1: 1e-4, l1Mode: 'proximal' }]);
    expect(of('both')).toHaveLength(3);
  });

  test('combine every rate with the middle λ of L2', () => {
    const dropout = { on: true, from: 0.2, to: 0.5, steps: 2 };
    expect(formVariants({ ...VALUES, l2: on, dropout, combined: true }).slice(-2)).toEqual([
      { dropout: 0.2, l2: 1e-3 },
      { dropout: 0.5, l2: 1e-3 },
    ]);
    expect(formVariants({ ...VALUES, dropout, combined: true })).toHaveLength(3);
  });
});

test('the file is one that the experiment reader takes, with paths relative to it', () => {
  const values: FormValues = {
    ...VALUES,
    l1: on,
    l1Mode: 'both',
    l2: on,
    batchNormalization: true,
    earlyStopping: 10,
    successiveHalving: true,
    studies: ['learningCurve', 'path'],
  };
  const file = '/work/nets/rows.reglens.json';
  const text = formDocument(values, file);
  expect(JSON.parse(text)).toMatchObject({
    model: { file: 'model.py', name: 'model' },
    data: { file: '../data/rows.csv', target: 'y', split: { validation: 0.25, test: 0.1 } },
  });
  const experiment = parseExperiment(text, file);
  expect(experiment.data.file).toBe('/work/data/rows.csv');
  expect(experiment.variants?.map(({ name }) => name)).toEqual([
    'No regularization',
    'L1 1e-4',
    'L1 1e-3',
    'L1 1e-2',
    'L1 1e-4 proximal',
    'L1 1e-3 proximal',
    'L1 1e-2 proximal',
    'L2 1e-4',
    'L2 1e-3',
    'L2 1e-2',
    'Batch normalization',
    'Early stopping 10',
  ]);
  expect(experiment.seeds).toEqual([1, 2, 3, 4]);
  expect(experiment.studies).toEqual(['learningCurve', 'path']);
  expect(experiment.training).toMatchObject({
    batchSize: 16,
    epochs: 30,
    learningRate: 0.01,
    successiveHalving: true,
  });
});

test('a variant stands in one line', () => {
  expect(formDocument({ ...VALUES, l2: on }, '/work/nets/rows.reglens.json')).toContain(
    '    { "l2": 0.001 },\n',
  );
});
