/** A report as `reglens run --json` prints it; described in docs/run-json.md and schemas/run.schema.json. */
import type { Recommendation, Report } from './report.ts';

/** The report with its names in place of what only the panel needs. */
export interface RunOutput extends Omit<Report, 'version' | 'experiment' | 'recommendation'> {
  /** Its name. */
  experiment: string;
  /** `variant` is its name; null when none is recommended. */
  recommendation: Recommendation;
}

export function runOutput({ version: _, experiment, recommendation, ...report }: Report): RunOutput {
  const chosen = report.variants.find(({ id }) => id === recommendation.variant);
  return {
    experiment: experiment.name,
    ...report,
    recommendation: { ...recommendation, variant: chosen?.name ?? null },
  };
}

const INDENT = '  ';

/** JSON with lists of numbers on one line: a report has hundreds of them. */
export function printJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = indent + INDENT;
  const lines = (entries: string[]) => `\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}`;
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry === 'number'))
      return `[${value.map((n) => JSON.stringify(n)).join(', ')}]`;
    return value.length === 0 ? '[]' : `[${lines(value.map((entry) => printJson(entry, inner)))}]`;
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return '{}';
  return `{${lines(entries.map(([key, entry]) => `${JSON.stringify(key)}: ${printJson(entry, inner)}`))}}`;
}
