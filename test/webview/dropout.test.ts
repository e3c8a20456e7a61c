import { expect, test } from 'vitest';
import type { VariantReport } from '../../src/report/report.ts';
import {
  besideSweep,
  chosenDropout,
  crossingEpoch,
  droppingVariants,
  rateSweep,
} from '../../webview/measures/dropout.ts';
import {
  dropoutExplanation,
  dropoutHeadline,
  effectSentence,
  inSentence,
  missingSeeds,
  noDropout,
  rateName,
  switchingTitle,
  where,
} from '../../webview/words/dropout.ts';
import { against, dropping, lossCurves, none, probe } from './dropoutReport.ts';
import { estimate, l2, report, variant } from './report.ts';

const half = dropping(0.5);
const combined = variant('combination', { dropout: 0.3, l2: 0.001 }, 0.15, {
  id: 'both',
  name: 'Dropout 0.3 + L2 1e-3',
  dropout: probe({ rate: 0.3 }),
});
const stopped = { seed: 1, reason: 'training loss became NaN in epoch 3.' };
const unmeasured = (rate: number, change: Partial<VariantReport> = {}) =>
  dropping(rate, { validationLoss: estimate(null, null, 0), dropout: undefined, ...change });

test('the crossing is the first epoch at which validation loss is no longer below the reported one', () => {
  expect(crossingEpoch(half)).toBe(4);
  expect(crossingEpoch(none)).toBe(2);
  expect(crossingEpoch({ ...half, curves: lossCurves([1, 1], [0.5, 0.5], [0.9, 0.9]) })).toBeUndefined();
});

test('a single noisy epoch is no crossing', () => {
  const epochs = Array.from({ length: 60 }, (_, index) => index);
  const on = epochs.map((epoch) => (epoch === 10 ? 0.45 : epoch < 40 ? 0.6 : 0.4));
  const curves = lossCurves(on, on, Array<number>(60).fill(0.5));
  expect(on.findIndex((value) => value < 0.5)).toBe(10);
  expect(crossingEpoch({ ...half, curves })).toBeGreaterThan(38);
});

test('chosen is the wanted variant, else the recommended one, else the best of those that only drop', () => {
  const worse = dropping(0.8, { validationLoss: estimate(0.9) });
  const all = report([none, worse, half, combined]);
  expect(droppingVariants(all)).toEqual([worse, half, combined]);
  expect(chosenDropout(all, worse.id)).toBe(worse);
  expect(chosenDropout(all, 'gone')).toBe(half);
  const recommending = { ...all, recommendation: { ...all.recommendation, variant: worse.id } };
  expect(chosenDropout(recommending, '')).toBe(worse);
  expect(chosenDropout(report([none, combined]), '')).toBe(combined);
  expect(chosenDropout(report([none, l2]), '')).toBeUndefined();
});

test('the sweep has the baseline at 0 and only variants that do nothing else', () => {
  const weak = dropping(0.2);
  const rates = (variants: VariantReport[], chosen: VariantReport) =>
    rateSweep(report(variants), chosen).map(({ rate, variant: one }) => [rate, one.id]);
  expect(rates([none, half, weak, combined], half)).toEqual([
    [0, none.id],
    [0.2, weak.id],
    [0.5, half.id],
  ]);
  expect(rates([none, half, combined], combined)).toEqual([
    [0, none.id],
    [0.5, half.id],
  ]);
  expect(rates([none, combined], combined)).toEqual([
    [0, none.id],
    [0.3, combined.id],
  ]);
  const pure = rateSweep(report([none, half, combined]), combined);
  expect(besideSweep(pure, combined)).toEqual({ rate: 0.3, variant: combined });
  expect(besideSweep(pure, half)).toBeUndefined();
  const spatial = variant('other', { spatialDropout: 0.2 }, 0.2, { name: 'Spatial dropout 0.2' });
  expect(rates([none, half, spatial], spatial)).toEqual([
    [0, none.id],
    [0.2, spatial.id],
  ]);
});

