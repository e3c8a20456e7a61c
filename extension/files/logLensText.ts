/** What the lens of a training log says. */
import type { LogReport, LogRunReport } from '../../src/report/logs/logReport.ts';

/** The editor leaves out a plain space behind an icon. */
const ICON = '$(graph-line)\u00a0';

/** @param report undefined while it is being read */
export function logLensText(file: string, report: LogReport | undefined): { title: string; tooltip: string } {
  const worst = report && worstRun(report.runs);
  if (!worst) return { title: `${ICON}${file}`, tooltip: 'Open this training log' };
  const name = report.runs.length > 1 ? `${file}, ${worst.name}` : file;
  return { title: `${ICON}${name}: ${shortVerdict(worst)}`, tooltip: worst.verdict.text };
}

const BY_SEVERITY = ['diverged', 'overfitting', 'underfitting', 'cannot-tell', 'good'] as const;

function worstRun(runs: LogRunReport[]): LogRunReport | undefined {
  const severity = ({ verdict }: LogRunReport) => BY_SEVERITY.indexOf(verdict.kind);
  return [...runs].sort((a, b) => severity(a) - severity(b))[0];
}

function shortVerdict({ verdict, unit, epochs }: LogRunReport): string {
  switch (verdict.kind) {
    case 'diverged':
      return 'diverged';
    case 'overfitting':
      return verdict.sinceEpoch === undefined ? 'overfits' : `overfits from ${unit} ${verdict.sinceEpoch}`;
    case 'underfitting':
      return 'underfits';
    case 'good':
      return 'fits well';
    case 'cannot-tell':
      return `${epochs.toLocaleString('en-US')} ${unit}s`;
    default:
      return verdict.kind satisfies never;
  }
}
