import { expect, test } from 'vitest';
import type { VariantReport } from '../../src/report/report.ts';
import type { BesideReport, LearningCurveReport, StudyPoint } from '../../src/report/studies.ts';
import { learningCurveChart } from '../../webview/charts/learningCurve.ts';
import { reliabilityChart } from '../../webview/charts/reliability.ts';
import { validationCurveChart } from '../../webview/charts/validationCurve.ts';
import { strengthSweeps } from '../../webview/measures/strengths.ts';
import { besideTitle, differenceText, equivalentSentence } from '../../webview/words/beside.ts';
import { calibrationLegend, calibrationTitle, isCalibrated } from '../../webview/words/calibration.ts';
import { strengthsLegend, strengthsTitle } from '../../webview/words/strengths.ts';
import { offerSentence, splitFinding } from '../../webview/words/studies.ts';
import { baseline, difference, estimate, l1, l2, report, variant } from './report.ts';

test.each([
  [
    'More data would help: from 80 to 100 rows it falls (−0.02). A power law leads to 0.1 at 200 rows.',
    {
      heading: 'More data would help',
      rest: 'From 80 to 100 rows it falls (−0.02). A power law leads to 0.1 at 200 rows.',
    },
  ],
  ['No variant helps. Add rows.', { heading: 'No variant helps', rest: 'Add rows.' }],
  ['Nothing to say.', { heading: 'Nothing to say', rest: '' }],
  [
    'Most is variance (60\u202f%): it changes with the rows.',
    { heading: 'Most is variance (60\u202f%)', rest: 'It changes with the rows.' },
  ],
])('a finding as heading and rest: %s', (text, parts) => expect(splitFinding(text)).toEqual(parts));

test('an offer says what would be trained, how many runs and how long', () => {
  expect(offerSentence({ name: 'replicas', runs: 40, seconds: 150 })).toBe(
    'Not measured yet. Trains on bootstrap replicas of the training rows: 40 runs, about 3 min.',
  );
});

const point = (train: number, validation: number): StudyPoint => {
  const other = estimate(0);
  const losses = { trainLoss: estimate(train), validationLoss: estimate(validation), testLoss: other };
  const rest = {
    bestValidationLoss: other,
    exactZeros: other,
    nearZeros: other,
    l1Norm: other,
    l2Norm: other,
  };
  return { ...losses, ...rest, diverged: 0 };
};

test('the learning curve: validation, training, and the power law on to twice the rows', () => {
  const curve: LearningCurveReport['curves'][number] = {
    variant: baseline.id,
    name: baseline.name,
    points: [50, 100].map((rows) => ({ rows, ...point(0.01, 10 / rows) })),
    powerLaw: { a: 0, b: 10, c: 1 },
  };
  const found: LearningCurveReport = { curves: [curve], finding: { kind: 'helps', text: '' } };
  const chart = learningCurveChart(found, report().variants, '');
  expect(chart.series.map(({ x, y }) => [x[0], y[0]])).toEqual([
    [50, 0.2],
    [50, 0.01],
    [100, 0.1],
  ]);
  const law = chart.series[2];
  expect([law?.x.at(-1), law?.y.at(-1)]).toEqual([200, 10 / 200]);
  expect(chart.x).toMatchObject({ scale: 'log', ticks: [50, 100, 200] });
  const { powerLaw: _, ...lawless } = curve;
  expect(learningCurveChart({ ...found, curves: [lawless] }, report().variants, '').series).toHaveLength(2);
});

const strong = variant('l2', { l2: 0.01 }, 0.4, { name: 'L2 1e-2' });

test('strengths: the plan’s variants, or the study; families with one strength are left out', () => {
  const planned = strengthSweeps(report([baseline, l1, strong, l2]));
  expect(planned.map(({ family, points }) => [family, points.map(({ lambda }) => lambda)])).toEqual([
    ['l2', [0.001, 0.01]],
  ]);
  expect(planned[0]?.best).toEqual({ lambda: 0.001, oneStandardError: 0.001 });
  const path = {
    sweeps: [
      {
        family: 'l1Proximal' as const,
        points: [0.1, 0.01].map((lambda) => ({ lambda, ...point(0.1, 0.2 + lambda) })),
      },
    ],
    best: [],
  };
  const studied = strengthSweeps(report(undefined, { studies: { path, offers: [] } }));
  expect(studied).toMatchObject([{ family: 'l1Proximal', best: { lambda: 0.01 } }]);
  const chart = validationCurveChart(studied, 0.3, '');
  expect(chart.series.map(({ label, y }) => [label, y])).toEqual([
    ['L1 proximal, validation', [0.2 + 0.01, 0.2 + 0.1]],
    ['L1 proximal, training', [0.1, 0.1]],
    ['No regularization', [0.3, 0.3]],
  ]);
  expect(chart.marks).toMatchObject([{ kind: 'ring', x: 0.01, y: 0.2 + 0.01 }]);
});

const sweepOf = (losses: number[]) =>
  strengthSweeps(report(losses.map((loss, index) => variant('l2', { l2: 10 ** (index - 4) }, loss))));

test.each<[string, number[]]>([
  ['L2 1e-3 has the lowest validation loss, 0.200', [0.25, 0.2, 0.4]],
  ['L2 1e-2 has the lowest validation loss, 0.200; stronger ones were not tried', [0.28, 0.25, 0.2]],
  ['L2 1e-4 has the lowest validation loss, 0.200; weaker ones were not tried', [0.2, 0.25, 0.4]],
  ['No λ lowers validation loss below that of no regularization, 0.300', [0.3, 0.35, 0.4]],
])('%s', (title, losses) => expect(strengthsTitle(report(), sweepOf(losses))).toBe(title));

