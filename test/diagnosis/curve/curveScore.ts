/** How often the verdict on a single curve is right. */
import { type CurveVerdict, diagnoseCurve } from '../../../src/diagnosis/curve.ts';
import type { VerdictKind } from '../../../src/diagnosis/fit.ts';
import { KINDS } from '../cases/fitScore.ts';
import type { CurveCase } from './curveCase.ts';
import { curvesOfExperiments } from './fromExperiments.ts';
import { simulatedCurves } from './simulated.ts';

export interface CurveResult {
  curveCase: CurveCase;
  verdict: CurveVerdict;
}

export interface CurveScore {
  curves: number;
  /** Share of right verdicts among those that are not "cannot tell". */
  right: number;
  /** "Overfitting" among the good fits. */
  falseAlarms: number;
  /** "A good fit" among the overfitting. */
  missed: number;
  cannotTell: number;
  /** "Overfitting" among the overfitting. */
  found: number;
  /** Median of |said − true| / epochs of the epoch from which it overfits. */
  sinceError: number;
  /** True kind, then said kind. */
  confusion: Record<VerdictKind, Record<VerdictKind, number>>;
}

/** All curves with their verdicts. */
export function curveResults(): CurveResult[] {
  return [...simulatedCurves(), ...curvesOfExperiments()].map((curveCase) => ({
    curveCase,
    verdict: diagnoseCurve(curveCase.run),
  }));
}

export function scoreCurves(results: CurveResult[]): CurveScore {
  const confusion = Object.fromEntries(
    KINDS.map((truth) => [truth, Object.fromEntries(KINDS.map((said) => [said, 0]))]),
  ) as CurveScore['confusion'];
  for (const { curveCase, verdict } of results) confusion[curveCase.truth.kind][verdict.kind]++;
  const told = results.filter(({ verdict }) => verdict.kind !== 'cannot-tell');
  const right = told.filter(({ curveCase, verdict }) => curveCase.truth.kind === verdict.kind);
  const of = (kind: VerdictKind) => Object.values(confusion[kind]).reduce((sum, count) => sum + count, 0);
  return {
    curves: results.length,
    right: right.length / told.length,
    falseAlarms: confusion.good.overfitting / of('good'),
    missed: confusion.overfitting.good / of('overfitting'),
    cannotTell: 1 - told.length / results.length,
    found: confusion.overfitting.overfitting / of('overfitting'),
    sinceError: sinceError(results),
    confusion,
  };
}

function sinceError(results: CurveResult[]): number {
  const errors = results.flatMap(({ curveCase: { truth, run }, verdict: { sinceEpoch } }) =>
    truth.since === undefined || sinceEpoch === undefined
      ? []
      : [Math.abs(sinceEpoch - truth.since) / run.series[0]!.values.length],
  );
  return errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)] ?? 0;
}
