import { expect, test } from 'vitest';
import {
  cellAt,
  cellBox,
  heatArea,
  heatPixels,
  heatShapes,
  largestCells,
  spaced,
  strengthOf,
} from '../../webview/charts/heat.ts';
import { rankingShapes } from '../../webview/charts/ranking.ts';
import type { ChartSpec, HeatSpec, Series } from '../../webview/charts/spec.ts';
import { spokenSummary } from '../../webview/charts/summary.ts';
import { chartShapes, chartSvg } from '../../webview/charts/svg.ts';
import { pictureTable } from '../../webview/charts/table.ts';
import { pictureCsv, pictureJson, pictureTabs } from '../../webview/charts/values.ts';
import { theme } from './flatTheme.ts';
import { baseline, l1, l2, report } from './report.ts';

const none = { mean: null, standardError: null, seeds: 0 };

const line: Series = { label: 'a <b>', x: [0, 5, 10], y: [0, 1, 0.5], tone: '--l1-2', format: String };

const chart = (series: Series[] = [line], change: Partial<ChartSpec> = {}): ChartSpec => ({
  id: 'chart',
  summary: 'says "this"',
  abscissa: 'x',
  position: String,
  x: { scale: 'linear', min: 0, max: 10, ticks: [0, 10], format: String },
  y: { scale: 'linear', min: 0, max: 1, ticks: [0, 1], format: String },
  marks: [],
  series,
  ...change,
});

const SIZE = { width: 254, height: 132 };
// Left 46 and right 8 leave 200 pixels; top 8 and the axis of 24 leave 100.
const at = (x: number, y: number) => [46 + 20 * x, 108 - 100 * y];

const strokes = (spec: ChartSpec) =>
  chartShapes(spec, theme, SIZE).inside.flatMap((shape) => (shape.kind === 'lines' ? [shape] : []));

test('points stand where the axes say', () => {
  expect(strokes(chart())[0]?.lines).toEqual([[at(0, 0), at(5, 1), at(10, 0.5)]]);
});

test('a logarithmic axis spaces by ratios', () => {
  const log = { scale: 'log', min: 1, max: 100, ticks: [1, 10, 100], format: String } as const;
  const [drawn] = strokes(chart([{ ...line, x: [1, 10, 100], y: [0, 0, 0] }], { x: log }));
  expect(drawn?.lines[0]?.map(([x]) => x)).toEqual([46, 146, 246]);
});

test('a gap lifts the pen, and a band goes there and back', () => {
  const broken = { ...line, x: [0, 1, 2, 3], y: [0, Number.NaN, 1, 1], error: [0, 0, 0.5, 0.5] };
  const [band, drawn] = strokes(chart([broken]));
  expect(drawn?.lines).toEqual([[at(0, 0)], [at(2, 1), at(3, 1)]]);
  expect(band?.lines[1]).toEqual([at(2, 1.5), at(3, 1.5), at(3, 0.5), at(2, 0.5)]);
});

test('bars stand on their base, with whiskers at their ends', () => {
  const bars: Series = { ...line, style: 'bars', x: [5], y: [0.5], base: [0.25], error: [0.1], breadth: 2 };
  const [bar, whisker] = strokes(chart([bars]));
  expect(bar?.lines).toEqual([[at(4, 0.75), at(6, 0.75), at(6, 0.25), at(4, 0.25)]]);
  const [x, top] = at(5, 0.85) as [number, number];
  expect(whisker?.lines[0]?.[0]?.[0]).toBe(x);
  expect(whisker?.lines[0]?.[0]?.[1]).toBeCloseTo(top, 9);
});

test('an area goes down to 0 or to the next series', () => {
  const stacked: Series[] = [
    { ...line, y: [1, 1, 1], fill: 'next' },
    { ...line, y: [0.5, 0.5, 0.5], fill: 'origin' },
  ];
  const areas = strokes(chart(stacked)).filter(({ fill }) => fill);
  expect(areas.map(({ lines }) => lines[0]?.at(-1))).toEqual([at(0, 0), at(0, 0.5)]);
});

test('steps change half-way between points', () => {
  const [drawn] = strokes(chart([{ ...line, x: [0, 10], y: [0, 1], stepped: true }]));
  expect(drawn?.lines).toEqual([[at(0, 0), at(5, 0), at(5, 1), at(10, 1)]]);
});

test('text stays text, and signs of markup are escaped', () => {
  const svg = chartSvg(chart([{ ...line, end: '< 1 & 2' }]), theme, SIZE);
  expect(svg).toContain('<title>says &quot;this&quot;</title>');
  expect(svg).toContain('>&lt; 1 &amp; 2</text>');
  expect(svg).not.toContain('NaN');
});

test('a zoomed chart is drawn over what is shown', () => {
  const svg = chartSvg(chart(), theme, SIZE, { x: { min: 4, max: 6 } });
  expect(svg).toContain('>5</text>');
  expect(svg).not.toContain('>10</text>');
});

test('colours with opacity are written for programs that know no rgba()', () => {
  const rgba = { ...theme, colour: () => 'rgba(1, 2, 3, 0.5)' };
  expect(chartSvg(chart(), rgba, SIZE)).toContain('stroke="rgb(1, 2, 3)" stroke-opacity="0.5"');
});

const quoted: Series = { ...line, label: 'a, "b"', error: [0.1, 0.2, 0.3] };

test('CSV has a row for each x, a column for each series and one for its error', () => {
  const other: Series = { ...line, label: 'c', x: [5, 20], y: [7, Number.NaN] };
  expect(pictureCsv(chart([quoted, other]))).toBe(
    'x,"a, ""b""","a, ""b"" ± s.e.",c\r\n0,0,0.1,\r\n5,1,0.2,7\r\n10,0.5,0.3,\r\n20,,,\r\n',
  );
});

