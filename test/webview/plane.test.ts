import { describe, expect, test } from 'vitest';
import type { LossPlane } from '../../src/protocol/lab.ts';
import { planeChart } from '../../webview/charts/plane.ts';
import { tableOf } from '../../webview/charts/table.ts';
import {
  inputsBySize,
  largestOf,
  openingStep,
  pickInputs,
  pickUnit,
  STRENGTH_STEPS,
  solutionAt,
  strengthAt,
  weightAt,
} from '../../webview/measures/plane.ts';
import { edgeNote, planeLegend, planeSentence } from '../../webview/words/plane.ts';
import { planeLossText, weightText } from '../../webview/words/weightNumbers.ts';
import { baseline } from './report.ts';

/** ½(x − 0.4)² + ½(y − 0.1)²: soft thresholds 0.4 − λ and 0.1 − λ, shrinkage by 1/(1 + 2λ). */
const axis = Array.from({ length: 41 }, (_, index) => (index - 16) * 0.025);
const plane: LossPlane = {
  x: { layer: 'dense', input: 0, unit: 3 },
  y: { layer: 'dense', input: 1, unit: 3 },
  xs: axis,
  ys: axis,
  loss: axis.map((y) => axis.map((x) => 0.5 * (x - 0.4) ** 2 + 0.5 * (y - 0.1) ** 2)),
  trained: { x: 0.4, y: 0.1 },
  rows: 300,
};

describe('the weights to begin with', () => {
  // Units in columns; the second-largest size is largest in unit 1.
  const tensor = { inputs: 3, units: 2, values: [9, -3, 0.1, 2, Number.NaN, 0.5] };

  test('the unit in which two weights matter, its inputs by size', () => {
    expect(pickUnit(tensor)).toBe(1);
    expect(inputsBySize(tensor, 1)).toEqual([0, 1, 2]);
    expect(weightAt(tensor, 0, 1)).toBe(-3);
  });

  test('two weights that vanish one after the other', () => {
    const values = [0.5, -0.49, 0.31, 0.2, 0, 0.01];
    expect(pickInputs({ inputs: 6, units: 1, values }, 0)).toEqual([0, 2]);
    expect(pickInputs({ inputs: 2, units: 1, values: [0, 0] }, 0)).toEqual([0, 1]);
  });

  test('what is not finite comes last', () => expect(inputsBySize(tensor, 0)).toEqual([0, 1, 2]));
});

describe('λ', () => {
  test('ends beyond what puts both weights at 0, on a logarithmic scale from 0', () => {
    expect(largestOf(plane)).toBeCloseTo(0.4, 3);
    expect(strengthAt(0, 0.4)).toBe(0);
    expect(strengthAt(STRENGTH_STEPS, 0.4)).toBe(0.8);
    expect(strengthAt(STRENGTH_STEPS - 20, 0.4)).toBe(0.08);
    expect(strengthAt(10, 0)).toBe(0);
  });

  test('begins where L1 has just put a weight at 0', () => {
    const step = openingStep(plane);
    // The soft threshold 0.1 − λ reaches 0 at λ = 0.1.
    expect(strengthAt(step, largestOf(plane))).toBeGreaterThanOrEqual(0.1);
    expect(strengthAt(step - 1, largestOf(plane))).toBeLessThan(0.1);
  });

  test('begins where the solutions are inside of what was evaluated', () => {
    // ½(x − 0.9)²: L1 lies at 0.9 − λ, inside of the grid's end at 0.6 from λ = 0.3 on; y is 0 from λ = 0.1 on.
    const loss = axis.map((y) => axis.map((x) => 0.5 * (x - 0.9) ** 2 + 0.5 * (y - 0.1) ** 2));
    const far = { ...plane, loss };
    const lambda = strengthAt(openingStep(far), largestOf(far));
    expect(lambda).toBeGreaterThan(0.3);
    expect(lambda).toBeLessThan(0.4);
    const { l1, l2 } = solutionAt(far, lambda);
    expect([l1.atEdge, l2.atEdge, l1.y]).toEqual([false, false, 0]);
  });

  test('moves L1 to its soft threshold and L2 to its shrinkage', () => {
    const { l1, l2 } = solutionAt(plane, 0.2);
    expect([l1.x, l1.y]).toEqual([expect.closeTo(0.2, 4), 0]);
    expect([l2.x, l2.y]).toEqual([expect.closeTo(0.4 / 1.4, 4), expect.closeTo(0.1 / 1.4, 4)]);
  });
});

