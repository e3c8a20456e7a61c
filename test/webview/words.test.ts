import { expect, test } from 'vitest';
import { emptyHeading, measureLabel } from '../../webview/words/empty.ts';
import { dropoutFindingWords, fitFindingWords, sparsityFindingWords } from '../../webview/words/findings.ts';
import {
  curveTitle,
  evidenceTitle,
  fitHeadline,
  fitLegend,
  objectiveLegend,
  objectiveTitle,
  overfitsAfter,
} from '../../webview/words/fit.ts';
import { metaLine, resumeLabel, stoppedSentence } from '../../webview/words/header.ts';
import { nextStep, rankingLegend, rankingTitle, stoppedRuns } from '../../webview/words/overview.ts';
import { baseline, difference, estimate, l1, l2, report, variant } from './report.ts';

const subject = { model: 'model', sourceFile: 'model.py', sourceLine: 6, experimentFile: 'd.reglens.json' };
const result = (finishedRuns: number, plannedRuns = 9) => {
  const execution = { backend: 'wasm', workers: 2, seconds: 67, finishedRuns, plannedRuns };
  const state = { kind: 'result' as const, subject, applied: false, interactive: true };
  return { ...state, report: report(undefined, { execution }) };
};

test('the header says how it went', () => {
  expect(metaLine(result(9))).toEqual({
    plan: '3 variants × 3 seeds × 4 epochs',
    status: 'finished in 1 min 07 s',
  });
  expect(metaLine(result(4)).status).toBe('cancelled after 4 of 9 runs');
  expect(resumeLabel(18)).toBe('Resume, 18 runs left');
  expect(resumeLabel(1)).toBe('Resume, 1 run left');
  expect(resumeLabel(undefined)).toBe('Resume');
});

test.each([
  [{}, 'Measure which regularization this model needs', 'Measure'],
  [{ epochsDone: 0, epochsPlanned: 3000 }, 'Measure which regularization this model needs', 'Measure'],
  [{ epochsDone: 1950, epochsPlanned: 3000 }, 'Stopped at 65\u202f%', 'Resume'],
  [{ epochsDone: 2999, epochsPlanned: 3000 }, 'Stopped at >99\u202f%', 'Resume'],
  [{ epochsDone: 1 }, 'Stopped', 'Resume'],
])('before the first result, %o', (kept, heading, label) => {
  const fact = { text: '', detail: '' };
  const state = { kind: 'empty' as const, subject, model: '', data: fact, plan: fact, ...kept };
  expect([emptyHeading(state), measureLabel(state)]).toEqual([heading, label]);
  expect(metaLine(state).status).toBe(label === 'Resume' ? 'stopped' : 'not measured yet');
});

test('runs that became NaN are counted, with their reasons', () => {
  const stopped = [{ seed: 3, reason: 'training loss became NaN in epoch 7.' }];
  const partly = { ...l1, stopped, validationLoss: estimate(0.26, 0.01, 2) };
  const some = report([baseline, partly, l2]);
  expect(stoppedSentence(some)).toBe('1 of 9 runs became NaN; the ranking uses 8.');
  expect(stoppedRuns(some)).toEqual([
    'L1 1e-3: 1 of 3 seeds stopped. Seed 3: training loss became NaN in epoch 7.',
  ]);
  expect(stoppedSentence(report())).toBeUndefined();
});

const worse = difference(0.02, 0.1);
const unclear = difference(-0.1, 0.02);
const differing = (test: typeof worse) => ({
  difference: { trainLoss: test, validationLoss: test, testLoss: test },
});

test.each([
  [
    'both better',
    [baseline, l1, l2],
    '2 of 2 variants lower the test loss; only L2 1e-3 is within one standard error of the best',
  ],
  [
    'one better',
    [baseline, { ...l1, ...differing(unclear) }, l2],
    '1 of 2 variants lowers the test loss; only L2 1e-3 is within one standard error of the best',
  ],
  [
    'only one',
    [baseline, l2],
    'L2 1e-3 lowers the test loss; only L2 1e-3 is within one standard error of the best',
  ],
  [
    'none clear',
    [baseline, { ...l1, ...differing(unclear) }],
    'No variant lowers the test loss: every interval includes 0; only L1 1e-3 is within one standard error of the best',
  ],
  [
    'one worse',
    [baseline, { ...l1, ...differing(worse) }],
    'No variant lowers the test loss; only L1 1e-3 is within one standard error of the best',
  ],
  [
    'the recommended one not confirmed by the test rows',
    [baseline, l1, { ...l2, ...differing(unclear) }],
    'L2 1e-3 lowers the validation loss, but its test interval includes 0; only L2 1e-3 is within one standard error of the best',
  ],
  [
    'a tie',
    [baseline, { ...l1, validationLoss: estimate(0.245) }, l2],
    '2 of 2 variants lower the test loss; L2 1e-3 and L1 1e-3 are within one standard error of the best',
  ],
  ['no baseline', [l1, l2], 'L2 1e-3 has the lowest validation loss'],
  [
    'one seed',
    [baseline, { ...l2, difference: undefined }],
    'L2 1e-3 has the lowest validation loss; one seed gives no intervals',
  ],
  [
    'nothing',
    [{ ...l1, validationLoss: estimate(null, null, 0) }],
    'No run has finished: there is nothing to rank',
  ],
])('ranking, %s', (_, variants, title) => expect(rankingTitle(report(variants))).toBe(title));

