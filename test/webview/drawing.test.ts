import { expect, test } from 'vitest';
import { configurationOf } from '../../webview/charts/configuration.ts';
import { fitChart } from '../../webview/charts/fit.ts';
import { spread } from '../../webview/charts/labels.ts';
import { objectiveChart } from '../../webview/charts/objective.ts';
import { keptLabels } from '../../webview/charts/ticks.ts';
import { theme } from './flatTheme.ts';
import { baseline, l2, report } from './report.ts';

const place = (ys: number[], top: number, bottom: number) =>
  spread(
    ys.map((y) => ({ text: '', y })),
    top,
    bottom,
    10,
  ).map(({ y }) => y);

test.each([
  [[10, 50], 0, 100, [10, 50]],
  // Two at 30 need 10 pixels: both give way by 5.
  [[30, 30], 0, 100, [25, 35]],
  // Three at 30: the middle one stays.
  [[30, 30, 30], 0, 100, [20, 30, 40]],
  // At the bottom there is room only above.
  [[98, 99], 0, 100, [90, 100]],
  [[1, 2], 0, 100, [0, 10]],
  // Five labels in 20 pixels share them.
  [[5, 5, 5, 5, 5], 0, 20, [0, 5, 10, 15, 20]],
  [[], 0, 100, []],
])('labels at %j in [%d, %d] stand at %j', (ys, top, bottom, expected) =>
  expect(place(ys, top, bottom)).toEqual(expected),
);

test.each([
  [[0, 50, 100], 20, false, [0, 1, 2]],
  [[0, 25, 100], 20, false, [0, 2]],
  [[0, 80, 100], 20, false, [0, 2]],
  [[0, 10], 20, false, [0]],
  // The first label begins at its tick, so the second one must stand further away.
  [[0, 45, 100], 20, true, [0, 1, 2]],
  [[0, 35, 100], 20, true, [0, 2]],
  [[50], 20, true, [0]],
])('of ticks at %j, %d wide, inner %s: %j stay', (ats, width, inner, kept) => {
  const labels = ats.map((at) => ({ at, width }));
  expect(keptLabels(labels, inner)).toEqual(kept);
});

const frame = {
  plan: report().variants,
  measure: 'loss' as const,
  log: false,
  baseline,
  shown: [baseline, l2],
};

test('a chart is its lines, then a lower and an upper edge for each band', () => {
  const spec = fitChart('fit', l2, frame, { summary: '', overfitsAfter: undefined });
  const { datasets } = configurationOf(spec, theme, () => {}).data;
  expect(datasets).toHaveLength(2 + 2 * 2);
  expect(datasets[0]).toMatchObject({ label: 'Validation', borderColor: '--l2-2 1', borderWidth: 2 });
  expect(datasets[1]).toMatchObject({ label: 'Training', borderDash: [5, 3] });
  expect(datasets[2]?.data[1]).toEqual({ x: 2, y: 0.2 - 0.01 });
  expect(datasets[3]?.data[1]).toEqual({ x: 2, y: 0.2 + 0.01 });
  expect(datasets[3]).toMatchObject({ fill: '-1', backgroundColor: '--l2-2 0.18' });
});

test('areas are filled to the next series and to 0', () => {
  const spec = objectiveChart('objective', l2, report().variants);
  const { datasets } = configurationOf(spec, theme, () => {}).data;
  expect(datasets.map(({ fill }) => fill)).toEqual(['+1', 'origin']);
});

test('the plot leaves room for the longest label', () => {
  const spec = fitChart('fit', l2, frame, { summary: '', overfitsAfter: undefined });
  const { options } = configurationOf(spec, theme, () => {});
  expect(options?.layout?.padding).toMatchObject({ right: 'baseline 0.200'.length * 6 + 14 });
  expect(options).toMatchObject({ animation: false, parsing: false });
});