test('names in a sentence', () => {
  const spatial = variant('other', { spatialDropout: 0.2 }, 0.2, { name: 'Spatial dropout 0.2' });
  const source = variant('source', {}, 0.2, { dropout: probe() });
  expect([half, combined, spatial, source].map(inSentence)).toEqual([
    'dropout 0.5',
    'Dropout 0.3 + L2 1e-3',
    'spatial dropout 0.2',
    'the model as written',
  ]);
  expect([half, combined, spatial, source].map(rateName)).toEqual([
    'rate 0.5',
    'Dropout 0.3 + L2 1e-3',
    'rate 0.2',
    'the model as written',
  ]);
  expect([half, combined].map(where)).toEqual(['at rate 0.5', 'with Dropout 0.3 + L2 1e-3']);
});

/** 100 epochs; the reported training loss falls in a straight line through the validation loss, 0.5, at this epoch. */
const crossingAt = (epoch: number) => {
  const on = Array.from({ length: 100 }, (_, index) => 0.5 + 0.01 * (epoch - index - 1));
  return lossCurves(on, on, Array<number>(100).fill(0.5));
};
const longer = lossCurves([1, 0.9, 0.8, 0.7], [0.5, 0.4, 0.3, 0.1], [0.6, 0.5, 0.4, 0.2]);
const IS_DROPOUT = 'That is dropout, not a data problem.';

test.each<[string, VariantReport[], VariantReport, string]>([
  [
    'helps',
    [none, half],
    half,
    `With dropout 0.5, validation loss stays below the reported training loss until epoch 4. ${IS_DROPOUT}`,
  ],
  [
    'hurts',
    [none, dropping(0.8, { ...against(0.1, 0.3), validationLoss: estimate(0.5) })],
    dropping(0.8, { ...against(0.1, 0.3), validationLoss: estimate(0.5) }),
    `Dropout 0.8 hurts this model: validation loss rises from 0.300 to 0.500. With dropout 0.8, validation loss stays below the reported training loss until epoch 4. ${IS_DROPOUT}`,
  ],
  [
    'stays below to the end',
    [none, half],
    dropping(0.5, { curves: longer }),
    `With dropout 0.5, validation loss stays below the reported training loss to the end. ${IS_DROPOUT}`,
  ],
  [
    'stays below also with dropout off',
    [none, half],
    dropping(0.5, { curves: longer, trainLoss: estimate(0.3) }),
    'With dropout 0.5, validation loss stays below the reported training loss to the end. Dropout is only a part of that: with it off, training loss 0.300 is still above validation loss 0.200.',
  ],
  [
    'stays below without dropout, too',
    [{ ...none, curves: longer }, half],
    dropping(0.5, { curves: longer }),
    'With dropout 0.5, validation loss stays below the reported training loss to the end. So it does without regularization: dropout is not the only reason.',
  ],
  [
    'no longer than without dropout',
    [none, half],
    dropping(0.1, { curves: none.curves }),
    'With dropout 0.1, validation loss is below the reported training loss only before epoch 2, as without regularization.',
  ],
  [
    'hardly longer than without dropout',
    [{ ...none, curves: crossingAt(30) }, half],
    dropping(0.1, { curves: crossingAt(33) }),
    'With dropout 0.1, validation loss is below the reported training loss only before epoch 33; without regularization before epoch 30.',
  ],
  [
    'never below',
    [none, half],
    dropping(0.1, { curves: lossCurves([0.5, 0.3], [0.4, 0.2], [0.6, 0.5]) }),
    'With dropout 0.1, validation loss is above the reported training loss from the first epoch on, although that is measured with dropout on.',
  ],
  [
    'without a baseline',
    [half],
    half,
    `With dropout 0.5, validation loss stays below the reported training loss until epoch 4. ${IS_DROPOUT}`,
  ],
])('the headline: %s', (_, variants, chosen, headline) =>
  expect(dropoutHeadline(report(variants), chosen)).toBe(headline),
);

