import type { Dataset } from '../../dataset/dataset.ts';
import { concludeLearningCurve, type Ending, endingOf } from '../../diagnosis/learningCurve.ts';
import { fitPowerLaw } from '../../diagnosis/powerLaw.ts';
import { sharedRecords } from '../../diagnosis/runs.ts';
import type { SizeSetting } from '../../experiment/studies/learningCurve.ts';
import { mean } from '../../statistics/estimate.ts';
import type { LearningCurveReport, PowerLaw } from '../studies.ts';
import type { StoredRun } from '../variants.ts';
import { finishedRuns, type Outcomes, outcomeOf, pointOf, validationDifference } from './stored.ts';

/** The finding is about the recommended variant when there is one: it is what would be trained on more data. */
export function learningCurveReport(
  settings: SizeSetting[],
  outcomes: Outcomes,
  { validation }: Dataset,
): LearningCurveReport {
  const variants = [...new Set(settings.map(({ of }) => of.id))];
  const concluded = variants.map((variant) => {
    const sizes = settings.filter(({ of }) => of.id === variant);
    const points = sizes.map((size) => ({ rows: size.rows, ...pointOf(size, outcomes) }));
    const known = points.flatMap(({ rows, validationLoss }) =>
      validationLoss.mean === null ? [] : [{ rows, loss: validationLoss.mean }],
    );
    const [smaller, larger] = sizes.slice(-2).map((size) => finishedRuns(size, outcomes));
    const difference = smaller && larger && validationDifference(larger, smaller);
    const law = fitPowerLaw(known);
    const curve = { variant, name: sizes[0]!.of.name, points, ...(difference && { difference }) };
    const endings: [Ending, Ending] = [endsOf(smaller!), endsOf(larger!)];
    const finding = findingOf(curve, law, endings, validation.rows);
    const told = law && finding.kind !== 'cannot-tell';
    return { curve: { ...curve, ...(told && { powerLaw: law }) }, finding };
  });
  return { curves: concluded.map(({ curve }) => curve), finding: concluded.at(-1)!.finding };
}

/** Runs that early stopping may end are as long as they need to be. */
function endsOf(runs: StoredRun[]): Ending {
  const free = runs.filter(({ result }) => !result.restoredBest);
  if (free.length === 0) return 'trained';
  const curves = sharedRecords(free).map((records) => records.map(({ validationLoss }) => validationLoss));
  return endingOf(curves, mean(curves.map((curve) => curve.at(-1)!)));
}

function findingOf(
  { name, points, difference }: LearningCurveReport['curves'][number],
  law: PowerLaw | undefined,
  endings: [Ending, Ending],
  validationRows: number,
) {
  const [smaller, larger] = points.slice(-2);
  return concludeLearningCurve({
    name,
    rows: [smaller!.rows, larger!.rows],
    difference,
    outcomes: [outcomeOf(smaller!), outcomeOf(larger!)],
    endings,
    level: larger!.validationLoss.mean ?? 0,
    validationRows,
    law,
  });
}
