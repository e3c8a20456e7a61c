/** A chart's numbers as a table. */
import type { ChartSpec } from './spec.ts';

export interface ChartTable {
  header: string[];
  rows: string[][];
}

/** One row for every x of any series, one column for every series; a series without that x has an empty cell. */
export function tableOf(spec: ChartSpec): ChartTable {
  const xs = [...new Set(spec.series.flatMap((series) => series.x))].sort((a, b) => a - b);
  const lookups = spec.series.map(
    (series) => new Map(series.x.map((x, index) => [x, series.y[index] as number])),
  );
  return {
    header: [spec.abscissa, ...spec.series.map((series) => series.label)],
    rows: xs.map((x) => [
      spec.position(x),
      ...spec.series.map((series, index) => {
        const value = lookups[index]?.get(x);
        return value === undefined ? '' : series.format(value);
      }),
    ]),
  };
}