test('free curves alone are listed point by point', () => {
  const path: Series = { ...line, label: 'level', style: 'path', x: [1, 2], y: [3, 4] };
  expect(pictureTabs(chart([path]))).toBe('Curve\tx\ty\nlevel\t1\t3\nlevel\t2\t4');
  expect(pictureTabs(chart([line, path]))).toContain('x\ta <b>');
});

test('JSON is readable by JSON, with null for what is not finite', () => {
  const spec = chart([{ ...line, y: [0, Number.NaN, 1] }]);
  expect(JSON.parse(pictureJson(spec))).toMatchObject({
    id: 'chart',
    abscissa: 'x',
    series: [{ label: 'a <b>', x: [0, 5, 10], y: [0, null, 1] }],
  });
});

const heat: HeatSpec = {
  kind: 'heat',
  id: 'heat',
  summary: '',
  rows: 2,
  columns: 4,
  values: [1, -2, 0, 0.5, 0, Number.NaN, -1, 4],
  row: { title: 'Input', name: (index) => `p${index}` },
  column: { title: 'Unit', name: (index) => `u${index}` },
  limit: 2,
  colours: 'diverging',
  format: String,
};

const parsed = {
  ...theme,
  colour: (tone: string) => (tone === '--negative' ? 'rgb(0, 0, 255)' : 'rgb(255, 128, 0)'),
};

test('the colour is as strong as the value is large, up to the limit', () => {
  expect([0, 1, -2, 8].map((value) => strengthOf(value, 2))).toEqual([0, 0.5, 1, 1]);
  expect(strengthOf(1, 0)).toBe(0);
  const pixels = heatPixels(heat, parsed, 4, 2);
  const pixel = (index: number) => [...pixels.slice(4 * index, 4 * index + 4)];
  expect(pixel(0)).toEqual([255, 128, 0, 128]);
  expect(pixel(1)).toEqual([0, 0, 255, 255]);
  expect(pixel(2)[3]).toBe(0);
  expect(pixel(7)).toEqual([255, 128, 0, 255]);
});

test('of cells that share a pixel the largest shows', () => {
  const pixels = heatPixels(heat, parsed, 2, 1);
  expect([...pixels.slice(0, 4)]).toEqual([0, 0, 255, 255]);
  expect([...pixels.slice(4, 8)]).toEqual([255, 128, 0, 255]);
});

test('names of rows have room for the longest of them, wherever it stands', () => {
  const names = ['a', 'thursday', 'b'];
  const row = { title: 'Input', name: (index: number) => names[index] as string };
  const named = { ...heat, rows: 3, columns: 1, values: [1, 2, 3], row };
  const shapes = heatShapes(named, parsed, { width: 300, height: 200 });
  const text = shapes.find((shape) => shape.kind === 'text' && shape.text === 'thursday');
  // Right-aligned letters of 6.5 pixels, beside the upright title in the first 13 pixels.
  expect((text as { x: number }).x - 6.5 * 'thursday'.length).toBeGreaterThan(13);
});

test('a point of a cell leads back to the cell', () => {
  const area = heatArea(heat, { width: 300, height: 200 });
  for (const [row, column] of [
    [0, 0],
    [1, 3],
    [0, 2],
  ] as const) {
    const box = cellBox(heat, area, row, column);
    expect(cellAt(heat, area, (box.left + box.right) / 2, (box.top + box.bottom) / 2)).toEqual({
      row,
      column,
    });
  }
  expect(cellAt(heat, area, area.left - 1, area.top + 1)).toBeUndefined();
});

test.each([
  ['Loss is 0.143', 'Loss is 0.143'],
  ['Both', 'Both. a <b>: 0 at 0, 0.5 at 10'],
  ['‖w‖₁ of L2', '‖w‖₁ of L2. a <b>: 0 at 0, 0.5 at 10'],
])('what is said of a chart holds a number: %s', (summary, spoken) =>
  expect(spokenSummary(chart([line, { ...line, style: 'path' }], { summary }))).toBe(spoken),
);

test('the table of a matrix lists the largest cells by name, CSV all of it', () => {
  expect(largestCells(heat, 3).map(({ value }) => value)).toEqual([4, -2, 1]);
  expect(pictureTable(heat)).toMatchObject({
    header: ['Input', 'Unit', 'Value'],
    rows: expect.arrayContaining([['p1', 'u3', '4']]),
  });
  expect(pictureCsv(heat)).toBe('Input,u0,u1,u2,u3\r\np0,1,-2,0,0.5\r\np1,0,,-1,4\r\n');
});

test.each([
  [10, 20, 14, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [10, 4, 14, [0, 4, 8]],
  [1, 500, 14, [0]],
])('of %i cells of %i pixels, names %i apart', (count, pixels, room, indices) =>
  expect(spaced(count, pixels, room)).toEqual(indices),
);

test('the saved ranking names every variant, with its numbers, and nothing that is not a number', () => {
  const stopped = {
    ...l1,
    validationLoss: none,
    testLoss: none,
    seeds: [],
    stopped: [{ seed: 1, reason: 'NaN' }],
  };
  const { shapes, height } = rankingShapes(report([baseline, l2, stopped]), theme, 900, 40);
  const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
  for (const text of [
    'No regularization',
    'L2 1e-3',
    'L1 1e-3',
    '0.260 ± 0.010',
    '−0.060 ± 0.040',
    'baseline',
  ]) {
    expect(texts).toContain(text);
  }
  expect(texts).toContain('every seed became NaN');
  expect(JSON.stringify(shapes)).not.toContain('null');
  expect(height).toBe(40 + 40 + 3 * 26 + 44);
});
