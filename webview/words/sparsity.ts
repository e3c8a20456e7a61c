/** Sentences of the Sparsity view. */

import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { formatCount, formatLoss, formatPercent, formatShare, formatStrength } from '../../src/words.ts';
import {
  commonSize,
  droppedInputs,
  isProximal,
  overLayers,
  penaltyVariants,
  prunablePoint,
  type StrengthPair,
  shareBelow,
  shownLayer,
  zeroShare,
} from '../measures/sparsity.ts';
import { listed, roughSize } from './numbers.ts';

/** Everything the sentences are about: a pair of variants and the threshold τ = 10^exponent. */
export interface SparsityChoice {
  pair: StrengthPair;
  exponent: number;
}

/** τ as it is written: `1e-3`, between decades `3e-4`. */
export function threshold(exponent: number): string {
  return roughSize(10 ** exponent);
}

const NAMES = { l1: 'L1', l2: 'L2' } as const;
type Penalty = keyof typeof NAMES;

function present(pair: StrengthPair): { family: Penalty; variant: VariantReport }[] {
  return (['l1', 'l2'] as const).flatMap((family) => {
    const variant = pair[family];
    return variant ? [{ family, variant }] : [];
  });
}

export function sparsityHeadline(report: Report, { pair, exponent }: SparsityChoice): string {
  const parts = present(pair).map(({ variant }, index) => {
    const share = formatShare(shareBelow(report, shownLayer(variant) as LayerReport, exponent));
    return index === 0
      ? `${variant.name} brings ${share} of ${shownName(variant)} to |w| ≤ ${threshold(exponent)}`
      : `${variant.name} brings ${share}`;
  });
  return `${parts.join('; ')}.`;
}

/** `the first layer`, or the name of another one. */
export function shownName(variant: VariantReport): string {
  const shown = shownLayer(variant);
  return !shown || shown === variant.layers[0] ? 'the first layer' : shown.layer;
}

const OPTIMIZERS: Record<string, string> = {
  adam: 'Adam',
  sgd: 'SGD',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
};

/** Exact zeros apart from small weights, and why a framework's L1 makes few. */
export function exactZeroSentence(report: Report, { pair }: SparsityChoice): string {
  const layer = pair.l1 && shownLayer(pair.l1);
  if (!layer) return 'L2 shrinks weights in proportion to their size, so it makes small weights, not zeros.';
  const share = zeroShare(layer);
  if (pair.l1 && isProximal(pair.l1)) {
    if (share === 0) return 'None of the layer’s weights is an exact zero: this λ is too weak for that.';
    return `${formatShare(share)} of the layer’s weights are exact zeros: L1’s proximal step sets them.`;
  }
  const optimizer = OPTIMIZERS[report.training.optimizer] ?? report.training.optimizer;
  const why = `with ${optimizer}, the sub-gradient step leaves weights chattering around 0`;
  if (share === 0) return `None of L1’s are exact zeros: ${why}.`;
  if (share < 0.01) return `Only ${formatShare(share)} of L1’s are exact zeros: ${why}.`;
  return `${formatShare(share)} of the layer’s weights are exact zeros with L1.`;
}

/** What the plan lacks for the comparison, and how to add it; undefined when it has both penalties. */
export function missingPenalty(report: Report): string | undefined {
  const missing = (['l1', 'l2'] as const).filter((family) => penaltyVariants(report, family).length === 0);
  if (missing.length === 0) return undefined;
  const names = listed(missing.map((family) => NAMES[family]));
  const planned = report.variants.some((variant) => missing.includes(variant.family as Penalty));
  return planned
    ? `No run of ${names} has finished, so there is nothing to compare yet.`
    : `The plan has no variant with only ${names}: add one to “variants” in ${report.experiment.file}, then measure again.`;
}

export function shareTitle(report: Report, exponent: number): string {
  const all = (family: Penalty) =>
    penaltyVariants(report, family).map((variant) =>
      overLayers(variant.layers, (layer) => shareBelow(report, layer, exponent)),
    );
  const [l1, l2] = [all('l1'), all('l2')];
  const parts = [];
  if (l1.length > 0) parts.push(movement('L1', l1));
  if (l2.length > 0) parts.push(l1.length > 0 ? `L2 ${reach(l2)}` : movement('L2', l2));
  return parts.join('; ');
}

function movement(name: string, shares: number[]): string {
  const [first = 0, last = 0] = [shares[0], shares[shares.length - 1]];
  if (shares.length === 1) return `${name} brings ${formatShare(first)} of the network below τ`;
  const grows =
    last > first + 0.1 && shares.every((share, i) => i === 0 || share >= (shares[i - 1] ?? 0) - 0.02);
  return grows
    ? `${name} empties the network as λ grows, from ${formatShare(first)} to ${formatShare(last)}`
    : `${name} brings between ${formatShare(Math.min(...shares))} and ${formatShare(Math.max(...shares))} of it below τ`;
}

