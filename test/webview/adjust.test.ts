import { expect, test } from 'vitest';
import { AS_BUILT, adjusted, chartLookOf, smoothed, smoothingNote } from '../../webview/charts/adjust.ts';
import type { ChartSpec } from '../../webview/charts/spec.ts';
import { tableOf } from '../../webview/charts/table.ts';

const chart = (change: Partial<ChartSpec> = {}): ChartSpec => ({
  id: 'chart',
  summary: '',
  abscissa: 'Epoch',
  position: String,
  x: { scale: 'linear', min: 1, max: 4, ticks: [1, 4], format: String },
  y: { scale: 'linear', min: 0, max: 1, ticks: [0, 1], format: String },
  marks: [],
  series: [
    {
      label: 'a',
      x: [1, 2, 3, 4],
      y: [1, 0.5, 0.25, 0],
      error: [0.1, 0.1, 0.1, 0.1],
      tone: '--l1-2',
      end: 'a',
      format: String,
    },
  ],
  adjusts: ['smooth', 'bands', 'logX', 'logY'],
  ...change,
});

test('a constant curve stays what it is from its first value on', () => {
  for (const value of smoothed([3, 3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
});

test('the average is that of TensorBoard: weights w^k, normalized', () => {
  const [w, values] = [0.5, [1, 3, 2]];
  expect(smoothed(values, w)).toEqual([
    1,
    (0.5 * 1 + 1 * 3) / (0.5 + 1),
    (0.25 * 1 + 0.5 * 3 + 1 * 2) / (0.25 + 0.5 + 1),
  ]);
});

test('weight 0 changes nothing, and what is not finite counts as no value', () => {
  expect(smoothed([1, 5, 2], 0)).toEqual([1, 5, 2]);
  const found = smoothed([1, Number.NaN, 3], 0.5);
  expect(found[1]).toBeNaN();
  expect(found[2]).toBe((0.5 * 1 + 3) / 1.5);
});

test('without a change, and of a chart that names none, the chart is the same object', () => {
  const spec = chart();
  expect(adjusted(spec, AS_BUILT)).toBe(spec);
  const fixed = chart({ adjusts: undefined });
  expect(adjusted(fixed, { smooth: 0.9, bands: false, logX: true, logY: true })).toBe(fixed);
});

test('smoothing puts the curve as measured faint behind, without label, band and tooltip', () => {
  const { series } = adjusted(chart(), { ...AS_BUILT, smooth: 0.5 });
  expect(series).toHaveLength(2);
  expect(series[0]?.y[1]).toBe((0.5 * 1 + 0.5) / 1.5);
  expect(series[1]).toMatchObject({ ghost: true, y: [1, 0.5, 0.25, 0], label: 'a' });
  expect(series[1]).not.toHaveProperty('end');
  expect(series[1]).not.toHaveProperty('error');
});

test('a smoothed chart lists the average once', () => {
  expect(tableOf(adjusted(chart(), { ...AS_BUILT, smooth: 0.5 })).header).toEqual(['Epoch', 'a']);
});

test('bands can be left out', () => {
  expect(adjusted(chart(), { ...AS_BUILT, bands: false }).series[0]?.error).toBeUndefined();
});

test('a logarithmic axis spans the positive values and has its ticks at powers of ten', () => {
  const { y } = adjusted(chart(), { ...AS_BUILT, logY: true });
  expect(y).toMatchObject({ scale: 'log', min: 0.25 / 1.3, max: (0.25 / 1.3) * 10 });
  expect(y.ticks).toContain(1);
  expect(y.format(0.001)).toBe('0.001');
  expect(y.format(1e-5)).toBe('1e-5');
});

test('an axis without a positive value stays linear', () => {
  const none = chart({ series: [{ label: 'a', x: [1, 2], y: [0, -1], tone: '--l1-2', format: String }] });
  expect(adjusted(none, { ...AS_BUILT, logY: true }).y.scale).toBe('linear');
});

test.each([
  [{}, AS_BUILT],
  [{ charts: { smooth: 5, bands: 'no', logY: true } }, { ...AS_BUILT, smooth: 0.99, logY: true }],
  [{ charts: { smooth: -1 } }, AS_BUILT],
])('the look stored as %j', (stored, look) => expect(chartLookOf(stored)).toEqual(look));

test('a ring stays on the line that it marks when that is smoothed', () => {
  const ring = { kind: 'ring' as const, x: 2, y: 0.5, tone: '--l1-2' as const };
  const elsewhere = { ...ring, y: 0.7 };
  const { marks, series } = adjusted(chart({ marks: [ring, elsewhere] }), { ...AS_BUILT, smooth: 0.5 });
  expect(marks).toEqual([{ ...ring, y: series[0]!.y[1] }, elsewhere]);
  expect(series[0]!.y[1]).not.toBe(0.5);
});

test('what is smoothed says so', () => {
  const look = { ...AS_BUILT, smooth: 0.9 };
  expect(smoothingNote(chart(), look)).toBe('Smoothed by 0.90, labels as measured');
  expect(smoothingNote(chart(), AS_BUILT)).toBe('');
  expect(smoothingNote(chart({ adjusts: ['bands'] }), look)).toBe('');
});
