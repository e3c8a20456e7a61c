/** What a screen reader says of a chart: its summary, with numbers in any case. */
import type { ChartSpec, Series } from './spec.ts';
import { listed } from './table.ts';

/** More series than this are for the table. */
const MOST_SERIES = 5;

/** The summary; one without a number gets the ends of the series. */
export function spokenSummary(spec: ChartSpec): string {
  if (/\d/.test(spec.summary.replace(/‖w‖[₁₂]|L[12]/g, ''))) return spec.summary;
  const ends = listed(spec)
    .slice(0, MOST_SERIES)
    .flatMap((series) => endsOf(series, spec) ?? []);
  return ends.length === 0 ? spec.summary : `${spec.summary}. ${ends.join('; ')}`;
}

/** `L1: 0.203 at λ 1e-5, 0.332 at λ 1e-2`; undefined without a finite value. */
function endsOf({ label, x, y, format }: Series, { position }: ChartSpec): string | undefined {
  const finite = x.flatMap((at, index) => {
    const value = y[index];
    return value !== undefined && Number.isFinite(value) ? [`${format(value)} at ${position(at)}`] : [];
  });
  const [first, last] = [finite[0], finite.at(-1)];
  if (first === undefined) return undefined;
  return `${label}: ${first === last ? first : `${first}, ${last}`}`;
}
