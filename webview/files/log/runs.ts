/** The runs of a log: which is shown, in which order, how each looks. */
import type { VerdictKind } from '../../../src/diagnosis/fit.ts';
import type { DrawnCurve, LogReport, LogRunReport } from '../../../src/report/logs/logReport.ts';
import type { Look, MarkerShape } from '../../theme/identity.ts';
import type { Tone } from '../../theme/palette.ts';
import type { FilesControls } from '../controls.ts';

/** What needs attention most comes first. */
const WORST_FIRST: VerdictKind[] = ['diverged', 'overfitting', 'underfitting', 'cannot-tell', 'good'];

export const VERDICT_NAMES: Record<VerdictKind, string> = {
  diverged: 'diverged',
  overfitting: 'overfitting',
  underfitting: 'underfitting',
  'cannot-tell': 'cannot tell',
  good: 'good fit',
};

export const badness = ({ verdict }: Pick<LogRunReport, 'verdict'>): number =>
  WORST_FIRST.indexOf(verdict.kind);

/** The chosen run, otherwise the worst one, of equals the first. */
export function shownRun(
  { runs }: Pick<LogReport, 'runs'>,
  { run }: Pick<FilesControls, 'run'>,
): LogRunReport | undefined {
  const chosen = runs.find(({ name }) => name === run);
  return (
    chosen ??
    runs.reduce<LogRunReport | undefined>(
      (worst, one) => (worst && badness(worst) <= badness(one) ? worst : one),
      undefined,
    )
  );
}

/** Colours that no form of colour blindness confuses, each with a marker of its own. */
const TONES: Tone[] = ['--none', '--positive', '--negative', '--dropout-2', '--combination', '--source'];
const SHAPES: MarkerShape[] = ['ring', 'triangle', 'square', 'disc', 'diamond', 'cross'];

/** A run's look by its place in the log; after six the colours come again with the next marker. */
export function runLook(index: number): Look {
  const round = Math.floor(index / TONES.length);
  const shape = SHAPES[(index + round) % SHAPES.length] as MarkerShape;
  return { tone: TONES[index % TONES.length] as Tone, shape };
}

export function curveOf({ curves }: LogRunReport, name: string | undefined): DrawnCurve | undefined {
  return name === undefined ? undefined : curves.find((curve) => curve.name === name);
}

/** Values that were logged as numbers, with their steps. */
export function finitePoints(curve: DrawnCurve | undefined): { step: number; value: number }[] {
  return (curve?.values ?? []).flatMap((value, index) => {
    const step = curve?.steps[index];
    return value === null || step === undefined || !Number.isFinite(value) ? [] : [{ step, value }];
  });
}

/** The lowest validation loss with its step; undefined where none was logged. */
export function lowest(run: LogRunReport): { step: number; value: number } | undefined {
  const points = finitePoints(curveOf(run, run.roles.validationLoss));
  return points.reduce<(typeof points)[number] | undefined>(
    (best, point) => (best && best.value <= point.value ? best : point),
    undefined,
  );
}

/** The curve beside the losses: the chosen one; where no curve has a role, the first one until another is chosen. */
export function curveBeside(
  run: LogRunReport,
  { curve }: Pick<FilesControls, 'curve'>,
): DrawnCurve | undefined {
  const others = otherCurves(run);
  const isAlone = curve === undefined && Object.keys(run.roles).length === 0;
  return others.find(({ name }) => name === curve) ?? (isAlone ? others[0] : undefined);
}

/** Curves without a role: what can be looked at beside. */
export function otherCurves({ curves, roles }: LogRunReport): DrawnCurve[] {
  const used = new Set(Object.values(roles));
  return curves.filter(({ name, values }) => !used.has(name) && values.some((value) => value !== null));
}
