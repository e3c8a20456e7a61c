/** Sentences over the validation curve: which λ fits best. */
import type { Report } from '../../src/report/report.ts';
import { formatLoss, formatStrength } from '../../src/words.ts';
import { baselineOf } from '../measures/ranking.ts';
import type { StrengthFamily, StrengthSweep } from '../measures/strengths.ts';

export const FAMILY_NAMES: Record<StrengthFamily, string> = {
  l1: 'L1',
  l1Proximal: 'L1 proximal',
  l2: 'L2',
};

const lossAt = ({ points }: StrengthSweep, lambda: number): number =>
  points.find((point) => point.lambda === lambda)?.validationLoss.mean as number;

/** The sweep whose best λ has the lowest validation loss. */
function bestSweep(sweeps: readonly StrengthSweep[]): StrengthSweep | undefined {
  return [...sweeps].sort((a, b) => lossAt(a, a.best.lambda) - lossAt(b, b.best.lambda))[0];
}

/** Which penalty and λ fit best, and whether the best lies at the end of what was tried. */
export function strengthsTitle(report: Report, sweeps: readonly StrengthSweep[]): string {
  const sweep = bestSweep(sweeps);
  if (!sweep) return 'Validation loss over λ';
  const { lambda } = sweep.best;
  const loss = lossAt(sweep, lambda);
  const none = baselineOf(report)?.validationLoss.mean;
  if (none != null && loss >= none) {
    return `No λ lowers validation loss below that of no regularization, ${formatLoss(none)}`;
  }
  const best = `${FAMILY_NAMES[sweep.family]} ${formatStrength(lambda)} has the lowest validation loss, ${formatLoss(loss)}`;
  const lambdas = sweep.points.map((point) => point.lambda);
  if (lambda === lambdas[lambdas.length - 1]) return `${best}; stronger ones were not tried`;
  return lambda === lambdas[0] ? `${best}; weaker ones were not tried` : best;
}

/** What is drawn, and how strong each penalty may be at no loss that can be told. */
export function strengthsLegend(sweeps: readonly StrengthSweep[], seeds: number): string {
  const drawn = 'Solid: validation, dashed: training loss; circles: the best λ.';
  if (seeds < 2) return `${drawn} One seed: no standard errors.`;
  const upTo = sweeps.map(
    ({ family, best }) => `${FAMILY_NAMES[family]} up to ${formatStrength(best.oneStandardError)}`,
  );
  return `${drawn} Within one standard error of it: ${upTo.join(', ')}`;
}
