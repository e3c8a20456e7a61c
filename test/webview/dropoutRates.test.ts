import { expect, test } from 'vitest';
import type { VariantReport } from '../../src/report/report.ts';
import { changeBetween, commonLayers, rateSweep, readEnsemble } from '../../webview/measures/dropout.ts';
import {
  activityLegend,
  activityTitle,
  correlationTitle,
  ensembleTitle,
  ratesTitle,
  uncertaintyLegend,
  uncertaintyTitle,
} from '../../webview/words/dropoutRates.ts';
import {
  formsSentence,
  formsTitle,
  mapsLegend,
  mapsTitle,
  spread,
  switchTitle,
} from '../../webview/words/dropoutTables.ts';
import { against, dropping, none, probe, units } from './dropoutReport.ts';
import { estimate, report, variant } from './report.ts';

const half = dropping(0.5);
const combined = variant('combination', { dropout: 0.3, l2: 0.001 }, 0.15, {
  id: 'both',
  name: 'Dropout 0.3 + L2 1e-3',
  dropout: probe({ rate: 0.3 }),
});

const points = (...variants: VariantReport[]) =>
  rateSweep(report([none, ...variants]), variants[0] as VariantReport);
const apart = (rate: number, loss: number, change: Partial<VariantReport> = {}) =>
  dropping(rate, { validationLoss: estimate(loss, 0.001), ...change });
const unclear = against(-0.1, 0.1);
const worse = against(0.1, 0.2);

test.each<[string, VariantReport[]]>([
  ['Rate 0.5 lowers validation loss', [apart(0.5, 0.2)]],
  ['Rates 0.2 and 0.5 lower validation loss', [apart(0.2, 0.25), apart(0.5, 0.2)]],
  [
    'Rates 0.2 and 0.5 lower validation loss; the choice between them is noise',
    [apart(0.2, 0.2), apart(0.5, 0.2)],
  ],
  ['Rate 0.2 lowers validation loss; 0.5 does not', [apart(0.2, 0.2), apart(0.5, 0.2, unclear)]],
  [
    'Rates 0.1 to 0.3 lower validation loss; 0.4 and 0.5 do not',
    [apart(0.1, 0.2), apart(0.2, 0.25), apart(0.3, 0.22), apart(0.4, 0.3, unclear), apart(0.5, 0.4, worse)],
  ],
  [
    '3 of 5 rates lower validation loss; lowest at 0.3',
    [apart(0.1, 0.25), apart(0.2, 0.3, unclear), apart(0.3, 0.2), apart(0.4, 0.3, unclear), apart(0.5, 0.25)],
  ],
  ['Rate 0.5 does not change validation loss beyond the noise', [apart(0.5, 0.3, unclear)]],
  ['No rate changes validation loss beyond the noise', [apart(0.2, 0.3, unclear), apart(0.5, 0.3, unclear)]],
  [
    'Rate 0.8 raises validation loss, no rate surely lowers it',
    [apart(0.2, 0.3, unclear), apart(0.8, 0.9, worse)],
  ],
  [
    'Lowest validation loss at rate 0.2; one seed gives no intervals',
    [apart(0.2, 0.2, { difference: undefined }), apart(0.5, 0.3, { difference: undefined })],
  ],
])('rates: %s', (title, variants) => expect(ratesTitle(points(...variants))).toBe(title));

test('rates without a baseline', () => {
  expect(ratesTitle([{ rate: 0.5, variant: half }])).toBe(
    'Lowest validation loss at rate 0.5; the plan has no run without regularization',
  );
});

const averages = (losses: number[]) =>
  dropping(0.5, {
    dropout: probe({ ensemble: losses.map((loss, index) => ({ k: 10 ** index, testLoss: estimate(loss) })) }),
  });

test('the average of k networks is read against weight scaling, 0.2', () => {
  expect(readEnsemble(half)).toEqual({
    verdict: 'ensemble',
    beatsFrom: 5,
    largest: { k: 20, testLoss: 0.1 },
    scaling: 0.2,
  });
  expect(readEnsemble(averages([0.4, 0.3]))).toMatchObject({ verdict: 'scaling' });
  // 0.201 is within 2 % of 0.2.
  expect(readEnsemble(averages([0.4, 0.201]))).toMatchObject({ verdict: 'equal' });
  expect(readEnsemble({ ...half, dropout: undefined })).toBeUndefined();
});

