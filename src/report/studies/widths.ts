import type { Dataset } from '../../dataset/dataset.ts';
import { concludeWidths } from '../../diagnosis/widths.ts';
import { layoutOf } from '../../engine/layout.ts';
import { sizeOf } from '../../engine/shapes.ts';
import type { Architecture } from '../../experiment/architecture.ts';
import type { RateSetting } from '../../experiment/studies/widths.ts';
import type { WidthsReport } from '../studies.ts';
import { finishedRuns, type Outcomes, outcomeOf, pointOf, validationDifference } from './stored.ts';

export function widthsReport(
  settings: RateSetting[],
  outcomes: Outcomes,
  { validation }: Dataset,
): WidthsReport {
  const comparisons = settings.filter(({ rate }) => rate > 0).length;
  const points = settings.map(({ rate, fixed, expected, units }) => {
    const [own, wide] = [fixed, expected].map((setting) => finishedRuns(setting, outcomes));
    const difference = rate > 0 ? validationDifference(wide!, own!, comparisons) : undefined;
    return {
      rate,
      fixed: pointOf(fixed, outcomes),
      expected: { ...pointOf(expected, outcomes), parameters: parametersOf(expected.architecture), units },
      ...(difference && { difference }),
    };
  });
  const parameters = parametersOf(settings[0]!.fixed.architecture);
  const evidence = points.flatMap(({ rate, fixed, expected, difference }) => {
    const [own, wide] = [fixed.validationLoss.mean, expected.validationLoss.mean];
    if (rate === 0 || own === null || wide === null) return [];
    return [{ rate, fixed: own, expected: wide, parameters: expected.parameters, difference }];
  });
  const outcomesOf = points
    .filter(({ rate }) => rate > 0)
    .flatMap(({ fixed, expected }) => [outcomeOf(fixed), outcomeOf(expected)]);
  const finding = concludeWidths(evidence, parameters, validation.rows, outcomesOf);
  return { points, parameters, finding };
}

const parametersOf = ({ network }: Architecture): number =>
  layoutOf(network).parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
