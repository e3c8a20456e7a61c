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
import { offerLabel, offerSentence, splitFinding } from '../../webview/words/studies.ts';
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

test.each([
  [{}, 'Measure', 'Not measured yet. Trains'],
  [{ begun: 40 }, 'Resume', 'Not finished: the epochs so far of 40 runs are kept. Trains'],
  [{ kept: 1 }, 'Resume', '1 of 41 runs is kept. Trains'],
  [{ kept: 12, begun: 3 }, 'Resume', '12 of 52 runs are kept. Trains'],
])('an offer says what an earlier start left of it: %o', (left, label, sentence) => {
  const offer = { name: 'replicas' as const, runs: 40, seconds: 150, ...left };
  expect(offerLabel(offer)).toBe(label);
  expect(offerSentence(offer).startsWith(sentence)).toBe(true);
  expect(offerSentence(offer)).toContain('kept' in left ? ': 40 more runs, about' : ': 40 runs, about');
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

const calibrated = (one: VariantReport, over: number, error = 0.002) => ({
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
  [[0.04, 0.03], 'No regularization is over-confident by 4.0 points; L2 1e-3 by 3.0 points'],
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
  expect(calibrationTitle(variants.filter(isCalibrated), 1097)).toBe(title);
});

test('calibration: an excess within its noise is none; numbers in the legend; sizes in the chart', () => {
  // 2 degrees of freedom: 4.303 standard errors.
  const noisy = [calibrated(baseline, 0.01, 0.005)].filter(isCalibrated);
  expect(calibrationTitle(noisy, 100_000)).toBe('No regularization is calibrated');
  const wide = [baseline, l2].map((one) => calibrated(one, 0.04, 0.03)).filter(isCalibrated);
  expect(calibrationTitle(wide, 100_000)).toBe(
    '100,000 test rows do not show whether No regularization is calibrated; nor whether L2 1e-3 is',
  );
  expect(calibrationLegend(noisy)).toContain('Expected calibration error 4.0\u202f%; temperature 1.50');
  expect(isCalibrated(baseline)).toBe(false);
  const chart = reliabilityChart(noisy, report().variants, '');
  expect(chart.series[0]).toMatchObject({ style: 'path', x: [0.6, 1], y: [0.6, 1] });
  // Areas beyond the least radius go with the rows: √(25/100) = 1/2 of the way from 2 to 6.
  expect(chart.series[1]).toMatchObject({ x: [0.75, 0.95], y: [0.65, 0.94], radii: [4, 6] });
});

test('calibration: other rows would have another accuracy', () => {
  // Accuracy 0.9, confidence 0.92: √(0.9·0.1/n) is 1.5 points at 400 rows and 0.47 at 4,000.
  const found = [calibrated(baseline, 0.02, 0.0001)].filter(isCalibrated);
  expect(calibrationTitle(found, 400)).toBe('No regularization is calibrated');
  expect(calibrationTitle(found, 4000)).toBe('No regularization is over-confident by 2.0 points');
  expect(calibrationTitle(found, 100)).toBe(
    '100 test rows do not show whether No regularization is calibrated',
  );
  // One seed: the rows alone.
  const seed = calibrated(baseline, 0.02);
  seed.calibration.overConfidence = estimate(0.02, null, 1);
  expect(calibrationTitle([seed].filter(isCalibrated), 4000)).toContain('over-confident');
  expect(calibrationTitle([seed].filter(isCalibrated), 400)).toContain('is calibrated');
});

test('calibration: all of 30 rows right with a confidence of 0.98 is what a calibrated model does', () => {
  const right = { ...calibrated(baseline, -0.02, 0.0001), testAccuracy: estimate(1, 0) };
  expect(calibrationTitle([right].filter(isCalibrated), 30)).not.toContain('under-confident');
  expect(calibrationTitle([right].filter(isCalibrated), 3000)).toContain('under-confident by 2.0 points');
});

/** Perfectly calibrated predictions in five nearly equal seeds: the luck of the rows is all there is. */
test('calibrated models are called miscalibrated about as rarely as 95 % intervals say', () => {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const rows = 400;
  let wrong = 0;
  for (let experiment = 0; experiment < 400; experiment++) {
    const confidences = Array.from({ length: rows }, () => 0.5 + 0.5 * random());
    const accuracy = confidences.filter((confidence) => random() < confidence).length / rows;
    const over = confidences.reduce((sum, confidence) => sum + confidence, 0) / rows - accuracy;
    const one = { ...calibrated(baseline, over), testAccuracy: estimate(accuracy, 0.001, 5) };
    one.calibration.overConfidence = estimate(over, 0.001, 5);
    if (/-confident/.test(calibrationTitle([one].filter(isCalibrated), rows))) wrong++;
  }
  // 20 of 400 by chance, standard deviation 4.4.
  expect(wrong).toBeLessThan(20 + 3 * 4.4);
});

test('a temperature at a bound of the search is no estimate', () => {
  const at = (temperature: number) => {
    const one = calibrated(baseline, 0.04);
    one.calibration.temperature = estimate(temperature);
    return calibrationLegend([one].filter(isCalibrated));
  };
  expect(at(0.01)).toContain('temperature below 0.01 (every validation row is right)');
  expect(at(100)).toContain('temperature above 100 (the logits do not tell the classes apart)');
  expect(at(0.02)).toContain('temperature 0.02:');
});

function beside(
  rows: { closed: number; change?: [number, number] }[],
  gap: number | null = 0.2,
): BesideReport {
  return {
    gap: estimate(gap),
    variants: rows.map(({ closed, change }, index) => ({
      id: String(index),
      name: `Part ${index + 1}`,
      settings: { l1: 0, l2: 0, dropout: 0 },
      parts: [`Part ${index + 1}`],
      point: point(0.1, 0.2),
      gap: estimate((gap ?? 0) * (1 - closed)),
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
  [
    'What lowers the validation loss does not close the generalization gap',
    beside([{ closed: -0.3, change: [-0.2, 0.1] }]),
  ],
  // A ruined model has no gap.
  ['None of them lowers the validation loss', beside([{ closed: 6.26, change: [-0.1, 0.5] }])],
  [
    'Part 2 closes 10\u202f% of the generalization gap, but no validation loss is surely lower',
    beside([
      { closed: 6.26, change: [-0.1, 0.5] },
      { closed: 0.1, change: [-0.2, 0.1] },
    ]),
  ],
  [
    'No run without regularization has finished: there is no gap to compare with',
    beside([{ closed: 0.1 }], null),
  ],
  ['Without regularization there is no generalization gap to close', beside([{ closed: 0.1 }], -0.01)],
  ['No run beside L1, L2 and dropout has finished', beside([])],
])('beside: %s', (title, found) => expect(besideTitle(found, 0.3)).toBe(title));

test('beside: with one seed the means decide', () => {
  // The points have 0.2.
  expect(besideTitle(beside([{ closed: 0.9 }]), 0.15)).toBe('None of them lowers the validation loss');
});

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
