/** What the follower of a growing log says, and when. */

import { at, inStepsOf } from '../../diagnosis/curve/words.ts';
import type { CurveVerdict } from '../../diagnosis/curve.ts';
import type { LogReport, LogRunReport } from './logReport.ts';

/** What has been told of each run; a report will do for what stood in the log when it was opened. */
export interface Told {
  runs: { name: string; verdict: Pick<CurveVerdict, 'kind' | 'bestEpoch'> }[];
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
  const told = ({ name }: LogRunReport) =>
    previous.runs.find((run) => run.name === name && isOverfitting(run));
  return { runs: next.runs.map((run) => (isOverfitting(run) ? run : (told(run) ?? run))) };
}

const isOverfitting = ({ verdict }: Told['runs'][number]): boolean => verdict.kind === 'overfitting';

const wasTold = ({ runs }: Told, { name, verdict }: LogRunReport): boolean =>
  runs.some((run) => run.name === name && isOverfitting(run) && run.verdict.bestEpoch === verdict.bestEpoch);

function overfittingNotice({ verdict, unit, roles }: LogRunReport): string {
  const what = roles.validationLoss
    ? 'validation loss has risen'
    : `“${roles.validationMetric}” has become worse`;
  return `${what} for ${inStepsOf(verdict.risenFor!, unit)}; best was ${at(verdict.bestEpoch!, unit)}`;
}