test('the legend says how many seeds there are', () => {
  expect(rankingLegend(report())).toContain('mean ± standard error over 3 seeds;');
  const fewer = { ...l1, validationLoss: estimate(0.26, 0.01, 2) };
  expect(rankingLegend(report([baseline, fewer]))).toContain('over up to 3 seeds;');
  const single = { ...l1, validationLoss: estimate(0.26, null, 1) };
  expect(rankingLegend(report([single]))).toContain('One seed: no standard errors, no intervals.');
});

test.each([
  [
    'overfitting',
    'It still overfits: try other strengths or rates in digits.reglens.json, or add training rows.',
  ],
  ['cannot-tell', 'Add seeds to digits.reglens.json (now 3) and measure again; finished runs are kept.'],
  ['diverged', 'Lower the learning rate in digits.reglens.json (now 0.001), then measure again.'],
  ['underfitting', 'Train for more than 4 epochs, then measure again.'],
  ['good', undefined],
] as const)('what to do when nothing is recommended: %s', (kind, step) => {
  expect(nextStep(report(undefined, { verdict: { ...report().verdict, kind } }))).toBe(step);
});

test('what to do first: finish, mend underfitting, then more seeds', () => {
  expect(nextStep(result(4).report)).toBe('Resume to finish the runs that are missing.');
  const training = { ...report().training, seeds: [1] };
  expect(nextStep(report(undefined, { training }))).toBe(
    'Give digits.reglens.json at least 3 seeds (now 1), then measure again.',
  );
  const verdict = { ...report().verdict, kind: 'underfitting' as const };
  expect(nextStep(report(undefined, { training, verdict }))).toBe(
    'Train for more than 4 epochs, then measure again.',
  );
  // 0.6 is above 0.8 · 0.69, the loss of a constant prediction: the model cannot fit the training rows.
  const unable = { ...baseline, trainLoss: estimate(0.6) };
  expect(nextStep(report([unable, l2], { training, verdict }))).toBe(
    'Give the model more units or layers, then measure again.',
  );
});

test.each([
  [
    'closes part',
    { gap: estimate(0.1) },
    'L2 1e-3 closes 50\u202f% of the generalization gap, 0.200 to 0.100.',
  ],
  [
    'moves the best epoch',
    { gap: estimate(0.1), bestEpoch: 3 },
    'L2 1e-3 closes 50\u202f% of the generalization gap, 0.200 to 0.100, and moves the best epoch from 2 to 3.',
  ],
  ['closes all', { gap: estimate(-0.01) }, 'L2 1e-3 closes all of the generalization gap, 0.200 to −0.010.'],
  [
    'closes nothing',
    { gap: estimate(0.2) },
    'L2 1e-3 does not close the generalization gap: 0.200 against 0.200.',
  ],
  [
    'fits worse',
    { gap: estimate(0.1), validationLoss: estimate(0.984) },
    'L2 1e-3 narrows the gap only by fitting worse: validation loss rises from 0.300 to 0.984.',
  ],
  [
    'is worse in all',
    { gap: estimate(0.5), validationLoss: estimate(0.984) },
    'L2 1e-3 fits worse and does not narrow the gap: validation loss rises from 0.300 to 0.984.',
  ],
])('the headline of Fit: %s', (_, change, headline) => {
  expect(fitHeadline(baseline, { ...l2, ...change })).toBe(headline);
});

test('the headline of Fit without a gap, a baseline, or anything', () => {
  expect(fitHeadline({ ...baseline, gap: estimate(-0.01) }, l2)).toBe(
    'The baseline has no generalization gap to close: −0.010 at the end.',
  );
  expect(fitHeadline(undefined, l2)).toBe('L2 1e-3: validation loss 0.240, training loss 0.100.');
  expect(fitHeadline(baseline, undefined)).toBe('No regularization is the only measured variant.');
  expect(fitHeadline(undefined, undefined)).toBe('No run has finished yet.');
});

test('overfitting is said when the rise excludes 0 and matters', () => {
  expect(overfitsAfter(report(), baseline)).toBe(2);
  const rising = { ...l2, rise: difference(0.01, 0.03) };
  expect(overfitsAfter(report(), rising)).toBe(2);
  expect(curveTitle(report(), rising, baseline)).toBe('L2 1e-3: validation loss rises after epoch 2');
  expect(overfitsAfter(report(), { ...l2, rise: difference(-0.01, 0.03) })).toBeUndefined();
  // 0.004 is below 2 % of the best validation loss, 0.24.
  expect(overfitsAfter(report(), { ...l2, rise: difference(0.003, 0.005) })).toBeUndefined();
});

