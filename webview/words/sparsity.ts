/** Sentences of the Sparsity view. */

import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import {
  capitalize,
  formatCount,
  formatLoss,
  formatPercent,
  formatShare,
  formatStrength,
} from '../../src/words.ts';
import { layerAt } from '../measures/history.ts';
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
  sweptVariants,
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
    return `${formatShare(share)} of the layer’s weights are exact zeros: L1’s proximal step sets them.${besideProximal(pair)}`;
  }
  const optimizer = OPTIMIZERS[report.training.optimizer] ?? report.training.optimizer;
  const why = `with ${optimizer}, the sub-gradient step leaves weights chattering around 0`;
  const other = sweptProximal(report, pair.lambda);
  if (share === 0) return `None of L1’s are exact zeros: ${why}.${other}`;
  if (share < 0.01) return `Only ${formatShare(share)} of L1’s are exact zeros: ${why}.${other}`;
  return `${formatShare(share)} of the layer’s weights are exact zeros with L1.${other}`;
}

/** What the sub-gradient step of the same λ does, where that was measured, too. */
function besideProximal({ subGradient }: StrengthPair): string {
  const layer = subGradient && shownLayer(subGradient);
  if (!layer) return '';
  const share = zeroShare(layer);
  return ` The sub-gradient step leaves ${share === 0 ? 'none' : formatShare(share)} at the same λ.`;
}

/** What the proximal step of the same λ does to the network, where the study of the path has it. */
function sweptProximal(report: Report, lambda: number): string {
  const sweep = report.studies.path?.sweeps.find(({ family }) => family === 'l1Proximal');
  const share = sweep?.points.find((point) => point.lambda === lambda)?.exactZeros.mean;
  return share == null
    ? ''
    : ` The proximal step makes ${formatShare(share)} of the network exactly 0 at the same λ.`;
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

export function shareTitle(report: Report, { pair, exponent }: SparsityChoice): string {
  const all = (family: Penalty) =>
    sweptVariants(report, family, pair.lambda).map((variant) =>
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
    const layer = shownLayer(variant) as LayerReport;
    const size = roughSize(commonSize(report, layer));
    const weights = index === 0 ? `${NAMES[family]}’s weights` : `${NAMES[family]}’s`;
    const zeros = zeroShare(layer);
    if (zeros === 1) return `all of ${weights} are 0`;
    if (zeros > 0.5) return `${formatShare(zeros)} of ${weights} are 0, the others near ${size}`;
    return index === 0 ? `${weights} collect near ${size}` : `${weights} near ${size}`;
  });
  return capitalize(parts.join(parts.some((part) => part.includes(',')) ? '; ' : ', '));
}

/** The same at an earlier epoch. */
export function histogramTitleAt(report: Report, { pair }: SparsityChoice, epoch: number): string {
  const parts = present(pair).map(({ family, variant }) => {
    const layer = layerAt(shownLayer(variant) as LayerReport, epoch);
    const size = roughSize(commonSize(report, layer));
    return `${NAMES[family]}’s near ${size}`;
  });
  return `At epoch ${epoch} most weights are ${parts.join(', ')}`;
}

export function histogramLegend({ pair }: SparsityChoice): string {
  const fits = present(pair).map(({ family }) => (family === 'l1' ? 'Laplace for L1' : 'Gauss for L2'));
  const [first] = present(pair);
  const whose = first ? ` of ${shownName(first.variant)}` : '';
  return `Weights${whose}, share per 0.1 decade of |w|. Dotted: fitted ${fits.join(', ')}`;
}

/** How heavy the tails are, and which of the two distributions fits better, at the end of training. */
export function tailsSentence({ pair }: SparsityChoice): string {
  const layers = present(pair).map(({ family, variant }) => ({
    name: NAMES[family],
    layer: shownLayer(variant) as LayerReport,
  }));
  return tails(layers);
}

/** Excess kurtosis and the better fit of each. */
export function tails(layers: readonly { name: string; layer: LayerReport }[]): string {
  if (layers.length === 0) return '';
  const kurtoses = layers.map(({ name, layer }) => `${name} ${signed(layer.excessKurtosis, 1)}`);
  const fits = layers.map(({ name, layer }) => betterFit(name, layer));
  return `Excess kurtosis: ${kurtoses.join(', ')} (0 for Gauss, 3 for Laplace). ${capitalize(fits.join('; '))}.`;
}