test('the explanation has the numbers of the same weights, and says when there is no difference', () => {
  const start = 'Frameworks report training loss with dropout on and validation loss with it off.';
  expect(dropoutExplanation(report(), half)).toBe(
    `${start} With the same weights on the same training rows, loss is 0.100 with dropout off, not 0.300.`,
  );
  const { dropout: _, ...older } = half;
  expect(dropoutExplanation(report(), older)).toBe(
    `${start} With dropout off on the same training rows, loss at epoch 4 is 0.100, not 0.150.`,
  );
  const equal = probe({ on: { trainLoss: estimate(0.1), testLoss: estimate(0.2) } });
  expect(dropoutExplanation(report(), { ...half, dropout: equal })).toContain(
    'Here that makes no difference',
  );
});

test.each<[string, VariantReport[], Partial<VariantReport>, string]>([
  [
    'helps',
    [none],
    {},
    'it lowers validation loss from 0.300 to 0.200: 95\u202f% interval −0.120 to −0.080 over 3 seeds.',
  ],
  [
    'hurts',
    [none],
    against(0.1, 0.3),
    'it raises validation loss from 0.300 to 0.200: 95\u202f% interval +0.100 to +0.300 over 3 seeds. Try a lower rate.',
  ],
  [
    'is noise',
    [none],
    against(-0.1, 0.05),
    'validation loss goes from 0.300 to 0.200, within the noise: 95\u202f% interval (−0.100 to +0.050) over 3 seeds.',
  ],
  [
    'has one seed',
    [none],
    { difference: undefined, validationLoss: estimate(0.2, null, 1) },
    'validation loss goes from 0.300 to 0.200: one seed gives no interval.',
  ],
])('the effect: %s', (_, variants, change, sentence) =>
  expect(effectSentence(report(variants), dropping(0.5, change))).toBe(
    `Against no regularization, ${sentence}`,
  ),
);

test('seeds that are missing are said, with the first reason', () => {
  expect(missingSeeds(half)).toBeUndefined();
  const partly = dropping(0.5, { stopped: [stopped], validationLoss: estimate(0.2, 0.01, 2) });
  expect(missingSeeds(partly)).toBe(
    '1 of its 3 seeds is in none of these numbers: training loss became NaN in epoch 3.',
  );
});

test('the effect without a baseline', () =>
  expect(effectSentence(report([half]), half)).toContain('nothing to compare it with'));

test('no dropout in the plan, all of it diverged, or not yet trained', () => {
  expect(noDropout(report([none, l2]))).toMatchObject({ title: 'This plan has no dropout', planned: false });
  expect(noDropout(report([none, l2])).text).toContain('“variants” in digits.reglens.json');
  const diverged = unmeasured(0.5, { stopped: [stopped] });
  expect(noDropout(report([none, diverged]))).toEqual({
    title: 'Every run with dropout diverged',
    text: 'Dropout 0.5: training loss became NaN in epoch 3. A lower learning rate may help (now 0.001).',
    planned: true,
  });
  expect(noDropout(report([none, diverged, unmeasured(0.2)]))).toEqual({
    title: 'No run with dropout has finished yet',
    text: '2 variants of the plan drop units; resume to train the runs that are missing.',
    planned: true,
  });
});

test('the curves: explained, not at all, only partly', () => {
  expect(switchingTitle(half)).toBe(
    'Switching dropout off explains the difference: training loss 0.150 reported, 0.100 with dropout off',
  );
  expect(switchingTitle({ ...half, trainLossDropoutOn: estimate(0.1) })).toContain('does not raise');
  const above = { ...half, trainLoss: estimate(0.25), trainLossDropoutOn: estimate(0.3) };
  expect(switchingTitle(above)).toContain('also with dropout off');
});
