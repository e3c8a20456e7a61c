/** The evidence of a verdict as a table: name, number, what it means. */
import { mean } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatLoss, formatSigned } from '../words.ts';
import type { FitEvidence } from './evidence.ts';
import { type Mimic, type MimicKind, noRise } from './mimics.ts';
import type { Interval } from './noise.ts';
import type { NamedWitness } from './witness.ts';

interface EvidenceRow {
  name: string;
  value: string;
  meaning: string;
}

interface Concluded {
  bestEpoch: number;
  interval: Interval | undefined;
  gap: Difference | undefined;
  mimics: Mimic[];
}

const MIMIC_NAMES: Record<MimicKind, string> = {
  shift: 'Validation rows unlike training rows',
  leakage: 'Duplicate rows across the split',
  'small-validation': 'Noise of the validation rows',
  'label-noise': 'Labels against their neighbours',
  'over-confidence': 'Accuracy while the loss rises',
};

export function evidenceRows(
  evidence: FitEvidence,
  { bestEpoch, interval, gap, mimics }: Concluded,
): EvidenceRow[] {
  const { trainLoss, validationLoss, stopped, bestEpochs, trivialLoss } = evidence;
  const last = (curves: number[][]) => mean(curves.map((curve) => curve.at(-1)!));
  const epochs = validationLoss[0]!.length;
  return [
    { name: 'Rise after the best epoch', ...riseRow(evidence, interval) },
    {
      name: evidence.stoppedEarly ? 'Gap at the best epoch' : `Gap at epoch ${epochs}`,
      value: gap ? withHalf(gap, formatLoss) : formatLoss(last(validationLoss) - last(trainLoss)),
      meaning: `Validation minus training loss (${formatLoss(last(trainLoss))}; of a constant prediction ${formatLoss(trivialLoss)}), both in evaluation mode and without penalty`,
    },
    witnessRow(evidence.witness, last(trainLoss), last(validationLoss)),
    {
      name: 'Stopping at the best epoch',
      value: formatLoss(mean(evidence.bestValidationLosses)),
      meaning: evidence.stoppedEarly
        ? 'Validation loss: that of the weights that early stopping keeps'
        : `Validation loss, against ${formatLoss(last(validationLoss))} at epoch ${epochs}`,
    },
    {
      name: 'Best epoch over seeds',
      value: `${Math.min(...bestEpochs)} to ${Math.max(...bestEpochs)}`,
      meaning: `Median ${bestEpoch} of ${epochs}`,
    },
    ...mimics.map(({ kind, value, text }) => ({ name: MIMIC_NAMES[kind], value, meaning: text })),
    ...stopped
      .slice(0, 1)
      .map(({ reason }) => ({ name: 'Runs that diverged', value: String(stopped.length), meaning: reason })),
  ];
}

const withHalf = ({ low, high }: Interval, format: (value: number) => string): string =>
  `${format((low + high) / 2)} ± ${formatLoss((high - low) / 2)}`;

function riseRow(evidence: FitEvidence, interval: Interval | undefined): Omit<EvidenceRow, 'name'> {
  if (!evidence.rise) return { value: 'one seed', meaning: 'One seed gives no interval' };
  const none = noRise(evidence);
  if (none) return { value: 'none', meaning: none };
  if (!interval) return { value: formatSigned(evidence.rise.mean), meaning: 'One row gives no interval' };
  return {
    value: withHalf(interval, formatSigned),
    meaning: riseInWords(evidence, evidence.rise, interval),
  };
}

function riseInWords({ testRise }: FitEvidence, rise: Difference, { low, high }: Interval): string {
  const parts = testRise
    ? `Validation ${formatSigned(rise.mean)}, test ${formatSigned(testRise.mean)}`
    : `Validation ${formatSigned(rise.mean)}`;
  const over = rise.rowError > 0 ? 'seeds and rows' : 'seeds';
  if (low > 0) return `${parts}; the 95\u202f% interval over ${over} excludes 0`;
  if (high < 0) return `${parts}: the loss still falls`;
  return rise.low > 0 && rise.rowError > 0
    ? `${parts}; the 95\u202f% interval over seeds excludes 0, that over seeds and rows includes it`
    : `${parts}; the 95\u202f% interval over ${over} includes 0`;
}

function witnessRow(witness: NamedWitness | undefined, training: number, validation: number): EvidenceRow {
  const name = 'Witness (Mitchell)';
  if (!witness) {
    const meaning = 'No variant at any epoch has surely higher training and lower validation loss';
    return { name, value: 'none', meaning };
  }
  return {
    name,
    value: `${witness.name} at epoch ${witness.epoch}`,
    meaning: `Training ${formatLoss(witness.trainLoss)} (higher than ${formatLoss(training)}), validation ${formatLoss(witness.validationLoss)} (lower than ${formatLoss(validation)})`,
  };
}
