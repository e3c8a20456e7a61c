/** A chart's numbers as a table. */
import { largestCells } from './heat.ts';
import { type ChartSpec, type HeatSpec, isHeat, type PictureSpec, type Series } from './spec.ts';

export interface ChartTable {
  header: string[];
  rows: string[][];
}

/** Of a matrix, more rows than this are for a file, not for reading. */
const MOST_CELLS = 200;

/** The cells of the largest size, one a row. */
function heatTable(spec: HeatSpec): ChartTable {
  const { row, column, format } = spec;
  return {
    header: [row.title, column.title, 'Value'],
    rows: largestCells(spec, MOST_CELLS).map((cell) => [
      row.name(cell.row),
      column.name(cell.column),
      format(cell.value),
    ]),
  };
}

/** What a figure shows as a table; of a matrix the 200 largest cells. */
export const pictureTable = (spec: PictureSpec): ChartTable =>
  isHeat(spec) ? heatTable(spec) : tableOf(spec);

/** The series that have values to read. */
export const listed = ({ series }: ChartSpec): Series[] =>
  series.filter((one) => one.style !== 'path' && !one.ghost);

/** One row for every x of any series, one column for every series; a series without that x has an empty cell. */
export function tableOf(spec: ChartSpec): ChartTable {
  const series = listed(spec);
  const xs = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  const lookups = series.map((one) => new Map(one.x.map((x, index) => [x, one.y[index] as number])));
  return {
    header: [spec.abscissa, ...series.map((one) => one.label)],
    rows: xs.map((x) => [
      spec.position(x),
      ...series.map((one, index) => {
        const value = lookups[index]?.get(x);
        return value === undefined ? '' : one.format(value);
      }),
    ]),
  };
}