test('how strong at no loss that can be told', () => {
  // 0.205 is within 0.2 + 0.01.
  expect(strengthsLegend(sweepOf([0.25, 0.2, 0.205]), 3)).toContain(
    'Within one standard error of it: L2 up to 1e-2',
  );
  expect(strengthsLegend(sweepOf([0.25, 0.2]), 1)).toContain('One seed');
});

const calibrated = (one: VariantReport, over: number, error = 0.002): VariantReport => ({
  ...one,
  calibration: {
    bins: [
      { confidence: 0.75, accuracy: 0.65, count: 25 },
      { confidence: 0.95, accuracy: 0.94, count: 100 },
    ],
    error: estimate(0.04),
    overConfidence: estimate(over, error),
    temperature: estimate(1.5),
  },
});

test.each([
  [[0.04, 0.01], 'No regularization is over-confident by 4.0 points; L2 1e-3 by 1.0 points'],
  [[0.04, 0.003], 'No regularization is over-confident by 4.0 points; L2 1e-3 is calibrated'],
  [
    [0.04, -0.02],
    'No regularization is over-confident by 4.0 points; L2 1e-3 is under-confident by 2.0 points',
  ],
  [[0.001, 0.001], 'No regularization is calibrated; so is L2 1e-3'],
  [[0.04], 'No regularization is over-confident by 4.0 points'],
])('calibration %j', (overs, title) => {
  const variants = [baseline, l2].flatMap((one, index) => {
    const over = overs[index];
    return over === undefined ? [] : [calibrated(one, over)];
  });
  expect(calibrationTitle(variants.filter(isCalibrated))).toBe(title);
});

test('calibration: an excess within its noise is none; numbers in the legend; sizes in the chart', () => {
  const noisy = [calibrated(baseline, 0.04, 0.03)].filter(isCalibrated);
  expect(calibrationTitle(noisy)).toBe('No regularization is calibrated');
  expect(calibrationLegend(noisy)).toContain('Expected calibration error 4.0\u202f%; temperature 1.50');
  expect(isCalibrated(baseline)).toBe(false);
  const chart = reliabilityChart(noisy, report().variants, '');
  expect(chart.series[0]).toMatchObject({ style: 'path', x: [0.6, 1], y: [0.6, 1] });
  // Areas beyond the least radius go with the rows: √(25/100) = 1/2 of the way from 2 to 6.
  expect(chart.series[1]).toMatchObject({ x: [0.75, 0.95], y: [0.65, 0.94], radii: [4, 6] });
});

function beside(rows: { closed: number; change?: [number, number] }[], gap = 0.2): BesideReport {
  return {
    gap: estimate(gap),
    variants: rows.map(({ closed, change }, index) => ({
      id: String(index),
      name: `Part ${index + 1}`,
      settings: { l1: 0, l2: 0, dropout: 0 },
      parts: [`Part ${index + 1}`],
      point: point(0.1, 0.2),
      gap: estimate(gap * (1 - closed)),
      gapClosed: closed,
      ...(change && { validationDifference: difference(...change) }),
    })),
  };
}

test.each<[string, BesideReport]>([
  [
    'Part 2 closes 40\u202f% of the generalization gap',
    beside([
      { closed: 0.1, change: [-0.2, -0.1] },
      { closed: 0.4, change: [-0.2, -0.1] },
    ]),
  ],
  // The second closes more, but only by fitting worse.
  [
    'Part 1 closes 10\u202f% of the generalization gap',
    beside([
      { closed: 0.1, change: [-0.2, -0.1] },
      { closed: 0.9, change: [0.1, 0.2] },
    ]),
  ],
  [
    'Part 1 closes 10\u202f% of the generalization gap, but no validation loss is surely lower',
    beside([{ closed: 0.1, change: [-0.2, 0.1] }]),
  ],
  ['Part 1 closes all of the generalization gap', beside([{ closed: 1.2, change: [-0.2, -0.1] }])],
  [
    'Part 1 closes 10\u202f% of the generalization gap; one seed gives no intervals',
    beside([{ closed: 0.1 }]),
  ],
  ['None of them closes the generalization gap', beside([{ closed: -0.3, change: [-0.1, 0.1] }])],
  ['Without regularization there is no generalization gap to close', beside([{ closed: 0.1 }], -0.01)],
  ['No run beside L1, L2 and dropout has finished', beside([])],
])('beside: %s', (title, found) => expect(besideTitle(found)).toBe(title));

test('a difference whose interval includes 0 stands in parentheses', () => {
  expect(differenceText(difference(-0.2, 0.1))).toEqual({ text: '(−0.200 to +0.100)', muted: true });
  expect(differenceText(difference(-0.2, -0.1))).toEqual({ text: '−0.150, −0.200 to −0.100', muted: false });
  expect(differenceText(undefined)).toEqual({ text: 'one seed', muted: true });
});

test('early stopping as L2: exact only for plain gradient descent', () => {
  const having = (exact: boolean) => {
    const found = beside([{ closed: 0.1 }]);
    const variants = found.variants.map((one) => ({
      ...one,
      equivalentL2: { lambda: 0.000912, steps: 548.2, exact },
    }));
    return equivalentSentence({ ...found, variants });
  };
  expect(having(false)).toBe(
    'Part 1 stops after about 548 steps, which acts like L2 with λ ≈ 9.1e-4 (Keras convention) for plain gradient descent on a quadratic loss; with this optimizer it is a rough guide.',
  );
  expect(having(true)).toContain('(Keras convention) on a quadratic loss.');
  expect(equivalentSentence(beside([{ closed: 0.1 }]))).toBeUndefined();
});