test('titles of curves', () => {
  expect(curveTitle(report(), baseline, baseline)).toBe('No regularization: overfits from epoch 2');
  expect(curveTitle(report(), l2, baseline)).toBe('L2 1e-3: no lasting rise; best epoch 2');
  expect(curveTitle(report(), { ...l2, trainLoss: estimate(0.4) }, baseline)).toBe(
    'L2 1e-3: underfits, training loss 0.400 is above the baseline’s validation loss',
  );
});

test('two ways to underfit', () => {
  const verdict = { ...report().verdict, kind: 'underfitting' as const, sinceEpoch: undefined };
  const early = report(undefined, { verdict });
  expect(curveTitle(early, baseline, baseline)).toBe(
    'No regularization: validation loss still falls at epoch 4',
  );
  expect(evidenceTitle(early)).toBe('The evidence points to too little training');
  // 0.6 is above 0.8 · 0.69, the loss of a constant prediction.
  const unable = { ...baseline, trainLoss: estimate(0.6) };
  expect(curveTitle(report([unable, l2], { verdict }), unable, unable)).toBe(
    'No regularization: underfits, training loss 0.600',
  );
  expect(evidenceTitle(report([unable], { verdict }))).toBe('The evidence points to underfitting');
});

test('the objective names the share of its penalty', () => {
  expect(objectiveTitle(l2)).toBe('50\u202f% of the final training objective is penalty');
  expect(objectiveTitle(baseline)).toBe('No regularization adds no penalty: the objective is data loss');
});

test('one seed has no bands', () => {
  const single = { ...baseline, validationLoss: estimate(0.3, null, 1) };
  expect(fitLegend(report([single]))).toContain('One seed: no bands.');
  expect(fitLegend(report())).toContain('at epoch 4, both in evaluation mode');
});

test('with early stopping the gap is where each run ends', () => {
  const text = 'Gap: validation minus training loss at the end of each run, both in evaluation mode';
  const training = { ...report().training, earlyStopping: true as const };
  expect(fitLegend(report(undefined, { training }))).toContain(text);
  const stopping = variant('other', { earlyStopping: { patience: 3, minimumImprovement: 0 } }, 0.25);
  expect(fitLegend(report([baseline, stopping]))).toContain(text);
});

test.each([
  [variant('dropout', { dropout: 0.5 }, 0.2), 'data loss with dropout on'],
  [variant('other', { spatialDropout: 0.2 }, 0.2), 'data loss with dropout on'],
  [variant('other', { recurrentDropout: 0.2 }, 0.2), 'data loss with dropout on'],
  [baseline, 'No regularization: data loss'],
])('what the optimizer minimized %#', (one, text) => {
  expect(objectiveLegend({ ...one, curves: { ...one.curves, penalty: baseline.curves.penalty } })).toMatch(
    new RegExp(`${text}$`),
  );
});

test('the finding on fit tells the rise', () => {
  const rising = { ...baseline, rise: difference(0.02, 0.03) };
  expect(fitFindingWords(report(), rising)).toEqual({
    title: 'Overfits from epoch 2',
    text: 'Validation loss rises by 0.025 after its minimum while training loss falls to 0.100.',
  });
});

test('the finding on sparsity tells small weights and exact zeros', () => {
  expect(sparsityFindingWords(report(), { lambda: 0.001, l1, l2 })).toEqual({
    title: 'L1 1e-3 empties 40\u202f% of the first layer, L2 40\u202f%',
    text: 'Share of weights with |w| ≤ 1e-3. Exact zeros: 10\u202f% with L1 and 10\u202f% with L2.',
  });
  const none = { ...l2, layers: l2.layers.map((one) => ({ ...one, exactZeros: 0 })) };
  expect(sparsityFindingWords(report(), { lambda: 0.001, l2: none }).text).toContain('Exact zeros: none.');
});

const rate = (dropout: number, low: number, high: number) =>
  variant('dropout', { dropout }, 0.25, {
    difference: {
      trainLoss: difference(-1, 1),
      validationLoss: difference(low, high),
      testLoss: difference(low, high),
    },
  });

test.each([
  [[rate(0.2, -0.2, -0.1)], 'Dropout 0.2 lowers validation loss'],
  [[rate(0.2, -0.2, -0.1), rate(0.5, -0.2, -0.1)], 'Dropout 0.2 and 0.5 lower validation loss'],
  [[rate(0.2, -0.2, -0.1), rate(0.5, -0.2, 0.1)], 'Dropout 0.2 lowers validation loss; 0.5 does not'],
  [
    [rate(0.2, -0.2, 0.1), rate(0.5, -0.2, 0.1)],
    'Dropout 0.2 and 0.5: no difference from none beyond the noise',
  ],
  [[rate(0.2, -0.2, 0.1), rate(0.8, 0.1, 0.2)], 'Dropout 0.8 raises validation loss'],
])('the finding on dropout %#', (variants, title) =>
  expect(dropoutFindingWords(variants, baseline).title).toBe(title),
);

test('dropout without a baseline is only ranked', () => {
  expect(dropoutFindingWords([rate(0.2, -1, 1)], undefined)).toEqual({
    title: 'Lowest validation loss among 1 dropout rate: 0.2',
    text: 'Validation loss against the rate: 0.250 at 0.2.',
  });
});