test.each<[string, VariantReport[]]>([
  ['Averaging 5 or more thinned networks beats weight scaling: 0.100 against 0.200', [half]],
  ['Weight scaling beats the average of 10 thinned networks: 0.200 against 0.300', [averages([0.4, 0.3])]],
  ['Weight scaling is as good as averaging 10 thinned networks: 0.200 against 0.200', [averages([0.4, 0.2])]],
  [
    'Averaging 5 or more thinned networks beats weight scaling: 0.100 against 0.200 at rate 0.5',
    [half, dropping(0.2)],
  ],
  [
    'Averaging 5 or more thinned networks beats weight scaling: 0.100 against 0.200 with Dropout 0.3 + L2 1e-3',
    [combined, half],
  ],
  [
    'At rate 0.2, averaging 5 or more thinned networks beats weight scaling; at rate 0.5, it does not reach weight scaling',
    [dropping(0.2), averages([0.4, 0.3])],
  ],
])('ensembles: %s', (title, variants) => expect(ensembleTitle(variants)).toBe(title));

test('a change within two standard errors is noise; one seed has none', () => {
  expect(changeBetween(estimate(0.2, 0.03), estimate(0.25, 0.04))).toMatchObject({ noise: true });
  const change = changeBetween(estimate(0.2, 0.003), estimate(0.25, 0.004));
  expect(change).toMatchObject({ noise: false });
  expect(change?.share).toBeCloseTo(0.25, 12);
  expect(changeBetween(estimate(0.2, null, 1), estimate(0.19, null, 1))).toMatchObject({ noise: false });
  expect(changeBetween(estimate(null), estimate(0.19))).toBeUndefined();
});

test('units: correlation layer by layer, activity of the first', () => {
  const sweep = points(half);
  // 0.3 → 0.24 is 20 % lower; the second layer is as it was.
  expect(correlationTitle(sweep, half)).toBe(
    'Co-adaptation at rate 0.5: 20\u202f% lower in dense, unchanged in dense_1',
  );
  const same = dropping(0.5, { units: none.units });
  expect(correlationTitle(sweep, same)).toBe('Co-adaptation at rate 0.5: unchanged in dense, in dense_1');
  const both = dropping(0.5, { units: [units('dense', 0.8, 0.24), units('dense_1', 0.6, 0.27)] });
  const tight = (one: VariantReport) => ({
    ...one,
    units: one.units.map((unit) => ({ ...unit, correlation: { ...unit.correlation, standardError: 0.001 } })),
  });
  const tightSweep = rateSweep(report([tight(none), tight(both)]), tight(both));
  expect(correlationTitle(tightSweep, tight(both))).toBe(
    'Co-adaptation at rate 0.5: 20\u202f% lower in dense, 10\u202f% in dense_1',
  );
  expect(activityTitle(sweep, half)).toBe(
    'Hidden units fire less often: 80\u202f% to 40\u202f% in dense at rate 0.5',
  );
  expect(activityTitle(sweep, both)).toBe(
    'Units fire as often as without dropout: 80\u202f% to 80\u202f% in dense at rate 0.5',
  );
  expect(activityLegend(half)).toBe('Share of units active per row, dropout off');
  const silent = { ...units('dense', 0.4, 0.2), silentUnits: estimate(2.6) };
  expect(activityLegend({ ...half, units: [silent] })).toContain(
    'Never active at rate 0.5: 3 of 10 in dense',
  );
  expect(commonLayers([none, { ...half, units: [units('dense_1', 0.5, 0.2)] }])).toEqual(['dense_1']);
});

