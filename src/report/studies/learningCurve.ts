import type { Dataset } from '../../dataset/dataset.ts';
import { concludeLearningCurve } from '../../diagnosis/learningCurve.ts';
import { fitPowerLaw } from '../../diagnosis/powerLaw.ts';
import type { SizeSetting } from '../../experiment/studies/learningCurve.ts';
import type { LearningCurveReport } from '../studies.ts';
import { finishedRuns, type Outcomes, pointOf, validationDifference } from './stored.ts';

/** The finding is about the recommended variant when there is one: it is what would be trained on more data. */
export function learningCurveReport(
  settings: SizeSetting[],
  outcomes: Outcomes,
  { validation }: Dataset,
): LearningCurveReport {
  const variants = [...new Set(settings.map(({ of }) => of.id))];
  const curves = variants.map((variant) => {
    const sizes = settings.filter(({ of }) => of.id === variant);
    const points = sizes.map((size) => ({ rows: size.rows, ...pointOf(size, outcomes) }));
    const known = points.flatMap(({ rows, validationLoss }) =>
      validationLoss.mean === null ? [] : [{ rows, loss: validationLoss.mean }],
    );
    const [smaller, larger] = sizes.slice(-2).map((size) => finishedRuns(size, outcomes));
    const difference = smaller && larger && validationDifference(larger, smaller);
    const powerLaw = fitPowerLaw(known);
    return {
      variant,
      name: sizes[0]!.of.name,
      points,
      ...(difference && { difference }),
      ...(powerLaw && { powerLaw }),
    };
  });
  return { curves, finding: findingOf(curves.at(-1)!, validation.rows) };
}

function findingOf(
  { name, points, difference, powerLaw }: LearningCurveReport['curves'][number],
  validationRows: number,
) {
  const [smaller, larger] = points.slice(-2);
  return concludeLearningCurve({
    name,
    rows: [smaller!.rows, larger!.rows],
    difference,
    level: larger!.validationLoss.mean ?? 0,
    validationRows,
    law: powerLaw,
  });
}
