/** The validation losses of several runs together. */

import type { LogReport } from '../../../src/report/logs/logReport.ts';
import { formatLoss } from '../../../src/words.ts';
import type { ChartSpec, Mark } from '../../charts/spec.ts';
import { shortName } from '../numbers.ts';
import { frameOf, lineOf, lossLevels } from './axes.ts';
import { curveOf, finitePoints, runLook } from './runs.ts';

/** Those of all runs, the best epoch of each ringed. */
export function runsChart({ runs }: LogReport, summary: string): ChartSpec | undefined {
  const drawn = runs.flatMap((run, index) => {
    const curve = curveOf(run, run.roles.validationLoss);
    return curve && finitePoints(curve).length > 0 ? [{ run, curve, look: runLook(index) }] : [];
  });
  const [first] = drawn;
  if (drawn.length < 2 || !first) return undefined;
  const labelled = drawn.length <= MOST_LABELLED;
  const series = drawn.map(({ run, curve, look }) =>
    lineOf(curve, {
      label: run.name,
      variant: run.name,
      tone: look.tone,
      width: 1.5,
      ...(labelled && { end: shortName(run.name, 24) }),
      format: formatLoss,
    }),
  );
  const rings = drawn.flatMap(({ run, curve, look }): Mark[] => {
    const best = finitePoints(curve).find(({ step }) => step === run.verdict.bestEpoch);
    return best ? [{ kind: 'ring', x: best.step, y: best.value, tone: look.tone }] : [];
  });
  return {
    ...frameOf(
      first.run,
      drawn.map(({ curve }) => curve),
      [],
    ),
    id: 'log-runs',
    summary,
    shared: undefined,
    y: lossLevels(series.map(({ y }) => y)),
    adjusts: ['smooth', 'logX', 'logY'],
    marks: rings,
    series,
  };
}

/** More names than this do not fit at the ends of the lines. */
const MOST_LABELLED = 10;
