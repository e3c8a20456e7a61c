import { expect, test } from 'vitest';
import type { ChartSpec, Mark } from '../../webview/charts/spec.ts';
import { chartShapes } from '../../webview/charts/svg.ts';
import { topLines } from '../../webview/charts/topTexts.ts';
import { theme } from './flatTheme.ts';

const marks: Mark[] = [
  { kind: 'vertical', at: 30, text: 'best epoch 30' },
  { kind: 'ring', x: 30, y: 0.5, tone: '--none' },
  { kind: 'vertical', at: 61, text: 'witness better from epoch 61', side: 'left' },
  { kind: 'tint', from: 61, text: 'overfitting' },
];

const spec: ChartSpec = {
  id: 'fit',
  summary: '',
  abscissa: 'Epoch',
  position: String,
  x: { scale: 'linear', min: 0, max: 100, ticks: [], format: String },
  y: { scale: 'linear', min: 0, max: 1, ticks: [], format: String },
  series: [],
  marks,
};

/** Letters are 6 pixels wide: 78, 168 and 66 pixels of text. */
const lines = (width: number) =>
  topLines(spec, { x: (value) => (value / 100) * width, left: 0, right: width }, theme);

test('texts at the top share one line where there is room', () => expect(lines(1000)).toEqual([0, 0, 0, 0]));

test('what would touch goes to the next line', () => {
  // From 186 to 264, from 192 to 360, from 526 to 592.
  expect(lines(600)).toEqual([0, 0, 1, 0]);
  // From 66 to 144, before 116, from 126 to 192: all three touch, but the last one fits beside the second.
  expect(lines(200)).toEqual([0, 0, 1, 1]);
});

test('the text of a line beyond the edge of a zoomed plot takes no room', () => {
  const zoomed = { x: (value: number) => 4 * (value - 50), left: 0, right: 200 };
  expect(topLines(spec, zoomed, theme)[2]).toBe(0);
});

test('a saved picture has the same lines', () => {
  const { outside } = chartShapes(spec, theme, { width: 300, height: 200 });
  const heights = outside.flatMap((shape) => (shape.kind === 'text' ? [shape.y] : []));
  // The plot is from 46 to 292: texts from 126 to 204, from 22 to 190, from 218 to 284.
  expect(heights).toEqual([19, 33, 19]);
});
