import { expect, test } from 'vitest';
import type { Mimic } from '../../src/diagnosis/fit.ts';
import { overfitsSince } from '../../src/diagnosis/since.ts';
import type { Verdict } from '../../src/report/report.ts';
import { fitChart } from '../../webview/charts/fit.ts';
import type { FitFrame } from '../../webview/charts/levels.ts';
import { intervalSentence, mimicsTitle, plainEvidence } from '../../webview/words/evidence.ts';
import { curveTitle, evidenceTitle } from '../../webview/words/fit.ts';
import { baseline, difference, l2, report } from './report.ts';

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

const RISE = 'Rise of validation loss after its lowest point, 95\u202f% interval over seeds and rows:';

test.each<[string, Verdict['interval']]>([
  [`${RISE} +0.010 to +0.030. It excludes 0: the rise is more than noise.`, { low: 0.01, high: 0.03 }],
  [`${RISE} (−0.010 to +0.030). It includes 0: the rise may be noise.`, { low: -0.01, high: 0.03 }],
  [`${RISE} −0.030 to −0.010. Validation loss still falls.`, { low: -0.03, high: -0.01 }],
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
  expect(curveTitle(seen, baseline, baseline)).toBe('No regularization: overfits from epoch 3');
  expect(overfitsSince(having({ kind: 'cannot-tell', witness }).verdict)).toBeUndefined();
});
