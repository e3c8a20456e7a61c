import { expect, test } from 'vitest';
import type { Mimic } from '../../src/diagnosis/fit.ts';
import { overfitsSince } from '../../src/diagnosis/since.ts';
import type { Verdict } from '../../src/report/report.ts';
import { fitChart } from '../../webview/charts/fit.ts';
import type { FitFrame } from '../../webview/charts/levels.ts';
import { intervalSentence, mimicsTitle, plainEvidence } from '../../webview/words/evidence.ts';
import { curveTitle, evidenceTitle, overfitsAfter, witnessBetterFrom } from '../../webview/words/fit.ts';
import { baseline, difference, estimate, l2, report } from './report.ts';

const mimic = (kind: Mimic['kind'], found: Mimic['found']): Mimic => ({
  kind,
  found,
  value: '1 row',
  text: `${kind} is ${found}.`,
});

const having = (change: Partial<Verdict>) => {
  const plain = report();
  return { ...plain, verdict: { ...plain.verdict, ...change } };
};

test.each<[string, Mimic[]]>([
  ['Nothing found that only looks like overfitting', [mimic('shift', 'absent'), mimic('leakage', 'absent')]],
  [
    'Nothing found that only looks like overfitting; wrong labels cannot be told',
    [mimic('shift', 'absent'), mimic('label-noise', 'cannot-tell')],
  ],
  [
    'Leakage and over-confidence could look like overfitting here',
    [mimic('leakage', 'present'), mimic('over-confidence', 'present'), mimic('shift', 'cannot-tell')],
  ],
])('mimics: %s', (title, mimics) => expect(mimicsTitle(having({ mimics }).verdict)).toBe(title));

test('the evidence points away from a mimic only when all are absent', () => {
  const title = (...mimics: Mimic[]) => evidenceTitle(having({ mimics }));
  expect(title()).toBe('The evidence points to overfitting');
  expect(title(mimic('shift', 'absent'))).toBe('The evidence points to overfitting, not to a mimic');
  expect(title(mimic('shift', 'absent'), mimic('leakage', 'cannot-tell'))).toBe(
    'The evidence points to overfitting',
  );
});

test('what the list of mimics says is not said twice', () => {
  const shift = mimic('shift', 'absent');
  const row = { name: 'Gap', value: '0.1', meaning: 'Validation minus training loss' };
  const evidence = [row, { name: 'Shift', value: shift.value, meaning: shift.text }];
  expect(plainEvidence(having({ mimics: [shift], evidence }).verdict)).toEqual([row]);
});

const RISE =
  'Rise of the loss after its lowest point, on validation and test rows together, 95\u202f% interval over seeds and rows:';

test.each<[string, Verdict['interval']]>([
  [`${RISE} +0.010 to +0.030. It excludes 0: the rise is more than noise.`, { low: 0.01, high: 0.03 }],
  [
    `${RISE} (−0.010 to +0.030). It includes 0: on other rows there may be no rise.`,
    { low: -0.01, high: 0.03 },
  ],
  [`${RISE} −0.030 to −0.010. The loss still falls.`, { low: -0.03, high: -0.01 }],
  ['Too few runs have finished for an interval.', undefined],
])('the interval: %s', (sentence, interval) => expect(intervalSentence(having({ interval }))).toBe(sentence));

test('one seed has no interval', () => {
  const single = { ...report(), training: { ...report().training, seeds: [1] } };
  expect(intervalSentence(single)).toBe('One seed gives no interval: give the experiment three or more.');
});

test('the witness is marked in the curves of its variant', () => {
  const frame = (variant: string, epoch: number): FitFrame => ({
    plan: report().variants,
    measure: 'loss',
    log: false,
    baseline,
    shown: [baseline, l2],
    witness: { variant, epoch },
  });
  const hundred = { mean: Array<number>(100).fill(0.3), standardError: [] };
  const texts = (one: FitFrame, shown = l2) =>
    fitChart('a', shown, one, { summary: '', overfitsAfter: undefined }).marks.flatMap((mark) =>
      mark.kind === 'vertical' ? [mark.text] : [],
    );
  expect(texts(frame(l2.id, 4))).toEqual(['best epoch 2', 'witness 4']);
  const long = { ...l2, bestEpoch: 20, curves: { ...l2.curves, validationLoss: hundred } };
  expect(texts(frame(l2.id, 25), long)).toEqual(['best epoch 20, witness 25', undefined]);
  expect(texts(frame(l2.id, 2))).toEqual(['best epoch 2, witness']);
  expect(texts(frame(baseline.id, 4))).toEqual(['best epoch 2']);
});

test('overfitting that only a witness shows begins where that is better', () => {
  const witness = {
    variant: l2.id,
    sameModel: false,
    name: l2.name,
    epoch: 4,
    since: 3,
    trainLoss: 0.2,
    validationLoss: 0.24,
    difference: difference(-0.1, -0.05),
  };
  const seen = having({ kind: 'overfitting', sinceEpoch: undefined, witness });
  expect(overfitsSince(seen.verdict)).toBe(3);
  expect(curveTitle(seen, baseline, baseline)).toBe(
    'No regularization: overfits from epoch 3, as a witness shows',
  );
  // The tint is for a rise: its own interval may include 0.
  expect(overfitsAfter(seen, baseline)).toBeUndefined();
  const frame: FitFrame = { plan: [], measure: 'loss', log: false, baseline, shown: [baseline] };
  const words = { summary: '', overfitsAfter: undefined, witnessFrom: witnessBetterFrom(seen, baseline) };
  const { marks } = fitChart('a', baseline, frame, words);
  expect(marks.filter(({ kind }) => kind === 'tint')).toEqual([]);
  expect(marks).toContainEqual({
    kind: 'vertical',
    at: 3,
    text: 'witness better',
    side: 'left',
  });
  expect(overfitsSince(having({ kind: 'cannot-tell', witness }).verdict)).toBeUndefined();
});

test('with early stopping the interval is of validation rows alone', () => {
  const plain = having({ interval: { low: 0.01, high: 0.03 } });
  const early = { ...plain, training: { ...plain.training, earlyStopping: true as const } };
  expect(intervalSentence(early)).toContain('on validation rows, 95');
});

test.each<[string, Partial<Verdict>, Parameters<typeof difference>]>([
  ['a rise that the seeds do not settle', { kind: 'cannot-tell' }, [-0.04, 0.4]],
  [
    'a rise that the rows do not settle',
    { kind: 'cannot-tell', interval: { low: -0.1, high: 0.4 } },
    [0.01, 0.4],
  ],
  ['a rise that the other evidence does not confirm', { kind: 'cannot-tell' }, [0.01, 0.4]],
  ['no rise that is sure', { kind: 'cannot-tell' }, [-0.02, 0.02]],
  ['no lasting rise', { kind: 'good' }, [-0.04, 0.4]],
])('over the curves, where nothing is proven: %s', (words, verdict, [low, high]) => {
  const rising = { ...baseline, rise: difference(low, high), bestValidationLoss: estimate(0.2) };
  const title = curveTitle(having({ sinceEpoch: undefined, ...verdict }), rising, rising);
  expect(title).toBe(`No regularization: ${words}; best epoch 2`);
});
