/** The numbers of a picture as CSV, JSON and tab-separated text: as measured, not as smoothed or zoomed. */

import { type Cell, csvOf } from '../../src/report/csv.ts';
import { type ChartSpec, type HeatSpec, isHeat, type PictureSpec, type Series } from './spec.ts';
import { listed } from './table.ts';

/** For pasting into a table. */
const toTabs = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => row.map((cell) => written(cell).replace(/\s+/g, ' ')).join('\t')).join('\n');

const written = (cell: Cell): string => (cell === undefined || cell === null ? '' : String(cell));

export const pictureCsv = (spec: PictureSpec): string => csvOf(valueRows(spec));
export const pictureTabs = (spec: PictureSpec): string => toTabs(valueRows(spec));

/** The header and the rows: one for each x; where there are only free curves, one for each of their points. */
function valueRows(spec: PictureSpec): Cell[][] {
  if (isHeat(spec)) return heatRows(spec);
  return listed(spec).length > 0 ? wideRows(spec) : pathRows(spec);
}

function wideRows(spec: ChartSpec): Cell[][] {
  const series = listed(spec);
  const xs = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  const columns = series.flatMap((one) => {
    const places = new Map(one.x.map((x, index) => [x, index]));
    const column = (label: string, values: readonly number[]) => ({
      label,
      at: (x: number) => values[places.get(x) ?? -1],
    });
    const spread = one.error ? [column(`${one.label} ± s.e.`, one.error)] : [];
    return [column(one.label, one.y), ...spread];
  });
  return [
    [spec.abscissa, ...columns.map(({ label }) => label)],
    ...xs.map((x) => [x, ...columns.map(({ at }) => finite(at(x)))]),
  ];
}

function pathRows({ abscissa, series }: ChartSpec): Cell[][] {
  const points = ({ label, x, y }: Series) => x.map((at, index) => [label, finite(at), finite(y[index])]);
  return [['Curve', abscissa, 'y'], ...series.flatMap(points)];
}

function heatRows({ row, column, rows, columns, values }: HeatSpec): Cell[][] {
  const indices = (count: number) => Array.from({ length: count }, (_, index) => index);
  return [
    [row.title, ...indices(columns).map(column.name)],
    ...indices(rows).map((at) => [
      row.name(at),
      ...indices(columns).map((other) => finite(values[at * columns + other])),
    ]),
  ];
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;

/** All series with their names; what is not finite is null, as JSON has it. */
export function pictureJson(spec: PictureSpec): string {
  const { id, summary } = spec;
  if (isHeat(spec)) {
    const { row, column, rows, columns, values } = spec;
    const names = { rowTitle: row.title, columnTitle: column.title };
    return json({ id, summary, ...names, rows, columns, values: Array.from(values) });
  }
  const series = spec.series
    .filter((one) => !one.ghost)
    .map(({ label, variant, x, y, error, base }) => ({ label, variant, x, y, error, base }));
  return json({ id, summary, abscissa: spec.abscissa, series });
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;