describe('the sentence', () => {
  test.each([
    [0, 'Without a penalty the loss on this plane is lowest at w₁ = 0.400, w₂ = 0.100.'],
    [
      0.05,
      'At λ 5e-2 neither penalty puts a weight at 0: L1 has them at 0.350 and 0.050, L2 at 0.364 and 0.091.',
    ],
    [0.2, 'At λ 0.2 L1 puts w₂ at exactly 0; L2 only shrinks it to 0.071.'],
    [0.5, 'At λ 0.5 L1 puts both weights at exactly 0; L2 has them at 0.200 and 0.050.'],
  ])('at λ %d', (lambda, text) => expect(planeSentence(solutionAt(plane, lambda))).toBe(text));

  test('of the other weight', () => {
    const turned = {
      ...plane,
      loss: axis.map((_, row) => axis.map((__, column) => plane.loss[column]![row]!)),
    };
    expect(planeSentence(solutionAt(turned, 0.2))).toBe(
      'At λ 0.2 L1 puts w₁ at exactly 0; L2 only shrinks it to 0.071.',
    );
  });

  test('where the loss alone has a weight at 0', () => {
    const { l1, l2 } = solutionAt(plane, 0.2);
    expect(planeSentence({ lambda: 0.2, l1, l2: { ...l2, y: 0 } })).toBe(
      'At λ 0.2 both penalties have w₂ at exactly 0: the loss alone has it there.',
    );
  });

  test('of a solution at the edge, and of what is drawn', () => {
    const solution = solutionAt(plane, 0.2);
    expect(edgeNote(solution)).toBe('');
    expect(edgeNote({ ...solution, l2: { ...solution.l2, atEdge: true } })).toBe(
      'The solution of L2 is at the edge of what was evaluated: it may lie further out.',
    );
    expect(planeLegend(plane, baseline, 1)).toMatch(
      /^Contours: training loss \(300 rows\) of No regularization, seed 1, all other weights as trained\./,
    );
  });
});

test.each([
  [0, '0'],
  [0.0712, '0.071'],
  [-0.5, '\u22120.500'],
  [-0.00042, '\u22124e-4'],
])('the weight %d is written %s', (value, text) => expect(weightText(value)).toBe(text));

test.each([
  [0.0123, '0.012'],
  [0.00123, '1.23e-3'],
  [0, '0.000'],
])('the loss %d is written %s', (loss, text) => expect(planeLossText(loss)).toBe(text));

test('the picture: contours, a diamond and a disc through their solutions, three points', () => {
  const solution = solutionAt(plane, 0.2);
  const chart = planeChart(plane, solution, { x: 'w₁: bmi', y: 'w₂: age' }, 'says');
  expect(chart.square).toBe(true);
  const find = (label: string) => chart.series.find((series) => series.label === label);
  const diamond = find('L1 diamond');
  const corners = diamond?.x.map((x, index) => Math.abs(x) + Math.abs(diamond.y[index] as number));
  expect(corners).toHaveLength(5);
  for (const size of corners ?? []) expect(size).toBeCloseTo(0.2, 4);
  const disc = find('L2 disc');
  expect(Math.hypot(disc?.x[7] as number, disc?.y[7] as number)).toBeCloseTo(solution.l2.size, 10);
  expect(find('trained')).toMatchObject({ x: [0.4], y: [0.1] });
  const contours = chart.series.filter(({ label }) => label.startsWith('Loss '));
  expect(contours.length).toBeGreaterThan(5);
  // On a contour the loss is its level: of the first, 0.5·r².
  const [first] = contours;
  const radii = (first?.x ?? []).flatMap((x, index) =>
    Number.isFinite(x) ? [Math.hypot(x - 0.4, (first?.y[index] as number) - 0.1)] : [],
  );
  expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(0.01);
  // Only what can be read stands in the table.
  expect(tableOf(chart).header).toEqual(['w₁: bmi', 'trained', 'L1', 'L2']);
});
