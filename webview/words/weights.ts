/** Sentences of the Weights view. */
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { formatCount, formatShare } from '../../src/words.ts';
import { deadUnits, shareBelow, zeroShare } from '../measures/sparsity.ts';
import type { TensorFacts } from '../measures/weights.ts';
import { count } from './numbers.ts';
import { tails, threshold } from './sparsity.ts';

/** The chosen layer of the chosen variant, over the seeds. */
export function weightsHeadline(
  report: Report,
  variant: VariantReport,
  layer: LayerReport,
  exponent: number,
): string {
  const small = formatShare(shareBelow(report, layer, exponent));
  const zeros = zeroShare(layer);
  const exact = zeros === 0 ? 'none is exactly 0' : `${formatShare(zeros)} are exactly 0`;
  return `${layer.layer} of ${variant.name}: ${small} of ${formatCount(layer.count, 'weight')} are at most ${threshold(exponent)}, ${exact}; ${deadSentence(layer, exponent)}.`;
}

function deadSentence(layer: LayerReport, exponent: number): string {
  const dead = deadUnits(layer, exponent);
  if (layer.units === 1) return `its only unit is ${dead === 0 ? 'not ' : ''}dead`;
  if (dead === 0) return `none of its ${formatCount(layer.units, 'unit')} is dead`;
  const number = dead < 1 ? dead.toFixed(1) : count(dead);
  return `${number} of its ${formatCount(layer.units, 'unit')} ${number === '1' ? 'is' : 'are'} dead`;
}

/** How the numbers were made. */
export function weightsLegend(report: Report, exponent: number): string {
  const seeds = report.training.seeds.length;
  const over = seeds === 1 ? 'One seed' : `Means over ${seeds} seeds; single weights are those of one seed`;
  return `${over}. A unit is dead when its every incoming weight is at most ${threshold(exponent)}. Biases and normalization are left out.`;
}

export function tableLegend(report: Report, exponent: number): string {
  const seeds = report.training.seeds.length;
  return `τ = ${threshold(exponent)}, ${seeds === 1 ? 'one seed' : `mean of ${seeds} seeds`}; hover a column’s name for its definition`;
}

export function tensorTitle(
  name: string,
  layer: string,
  { zeros, small, largest, nonFinite, count: all }: TensorFacts,
): string {
  if (nonFinite > 0) {
    return `${name}: ${formatCount(nonFinite, 'weight')} of ${layer} ${nonFinite === 1 ? 'is' : 'are'} NaN or infinite`;
  }
  if (largest === 0) return `${name}: every weight of ${layer} is exactly 0`;
  const exact = zeros === 0 ? 'none exactly 0' : `${formatShare(zeros / all)} exactly 0`;
  return `${name}: ${formatShare(small / all)} at most 1e-3, ${exact}`;
}

export const tensorLegend = (seed: number, { largest }: Pick<TensorFacts, 'largest'>) =>
  `Seed ${seed}, largest |w| ${largest.toPrecision(2)}. Rows: inputs; columns: units; 0: the background`;

export const stripTitle = (along: 'unit' | 'input') =>
  along === 'unit' ? 'Incoming weights of each unit' : 'Outgoing weights of each input';

/** Kurtosis and the better fit, for each of the compared variants. */
export function distributionSentence(
  sides: readonly { variant: Pick<VariantReport, 'family' | 'name'>; layer: LayerReport }[],
): string {
  return tails(
    sides.map(({ variant, layer }) => ({
      name: variant.family === 'none' ? 'the baseline' : variant.name,
      layer,
    })),
  );
}

export function distributionTitle(layer: LayerReport, sides: readonly { name: string }[]): string {
  return sides.length > 1
    ? `Sizes of the weights of ${layer.layer}: ${sides.map(({ name }) => name).join(' above, ')} below`
    : `Sizes of the weights of ${layer.layer}`;
}

/** Where nobody could read a stored tensor. */
export const NO_TENSOR =
  'The picture of the single weights needs the editor: this page holds their statistics, not the weights.';
