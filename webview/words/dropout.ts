/** Sentences at the head of the Dropout view: what dropout does to the reported losses, and whether it helps. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatCount, formatLoss, formatSigned } from '../../src/words.ts';
import { crossingEpoch, missingDropout, rateNameOf } from '../measures/dropout.ts';
import { baselineOf, includesZero } from '../measures/ranking.ts';

const value = (estimate: { mean: number | null }) => estimate.mean as number;

/** A variant's name inside of a sentence: `dropout 0.5`, `Dropout 0.3 + L2 1e-3`, `the model as written`. */
export function inSentence(variant: VariantReport): string {
  if (variant.family === 'source') return 'the model as written';
  if (variant.family !== 'dropout' && variant.family !== 'other') return variant.name;
  return variant.name.charAt(0).toLowerCase() + variant.name.slice(1);
}

const isRate = (variant: VariantReport): boolean =>
  variant.family !== 'combination' && rateNameOf(variant) !== undefined;

/** `rate 0.5` where dropout is all that the variant does, else its name. */
export function rateName(variant: VariantReport): string {
  const name = rateNameOf(variant);
  return name && isRate(variant) ? `rate ${variant.settings[name]}` : inSentence(variant);
}

/** `at rate 0.5`, `with Dropout 0.3 + L2 1e-3`. */
export function where(variant: VariantReport): string {
  return `${isRate(variant) ? 'at' : 'with'} ${rateName(variant)}`;
}

type DropoutEffect = 'helps' | 'hurts' | 'noise' | 'unknown';

/** What the variant does to the validation loss, judged by the paired interval against no regularization. */
export function effectOf({ difference }: VariantReport): DropoutEffect {
  if (!difference) return 'unknown';
  const { validationLoss } = difference;
  if (includesZero(validationLoss)) return 'noise';
  return validationLoss.high < 0 ? 'helps' : 'hurts';
}

export function dropoutHeadline(report: Report, variant: VariantReport): string {
  const crossing = crossingSentence(report, variant);
  const baseline = baselineOf(report);
  if (!baseline || effectOf(variant) !== 'hurts') return crossing;
  const [from, to] = [value(baseline.validationLoss), value(variant.validationLoss)];
  return `${variant.name} hurts this model: validation loss rises from ${formatLoss(from)} to ${formatLoss(to)}. ${crossing}`;
}

/** Where validation loss and reported training loss cross, and whether dropout is the reason. */
function crossingSentence(report: Report, variant: VariantReport): string {
  const cross = crossingEpoch(variant);
  const name = inSentence(variant);
  const baseline = baselineOf(report);
  const usual = baseline && crossingEpoch(baseline);
  const [off, validation] = [value(variant.trainLoss), value(variant.validationLoss)];
  if (cross === undefined) {
    const seems = `With ${name}, validation loss stays below the reported training loss to the end`;
    if (baseline && usual === undefined) {
      return `${seems}. So it does without regularization: dropout is not the only reason.`;
    }
    return off > validation
      ? `${seems}. Dropout is only a part of that: with it off, training loss ${formatLoss(off)} is still above validation loss ${formatLoss(validation)}.`
      : `${seems}. That is dropout, not a data problem.`;
  }
  if (cross <= 1) {
    return `With ${name}, validation loss is above the reported training loss from the first epoch on, although that is measured with dropout on.`;
  }
  if (baseline && (usual === undefined || cross <= usual + marginOf(variant))) {
    return `With ${name}, validation loss is below the reported training loss only before epoch ${cross}${asWithout(cross, usual)}.`;
  }
  return `With ${name}, validation loss stays below the reported training loss until epoch ${cross}. That is dropout, not a data problem.`;
}

/** A delay below this share of the epochs is no effect of dropout: weights move within an epoch, too. */
const DELAY_SHARE = 0.05;

const marginOf = ({ curves }: VariantReport): number =>
  Math.round(DELAY_SHARE * curves.validationLoss.mean.length);

function asWithout(cross: number, usual: number | undefined): string {
  if (usual === cross) return ', as without regularization';
  return `; without regularization ${usual === undefined ? 'to the end' : `before epoch ${usual}`}`;
}

