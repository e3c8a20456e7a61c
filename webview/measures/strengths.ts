/** Losses over the strength of a penalty: of the study where it is made, else of the plan's variants. */
import { oneStandardErrorStrength } from '../../src/diagnosis/strength.ts';
import type { Estimate, Report, VariantReport } from '../../src/report/report.ts';
import type { PathReport } from '../../src/report/studies.ts';
import { isMeasured } from './ranking.ts';
import { isProximal } from './sparsity.ts';

export type StrengthFamily = PathReport['best'][number]['family'];

export interface StrengthPoint {
  lambda: number;
  trainLoss: Estimate;
  validationLoss: Estimate;
}

export interface StrengthSweep {
  family: StrengthFamily;
  /** By ascending λ, those with a mean. */
  points: StrengthPoint[];
  /** λ with the least mean validation loss, and the largest within one standard error of it. */
  best: { lambda: number; oneStandardError: number };
}

/** Sweeps with at least two strengths. */
export function strengthSweeps({ studies, variants }: Report): StrengthSweep[] {
  const found = studies.path
    ? studies.path.sweeps.map(({ family, points }) => ({ family, points }))
    : planned(variants);
  return found.flatMap(({ family, points }) => {
    const known = points
      .filter(({ validationLoss }) => validationLoss.mean !== null)
      .sort((a, b) => a.lambda - b.lambda);
    const best = oneStandardErrorStrength(known);
    return best && known.length > 1 ? [{ family, points: known, best }] : [];
  });
}

function planned(variants: readonly VariantReport[]): { family: StrengthFamily; points: StrengthPoint[] }[] {
  const of = (family: 'l1' | 'l2', proximal: boolean) =>
    variants
      .filter((variant) => variant.family === family && isMeasured(variant))
      .filter((variant) => isProximal(variant) === proximal)
      .map(({ settings, trainLoss, validationLoss }) => ({
        lambda: settings[family],
        trainLoss,
        validationLoss,
      }));
  return [
    { family: 'l1', points: of('l1', false) },
    { family: 'l1Proximal', points: of('l1', true) },
    { family: 'l2', points: of('l2', false) },
  ];
}
