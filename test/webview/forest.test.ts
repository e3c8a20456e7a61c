import { expect, test } from 'vitest';
import { axisLimit, type ForestRow, forestLayout, ROW } from '../../webview/measures/forest.ts';
import { ranked, withinOneError } from '../../webview/measures/ranking.ts';
import { baseline, estimate, l1, l2, report } from './report.ts';

const measure = (text: string) => text.length * 6;

function row(id: string, validation: number | null, standardError: number | null = 0.01): ForestRow {
  return { id, validation, standardError, test: validation };
}

test('the axis ends four times as far from the best as the baseline', () => {
  expect(axisLimit([0.14, 0.16, 0.19, 0.98], 0.19)).toBeCloseTo(0.14 + 4 * 0.05, 12);
  expect(axisLimit([0.2, 0.2], 0.2)).toBeCloseTo(0.2 * 1.02, 12);
});

test('what is off the scale keeps its value and its row', () => {
  const rows = [row('a', 0.14), row('b', 0.19), row('c', 0.98), row('d', null)];
  const { marks, height, ticks } = forestLayout(rows, { width: 400, baseline: 0.19, measure });
  expect(height).toBe(4 * ROW);
  expect(marks[2]).toEqual({ id: 'c', y: 2.5 * ROW, offScale: 0.98 });
  expect(marks[3]).toEqual({ id: 'd', y: 3.5 * ROW });
  expect(marks[0]?.x).toBeLessThan(marks[1]?.x as number);
  expect(ticks.every(({ x }) => x >= 10 && x <= 400 - 64)).toBe(true);
});

test.each([0.05, 0.2])('two similar variants with a standard error of %d stay on the axis', (error) => {
  // Test losses beyond the axis: only the validation losses decide its range.
  const rows = [row('a', 0.14, error), row('b', 0.141, error)].map((one) => ({ ...one, test: 5 }));
  const { marks, band, baseline } = forestLayout(rows, { width: 400, baseline: 0.141, measure });
  const within = (x: number | undefined) => expect(x !== undefined && x >= 10 && x <= 400 - 12).toBe(true);
  expect(marks.map(({ offScale }) => offScale)).toEqual([undefined, undefined]);
  for (const { x, whisker } of marks) [x, ...(whisker as [number, number])].map(within);
  within(baseline);
  within(band?.x);
  within((band?.x as number) + (band?.width as number));
  // The axis has both markers where their share of it is: 0.001 apart.
  const [a, b] = marks.map(({ x }) => x as number) as [number, number];
  expect((b - a) / 0.001).toBeCloseTo(((band?.x as number) + (band?.width as number) - a) / error, 6);
});

test('a band that is wider than the axis ends at its edges', () => {
  // 0.14 − 0.3 is below 0, where no loss is.
  const { band, ticks } = forestLayout([row('a', 0.14, 0.3), row('b', 0.15, 0.01)], {
    width: 400,
    baseline: 0.15,
    measure,
  });
  expect(band?.x).toBe(10);
  expect(ticks[0]?.label).toBe('0.00');
});

test('one seed has no whiskers and no band', () => {
  const { marks, band, labels } = forestLayout([row('a', 0.1, null), row('b', 0.2, null)], {
    width: 400,
    baseline: 0.2,
    measure,
  });
  expect(band).toBeUndefined();
  expect(marks.map((mark) => mark.whisker)).toEqual([undefined, undefined]);
  expect(labels.map((label) => label.text)).toEqual(['no regularization']);
});

test.each([100, 160, 220, 300, 500])('labels over a plot of %d pixels never overlap', (width) => {
  for (const baseline of [0.1, 0.101, 0.12, 0.15, 0.2]) {
    const rows = [row('a', 0.1), row('b', 0.2)];
    const { labels } = forestLayout(rows, { width, baseline, measure });
    const spans = labels.map(({ x, text, line }) => ({ from: x, to: x + measure(text), line }));
    const [one, other] = spans;
    if (one && other && one.line === other.line) expect(one.to).toBeLessThan(other.from);
  }
});

test('without any finished seed there is no axis', () => {
  const layout = forestLayout([row('a', null)], { width: 400, baseline: null, measure });
  expect(layout.ticks).toEqual([]);
  expect(layout.marks).toEqual([{ id: 'a', y: ROW / 2 }]);
});

test('the ranking is by validation loss, unmeasured variants last', () => {
  const lost = { ...l1, id: 'lost', validationLoss: estimate(null, null, 0) };
  expect(ranked(report([lost, baseline, l1, l2])).map(({ id }) => id)).toEqual([
    l2.id,
    l1.id,
    baseline.id,
    'lost',
  ]);
});

test('ties with the best are within its standard error', () => {
  const close = { ...l1, validationLoss: estimate(0.249) };
  expect(withinOneError(report([baseline, close, l2])).map(({ id }) => id)).toEqual([l2.id, close.id]);
  const single = { ...l2, validationLoss: estimate(0.24, null, 1) };
  expect(withinOneError(report([single, close]))).toEqual([single]);
});