test('uncertainty: marks errors, does not, misleads; of a regression it is a spread', () => {
  const having = (right: number | null, wrong: number | null) =>
    dropping(0.5, { dropout: probe({ uncertainty: { right: estimate(right), wrong: estimate(wrong) } }) });
  const title = (one: VariantReport, data = report().data) =>
    uncertaintyTitle(report(undefined, { data }), one);
  const regression = { ...report().data, task: 'regression' as const };
  expect(title(having(0.1, 0.4))).toBe(
    'Monte-Carlo uncertainty marks errors: 4.0 times higher on wrong answers at rate 0.5',
  );
  expect(title(having(0.2, 0.3))).toContain('50\u202f% higher on wrong answers');
  expect(title(having(0.3, 0.31))).toBe(
    'Monte-Carlo uncertainty does not mark errors at rate 0.5: 0.310 on wrong answers, 0.300 elsewhere',
  );
  expect(title(having(0.4, 0.1))).toContain('misleads at rate 0.5: 0.100 on wrong answers');
  expect(title(having(0.1, null))).toBe('No test row is answered wrong');
  expect(title(having(null, 0.1))).toBe('No test row is answered right');
  expect(title(having(0.1, 0.4), regression)).toBe(
    'Monte-Carlo spread marks errors: 4.0 times higher where the error is large at rate 0.5',
  );
  expect(uncertaintyLegend(report(undefined, { data: regression }), half)).toContain(
    'Standard deviation of the predicted value',
  );
  expect(uncertaintyLegend(report(), half)).toBe('Predictive entropy in nats, 40 passes, test rows');
});

test('on and off: lower, the same, higher', () => {
  const off = (loss: number) => probe({ off: { trainLoss: estimate(0.1), testLoss: estimate(loss) } });
  expect(switchTitle(probe())).toBe('Switching dropout off lowers test loss from 0.400 to 0.200');
  expect(switchTitle(off(0.405))).toBe(
    'Switching dropout off changes test loss by less than the noise over seeds: 0.400 to 0.405',
  );
  expect(switchTitle(off(0.5))).toBe('Switching dropout off raises test loss from 0.400 to 0.500');
  expect([spread(estimate(0.4)), spread(estimate(0.4, null, 1)), spread(estimate(null))]).toEqual([
    '0.400 ± 0.010',
    '0.400',
    'not measured',
  ]);
});

test('the two forms: the same size, more spread, and the mistake that many texts make', () => {
  const forms = (training: number, standard: number) => ({
    layer: 'dense_1',
    rate: 0.5,
    inverted: { training, evaluation: 1 },
    standard: { training: standard, evaluation: 0.5 },
  });
  expect(formsTitle(forms(1.02, 0.51))).toContain('both keep the size');
  expect(formsTitle(forms(1.3, 0.6))).toBe(
    'In both forms the next layer receives more in training, by 30\u202f% and 20\u202f%: the masks add spread',
  );
  expect(formsTitle(forms(0.25, 0.5))).toBe(
    'In training the next layer receives 25\u202f% of evaluation’s (inverted) and 100\u202f% (standard)',
  );
  // Multiplied by the keep probability 0.5 where half of the units are kept: a quarter is left.
  expect(formsSentence(forms(1, 0.5))).toContain('at rate 0.5 the next layer would receive 25\u202f%');
});

test('feature maps: channels disturb more, elements disturb more, alike', () => {
  const maps = (elementLoss: number, channelLoss: number, neighbourCorrelation = 0.8) => ({
    layer: 'conv',
    neighbourCorrelation,
    rates: [
      { rate: 0.5, elementLoss, channelLoss },
      { rate: 0.1, elementLoss: 0.2, channelLoss: 0.2 },
    ],
  });
  expect(mapsTitle(maps(0.2, 0.4))).toBe(
    'Dropping whole channels at 0.5 disturbs more than single elements: test loss 0.400 against 0.200',
  );
  expect(mapsTitle(maps(0.4, 0.2))).toContain('single elements at 0.5 disturbs more');
  expect(mapsTitle(maps(0.2, 0.21))).toContain('disturbs alike');
  expect(mapsLegend(maps(0.2, 0.4))).toContain('correlate by 0.80: what one loses its neighbours still tell');
  expect(mapsLegend(maps(0.2, 0.4, 0.4))).toContain('a part of what one loses');
  expect(mapsLegend(maps(0.2, 0.4, -0.1))).toContain('correlate by −0.10: neighbours tell little');
});
