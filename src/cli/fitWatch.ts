/** `reglens fit --watch`: a log that grows, and what changes about its verdicts. */
import { setTimeout } from 'node:timers/promises';
import { LogFollower } from '../history/follow.ts';
import type { ColumnMapping, History } from '../history/history.ts';
import { logReport } from '../report/logs/build.ts';
import type { LogReport, LogRunReport } from '../report/logs/logReport.ts';
import { noticeFor, type Told, toldOf } from '../report/logs/notice.ts';

const MILLISECONDS_BETWEEN_LOOKS = 1000;

/** Calls with every new report, the first one included; it ends with the process. */
export async function watchLog(
  path: string,
  mapping: ColumnMapping | undefined,
  onReport: (report: LogReport) => void,
): Promise<never> {
  const follower = new LogFollower(path, mapping);
  while (true) {
    const history: History | null = await follower.poll();
    if (history) onReport(logReport(history));
    await setTimeout(MILLISECONDS_BETWEEN_LOOKS);
  }
}

/** What was printed last. */
export interface Seen {
  told: Told;
  kinds: Record<string, string>;
}

export const NOTHING_SEEN: Seen = { told: { runs: [] }, kinds: {} };

/** A line for each run whose verdict is another one than was printed last, and for overfitting after a new best epoch. */
export function newsOf({ told, kinds }: Seen, report: LogReport): { lines: string[]; seen: Seen } {
  const changed = (run: LogRunReport) =>
    kinds[run.name] !== run.verdict.kind || noticeFor(told, { ...report, runs: [run] }) !== null;
  const lines = report.runs
    .filter(changed)
    .map(({ name, epochs, unit, verdict }) => `${name}, ${unit} ${epochs}: ${verdict.text}`);
  const seen = Object.fromEntries(report.runs.map(({ name, verdict }) => [name, verdict.kind]));
  return { lines, seen: { told: toldOf(told, report), kinds: seen } };
}
