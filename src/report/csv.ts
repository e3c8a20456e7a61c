/** The variants of a report as CSV: one row a variant, numbers at full precision. */
import type { Difference, Estimate, Report, VariantReport } from './report.ts';

export type Cell = string | number | null | undefined;

/** Mean, standard error and seeds are columns of their own; what is not known is an empty cell. */
export function renderCsv(report: Report): string {
  const rows = report.variants.map((variant) => cellsOf(variant, report));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return csvOf([names, ...rows.map((row) => names.map((name) => row[name]))]);
}

/** Lines of comma-separated cells, quoted where needed (RFC 4180). */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');

const ESTIMATES = [
  'validationLoss',
  'testLoss',
  'trainLoss',
  'trainLossDropoutOn',
  'penalty',
  'gap',
  'testAccuracy',
  'bestValidationLoss',
  'bestTestLoss',
  'exactZeros',
  'nearZeros',
  'seconds',
] as const satisfies (keyof VariantReport)[];

const DIFFERENCES = ['trainLoss', 'validationLoss', 'testLoss', 'testAccuracy'] as const;

function cellsOf(variant: VariantReport, report: Report): Record<string, Cell> {
  return {
    id: variant.id,
    name: variant.name,
    family: variant.family,
    recommended: variant.id === report.recommendation.variant ? 'yes' : 'no',
    ...settingsOf(variant),
    finishedSeeds: variant.seeds.length,
    stoppedSeeds: variant.stopped.length,
    droppedSeeds: variant.dropped.length,
    bestEpoch: variant.seeds.length > 0 ? variant.bestEpoch : undefined,
    ...Object.assign({}, ...ESTIMATES.map((name) => estimateOf(name, variant[name]))),
    ...Object.assign({}, ...DIFFERENCES.map((name) => differenceOf(name, variant.difference?.[name]))),
  };
}

/** `l1`, `l2`, `dropout` and whatever else this variant sets; compound settings as JSON. */
function settingsOf({ settings }: VariantReport): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : (value as Cell),
    ]),
  );
}

function estimateOf(name: string, estimate: Estimate | undefined): Record<string, Cell> {
  return { [name]: estimate?.mean, [`${name}StandardError`]: estimate?.standardError };
}

/** Against no regularization, with the ends of the 95 % interval. */
function differenceOf(name: string, difference: Difference | undefined): Record<string, Cell> {
  const key = `${name}Difference`;
  return { [key]: difference?.mean, [`${key}Low`]: difference?.low, [`${key}High`]: difference?.high };
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
