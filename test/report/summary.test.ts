import { expect, test } from 'vitest';
import { summarize } from '../../src/report/summary.ts';
import { baseline, estimate, report, variant } from '../webview/report.ts';

const stopped = [{ seed: 3, reason: 'the training loss became NaN in epoch 3' }];
const strong = variant('l2', { l2: 1 }, 0.24, {
  id: 'l2-1',
  name: 'Strong',
  stopped,
  trainLoss: estimate(0.11),
  validationLoss: estimate(0.22),
  testLoss: estimate(0.33),
  testAccuracy: estimate(0.44),
  exactZeros: estimate(0.55),
  nearZeros: estimate(0.66),
});
const of = report([baseline, strong]);
const recommendation = { variant: 'l2-1', text: 'Take it.', reason: 'Lowest.', support: 'Interval.' };

test('a variant in short: its name, not its id, and each quantity under its own name', () => {
  const { variants } = summarize(of);
  expect(variants.map(({ name }) => name)).toEqual(['No regularization', 'Strong']);
  expect(variants[1]).toEqual({
    name: 'Strong',
    settings: { l1: 0, l2: 1, dropout: 0 },
    trainLoss: estimate(0.11),
    validationLoss: estimate(0.22),
    testLoss: estimate(0.33),
    testAccuracy: estimate(0.44),
    exactZeros: estimate(0.55),
    nearZeros: estimate(0.66),
    stopped,
  });
});

test('a regression has no accuracy', () => {
  const { variants } = summarize(report([{ ...strong, testAccuracy: undefined }]));
  expect(variants[0]).not.toHaveProperty('testAccuracy');
});

test('what was measured, on what and how', () => {
  const { columns: _, classes: __, duplicatesAcrossSplit: ___, ...data } = of.data;
  const summary = summarize(of);
  expect(summary).toMatchObject({
    experiment: 'digits',
    model: of.model,
    training: of.training,
    execution: of.execution,
  });
  expect(summary.data).toEqual(data);
});

test('the verdict without its evidence', () => {
  const { text } = of.verdict;
  expect(summarize(of).verdict).toEqual({ kind: 'overfitting', sinceEpoch: 2, bestEpoch: 2, text });
  const good = { kind: 'good' as const, bestEpoch: null, text: 'Fits.', evidence: [] };
  expect(summarize({ ...of, verdict: good }).verdict).toStrictEqual({
    kind: 'good',
    bestEpoch: null,
    text: 'Fits.',
  });
});

test('the recommended variant by its name, or null', () => {
  expect(summarize({ ...of, recommendation }).recommendation).toEqual({
    variant: 'Strong',
    text: 'Take it.',
  });
  const nothing = { ...recommendation, variant: null, text: 'No variant beats none.' };
  expect(summarize({ ...of, recommendation: nothing }).recommendation).toEqual({
    variant: null,
    text: 'No variant beats none.',
  });
});