/** Log-likelihoods that differ by less than this, in nats a weight, are called equal. */
const EQUAL_FIT = 0.005;

/** Which distribution the weights of a layer are closer to. */
function betterFit(name: string, { laplaceScale, laplaceOverGauss }: LayerReport): string {
  if (laplaceScale === 0) return `${name}’s weights are all 0: nothing to fit`;
  if (Math.abs(laplaceOverGauss) < EQUAL_FIT) return `Laplace and Gauss fit ${name}’s equally well`;
  const [better, worse] = laplaceOverGauss > 0 ? ['Laplace', 'Gauss'] : ['Gauss', 'Laplace'];
  const by = Math.abs(laplaceOverGauss).toFixed(2);
  return `${better} fits ${name}’s better than ${worse} by ${by} nats a weight`;
}

const signed = (value: number, decimals: number) => value.toFixed(decimals).replace('-', '\u2212');

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

/** The input columns that one penalty keeps, those with the largest norm first. */
export function keptNames(report: Report, variant: VariantReport, exponent: number): string[] {
  const dropped = droppedInputs(variant, exponent);
  const norms = variant.inputNorms ?? [];
  return report.data.columns
    .map(({ name }, index) => ({ name, index }))
    .filter(({ index }) => dropped[index] === false)
    .sort((a, b) => (norms[b.index] ?? 0) - (norms[a.index] ?? 0))
    .map(({ name }) => name);
}

/** Names fit into a sentence up to this number. */
const MOST_NAMED = 8;

/** A kept column whose norm is below this share of the largest one's hardly counts. */
const HARDLY = 1 / 20;

/** Which columns the first of the penalties has selected, when they are few, and where the plan keeps fewer. */
export function selectionSentence(report: Report, { pair, exponent }: SparsityChoice): string {
  const one = present(pair)[0];
  if (!one) return '';
  const { family, variant } = one;
  const kept = keptNames(report, variant, exponent);
  const few = kept.length <= MOST_NAMED && 2 * kept.length < report.data.columns.length;
  if (!few || kept.length === 0) return '';
  const strength = fewestStrength(report, one, pair.lambda, exponent);
  return `${NAMES[family]} keeps ${qualified(report, variant, kept)}.${strength}`;
}

/** `a, b and c`, or `a and b; c by 2e-3 only`. */
function qualified(report: Report, { inputNorms = [] }: VariantReport, kept: readonly string[]): string {
  const norms = new Map(report.data.columns.map(({ name }, index) => [name, inputNorms[index] ?? 0]));
  const norm = (name: string) => norms.get(name) ?? 0;
  const least = HARDLY * norm(kept[0] as string);
  const large = kept.filter((name) => norm(name) >= least);
  const small = kept.slice(large.length);
  if (small.length === 0) return listed(large);
  const size = roughSize(norm(small[0] as string));
  return `${listed(large)}; ${listed(small)} by ${small.length > 1 ? `at most ${size}` : size} only`;
}

/** The λ that keeps the fewest columns within one standard error of the lowest loss, when that is another one. */
function fewestStrength(
  report: Report,
  { family, variant }: { family: Penalty; variant: VariantReport },
  lambda: number,
  exponent: number,
): string {
  const swept = sweptVariants(report, family, lambda);
  const loss = ({ validationLoss }: VariantReport) => validationLoss.mean ?? Number.POSITIVE_INFINITY;
  const best = swept.reduce((a, b) => (loss(b) < loss(a) ? b : a), variant);
  const limit = loss(best) + (best.validationLoss.standardError ?? 0);
  const number = (one: VariantReport) => keptNames(report, one, exponent).length;
  const within = swept.filter((one) => loss(one) <= limit);
  const isShown = (one: VariantReport) => one.settings[family] === lambda;
  // Of equally few the one that is shown, then that of the lower loss.
  const order = within.sort(
    (a, b) => number(a) - number(b) || Number(isShown(b)) - Number(isShown(a)) || loss(a) - loss(b),
  );
  const [fewest] = order;
  if (!fewest || isShown(fewest)) return '';
  return ` Within one standard error of the lowest validation loss, λ = ${formatStrength(fewest.settings[family])} keeps the fewest, ${number(fewest)}.`;
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
      ? `${NAMES[family]} drops ${dropped === columns ? 'all' : `${dropped} of`} ${formatCount(columns, 'input column')}`
      : `${NAMES[family]} ${dropped === columns ? 'all' : dropped}`;
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
