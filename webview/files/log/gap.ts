/** The gap between two curves that need not be logged at the same steps. */
import type { LogRunReport } from '../../../src/report/logs/logReport.ts';
import { curveOf, finitePoints } from './runs.ts';

/** Validation minus the training loss that was logged last by then, at each validated step. */
export function gapOf(run: LogRunReport): { steps: number[]; values: number[] } {
  const trained = finitePoints(curveOf(run, run.roles.trainingLoss));
  const [steps, values]: [number[], number[]] = [[], []];
  let at = -1;
  for (const { step, value } of finitePoints(curveOf(run, run.roles.validationLoss))) {
    while (at + 1 < trained.length && (trained[at + 1] as { step: number }).step <= step) at++;
    const before = trained[at];
    if (!before) continue;
    steps.push(step);
    values.push(value - before.value);
  }
  return { steps, values };
}