/** Why the two differ, with the numbers of the same weights on the same rows. */
export function dropoutExplanation(report: Report, variant: VariantReport): string {
  const why = 'Frameworks report training loss with dropout on and validation loss with it off.';
  const { dropout } = variant;
  const same = dropout?.on.trainLoss.mean != null && dropout.off.trainLoss.mean != null;
  if (same) {
    const [on, off] = [value(dropout.on.trainLoss), value(dropout.off.trainLoss)];
    if (on > off) {
      return `${why} With the same weights on the same training rows, loss is ${formatLoss(off)} with dropout off, not ${formatLoss(on)}.`;
    }
    return `${why} Here that makes no difference: on the same training rows, loss is ${formatLoss(off)} with dropout off and ${formatLoss(on)} with it on.`;
  }
  const end = report.training.earlyStopping
    ? 'at the end'
    : `at epoch ${variant.curves.trainLoss.mean.length}`;
  return `${why} With dropout off on the same training rows, loss ${end} is ${formatLoss(value(variant.trainLoss))}, not ${formatLoss(value(variant.trainLossDropoutOn))}.`;
}

/** What it does to the validation loss, with the interval; in parentheses when that includes 0. */
export function effectSentence(report: Report, variant: VariantReport): string {
  const baseline = baselineOf(report);
  if (!baseline) return 'The plan has no finished run without regularization: nothing to compare it with.';
  const [from, to] = [value(baseline.validationLoss), value(variant.validationLoss)];
  const both = `from ${formatLoss(from)} to ${formatLoss(to)}`;
  const { difference } = variant;
  if (!difference) {
    const seeds = Math.min(baseline.validationLoss.seeds, variant.validationLoss.seeds);
    return `Against no regularization, validation loss goes ${both}: ${seeds === 1 ? 'one seed gives no interval' : 'too few common seeds for an interval'}.`;
  }
  const { low, high } = difference.validationLoss;
  const interval = `${formatSigned(low)} to ${formatSigned(high)}`;
  const seeds = formatCount(difference.validationLoss.seeds, 'seed');
  switch (effectOf(variant)) {
    case 'helps':
      return `Against no regularization, it lowers validation loss ${both}: 95\u202f% interval ${interval} over ${seeds}.`;
    case 'hurts':
      return `Against no regularization, it raises validation loss ${both}: 95\u202f% interval ${interval} over ${seeds}. Try a lower rate.`;
    default:
      return `Against no regularization, validation loss goes ${both}, within the noise: 95\u202f% interval (${interval}) over ${seeds}.`;
  }
}

/** Seeds of the variant whose runs diverged or were ended early; undefined when there are none. */
export function missingSeeds({ stopped, dropped, validationLoss }: VariantReport): string | undefined {
  const missing = stopped.length + dropped.length;
  const [first] = [...stopped, ...dropped];
  if (!first) return undefined;
  const all = missing + validationLoss.seeds;
  return `${missing} of its ${formatCount(all, 'seed')} ${missing === 1 ? 'is' : 'are'} in none of these numbers: ${first.reason}`;
}

/** What to say when no variant that drops has finished. */
export function noDropout(report: Report): { title: string; text: string; planned: boolean } {
  const missing = missingDropout(report);
  const [first] = missing;
  const { file } = report.experiment;
  if (!first) {
    return {
      title: 'This plan has no dropout',
      text: `Dropout switches off a random share of units in every training step, so that no unit can rely on another; at evaluation all are on. Add a variant such as {"dropout": 0.5} to “variants” in ${file} to see what it does to this model.`,
      planned: false,
    };
  }
  const reason = missing.flatMap((variant) => variant.stopped)[0]?.reason;
  const all = missing.every(({ stopped }) => stopped.length > 0);
  if (reason && all) {
    return {
      title: 'Every run with dropout diverged',
      text: `${first.name}: ${reason} A lower learning rate may help (now ${report.training.learningRate}).`,
      planned: true,
    };
  }
  return {
    title: 'No run with dropout has finished yet',
    text: `${formatCount(missing.length, 'variant')} of the plan ${missing.length === 1 ? 'drops' : 'drop'} units; resume to train the runs that are missing.`,
    planned: true,
  };
}

/** The finding over the curves with dropout on and off. */
export function switchingTitle(variant: VariantReport): string {
  const [on, off] = [value(variant.trainLossDropoutOn), value(variant.trainLoss)];
  const validation = value(variant.validationLoss);
  const numbers = `${formatLoss(on)} reported, ${formatLoss(off)} with dropout off`;
  if (on <= off) return `Dropout does not raise the reported training loss: ${numbers}`;
  return on > validation && off > validation
    ? `Training loss is above validation loss also with dropout off: ${numbers}`
    : `Switching dropout off explains the difference: training loss ${numbers}`;
}