function reach(shares: number[]): string {
  const highest = Math.max(...shares);
  const bound = (Math.floor(highest * 20) + 1) / 20;
  return bound < 1 ? `stays under ${formatPercent(bound)}` : `reaches ${formatShare(highest)}`;
}

export function histogramTitle(report: Report, { pair }: SparsityChoice): string {
  const parts = present(pair).map(({ family, variant }, index) => {
    const size = roughSize(commonSize(report, shownLayer(variant) as LayerReport));
    return index === 0
      ? `${NAMES[family]}’s weights collect near ${size}`
      : `${NAMES[family]}’s near ${size}`;
  });
  return parts.join(', ');
}

export function histogramLegend({ pair }: SparsityChoice): string {
  const fits = present(pair).map(({ family }) => (family === 'l1' ? 'Laplace for L1' : 'Gauss for L2'));
  const [first] = present(pair);
  const whose = first ? ` of ${shownName(first.variant)}` : '';
  return `Weights${whose}, share per 0.1 decade of |w|. Dotted: fitted ${fits.join(', ')}`;
}

/** What the stronger of the two penalties takes from the hidden layers and from the output layer. */
export function layerTitle(report: Report, { pair, exponent }: SparsityChoice): string {
  const one = present(pair)[0];
  if (!one) return 'Layers';
  const { layers } = one.variant;
  const name = NAMES[one.family];
  const share = (some: readonly LayerReport[]) =>
    formatShare(overLayers(some, (layer) => shareBelow(report, layer, exponent)));
  if (layers.length === 1) return `The only layer has ${share(layers)} small weights under ${name}`;
  return `Hidden layers lose ${share(layers.slice(0, -1))} of their weights to ${name}, the output layer ${share(layers.slice(-1))}`;
}

export function layerLegend(report: Report, { pair, exponent }: SparsityChoice): string {
  const seeds = report.training.seeds.length;
  return `λ = ${formatStrength(pair.lambda)}, τ = ${threshold(exponent)}, ${seeds === 1 ? 'one seed' : `mean of ${seeds} seeds`}`;
}

/** How much can be pruned, or why that is no success. */
export function pruningTitle(baseline: VariantReport | undefined, { pair }: SparsityChoice): string {
  const parts = present(pair).map(({ family, variant }) => ({
    name: NAMES[family],
    share: formatShare(prunablePoint(variant)?.share ?? 0),
    start: variant.pruning[0]?.testLoss ?? 0,
  }));
  const [first, second] = parts;
  if (!first) return 'Pruning';
  const reference = baseline?.pruning[0]?.testLoss;
  if (reference !== undefined && first.start > 2 * reference) {
    return `${first.name} can lose ${first.share} of its weights, but starts at test loss ${formatLoss(first.start)}`;
  }
  const also = second ? `; ${second.share} of ${second.name}’s` : '';
  return `${first.share} of ${first.name}’s weights can go before test loss rises 5\u202f%${also}`;
}

/** The input columns that one penalty drops, as names. */
export function droppedNames(report: Report, variant: VariantReport, exponent: number): string[] {
  const dropped = droppedInputs(variant, exponent);
  return report.data.columns.filter((_, index) => dropped[index]).map((column) => column.name);
}

/** The input columns that never vary in the training part. */
export function constantNames(report: Report): string[] {
  return report.data.columns.filter((column) => column.standardDeviation === 0).map((column) => column.name);
}

export function inputsTitle(report: Report, { pair, exponent }: SparsityChoice): string {
  const columns = report.data.columns.length;
  const parts = present(pair).map(({ family, variant }, index) => {
    const dropped = droppedNames(report, variant, exponent).length;
    return index === 0
      ? `${NAMES[family]} drops ${dropped} of ${formatCount(columns, 'input column')}`
      : `${NAMES[family]} ${dropped}`;
  });
  const constant = constantNames(report).length;
  const still = constant > 0 ? `; ${constant} never ${constant === 1 ? 'varies' : 'vary'}` : '';
  return `${parts.join(', ')}${still}`;
}

export function inputsLegend(report: Report, { exponent }: SparsityChoice): string {
  const seeds = report.training.seeds.length;
  const majority = seeds === 1 ? '' : ` in ${Math.floor(seeds / 2) + 1} of ${seeds} seeds or more`;
  return `×: every outgoing weight ≤ ${threshold(exponent)}${majority}`;
}
