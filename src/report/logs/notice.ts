/** What the follower of a growing log says, and when. */

import { at, inStepsOf } from '../../diagnosis/curve/words.ts';
import type { CurveVerdict } from '../../diagnosis/curve.ts';
import { isPlainLoss } from '../../history/roles.ts';
import type { LogReport, LogRunReport } from './logReport.ts';

/**
 * What has been told of each run, and what the run was like then; a report will do for what stood in the log when it was
 * opened.
 */
export interface Told {
  runs: (Pick<LogRunReport, 'name' | 'epochs' | 'curves'> & {
    verdict: Pick<CurveVerdict, 'kind' | 'bestEpoch'>;
  })[];
}

/**
 * Says that overfitting has set in: once for a best epoch, and again only when there was a new best one and a new rise.
 * @param previous what was told before; see {@link toldOf}
 * @returns `validation loss has risen for 6 epochs; best was epoch 12`, with the run's name where there are several
 */
export function noticeFor(previous: Told, next: LogReport): string | null {
  const fresh = next.runs.filter((run) => isOverfitting(run) && !wasTold(previous, run));
  const sentences = fresh.map((run) =>
    next.runs.length > 1 ? `${run.name}: ${overfittingNotice(run)}` : overfittingNotice(run),
  );
  return sentences.length > 0 ? sentences.join('. ') : null;
}

/** What has been told after `next`: a verdict that wavers for some epochs does not make an old notice a new one. */
export function toldOf(previous: Told, next: LogReport): Told {
  return {
    runs: next.runs.map((run) => {
      const told = isOverfitting(run) ? undefined : toldBefore(previous, run);
      return told ? { ...run, verdict: told.verdict } : run;
    }),
  };
}

/** Overfitting of this run that was told, unless the log has been replaced since by that of another training. */
const toldBefore = ({ runs }: Told, next: LogRunReport): Told['runs'][number] | undefined =>
  runs.find((run) => run.name === next.name && isOverfitting(run) && !isReplaced(run, next));

/** A log that grows has never fewer epochs, and begins with the same values. */
function isReplaced(before: Told['runs'][number], { epochs, curves }: LogRunReport): boolean {
  if (epochs < before.epochs) return true;
  return before.curves.some(({ name, steps, values }) => {
    const now = curves.find((curve) => curve.name === name);
    return now !== undefined && (now.steps[0] !== steps[0] || now.values[0] !== values[0]);
  });
}

const isOverfitting = ({ verdict }: Pick<Told['runs'][number], 'verdict'>): boolean =>
  verdict.kind === 'overfitting';

const wasTold = (previous: Told, next: LogRunReport): boolean =>
  toldBefore(previous, next)?.verdict.bestEpoch === next.verdict.bestEpoch;

function overfittingNotice({ verdict, unit, roles }: LogRunReport): string {
  const { validationLoss } = roles;
  const loss = validationLoss && (isPlainLoss(validationLoss) ? 'validation loss' : `“${validationLoss}”`);
  const what = loss ? `${loss} has risen` : `“${roles.validationMetric}” has become worse`;
  return `${what} for ${inStepsOf(verdict.risenFor!, unit)}; best was ${at(verdict.bestEpoch!, unit)}`;
}
