/** Sentences about the tables of the Dropout view: on and off, the two forms, feature maps. */
import type { FeatureMapProbe } from '../../src/experiment/records.ts';
import type { DropoutReport, Estimate } from '../../src/report/report.ts';
import { formatCount, formatLoss, formatShare } from '../../src/words.ts';
import { changeBetween } from '../measures/dropout.ts';

type Forms = NonNullable<DropoutReport['forms']>;

/** What switching dropout off does to the same weights on the same rows. */
export function switchTitle({ on, off }: DropoutReport): string {
  const change = changeBetween(on.testLoss, off.testLoss);
  if (!change) return 'Loss with dropout on and off';
  const numbers = `${formatLoss(on.testLoss.mean as number)} to ${formatLoss(off.testLoss.mean as number)}`;
  if (change.noise)
    return `Switching dropout off changes test loss by less than the noise over seeds: ${numbers}`;
  return change.share < 0
    ? `Switching dropout off lowers test loss from ${numbers}`
    : `Switching dropout off raises test loss from ${numbers}`;
}

export function switchLegend({ passes, rows }: DropoutReport): string {
  return `Same weights, same rows. On: mean of ${formatCount(passes, 'random pass', 'random passes')} over ${formatCount(rows, 'test row')}`;
}

/** `0.069 ± 0.002`, without a spread for one seed; `not measured` without a number. */
export function spread(
  { mean, standardError }: Estimate,
  format: (value: number) => string = formatLoss,
): string {
  if (mean === null) return 'not measured';
  return standardError === null ? format(mean) : `${format(mean)} ± ${format(standardError)}`;
}

/** Differences of size between training and evaluation below this are the masks' own randomness. */
const SAME_SIZE = 0.1;

/** Do the two forms keep the size of what the next layer receives? */
export function formsTitle(forms: Forms): string {
  const [inverted, standard] = [excess(forms.inverted), excess(forms.standard)];
  if (inverted === undefined || standard === undefined)
    return 'Standard and inverted dropout under the same masks';
  if (Math.max(Math.abs(inverted), Math.abs(standard)) <= SAME_SIZE) {
    return 'Standard and inverted dropout both keep the size of what the next layer receives';
  }
  const larger = inverted > 0 && standard > 0;
  return larger
    ? `In both forms the next layer receives more in training, by ${formatShare(Math.abs(inverted))} and ${formatShare(Math.abs(standard))}: the masks add spread`
    : `In training the next layer receives ${formatShare(1 + inverted)} of evaluation’s (inverted) and ${formatShare(1 + standard)} (standard)`;
}

/** Training over evaluation, minus 1. */
function excess({ training, evaluation }: Forms['inverted']): number | undefined {
  return evaluation > 0 ? training / evaluation - 1 : undefined;
}

export function formsLegend({ layer, rate }: Forms): string {
  return `Mean |pre-activation| of ${layer}, rate ${rate}, same masks, first seed`;
}

/** Corrects what many texts say. */
export function formsSentence({ rate }: Forms): string {
  const wrong = formatShare((1 - rate) ** 2);
  return `Frameworks use the inverted form: it divides by 1 − rate in training and does nothing at evaluation. Some texts say that it multiplies by the keep probability in training. That is wrong: at rate ${rate} the next layer would receive ${wrong} of what it gets at evaluation.`;
}

/** The rate at which elements and channels are compared in words: the largest measured. */
function compared({ rates }: FeatureMapProbe) {
  return [...rates].sort((a, b) => b.rate - a.rate)[0];
}

/** Does dropping single elements of correlated maps do as much as dropping channels? */
export function mapsTitle(probe: FeatureMapProbe): string {
  const point = compared(probe);
  if (!point) return `Dropping feature maps of ${probe.layer}`;
  const { rate, elementLoss, channelLoss } = point;
  const numbers = `${formatLoss(channelLoss)} against ${formatLoss(elementLoss)}`;
  if (channelLoss > 1.1 * elementLoss) {
    return `Dropping whole channels at ${rate} disturbs more than single elements: test loss ${numbers}`;
  }
  if (elementLoss > 1.1 * channelLoss) {
    return `Dropping single elements at ${rate} disturbs more than whole channels: test loss ${formatLoss(elementLoss)} against ${formatLoss(channelLoss)}`;
  }
  return `Dropping channels or elements at ${rate} disturbs alike: test loss ${numbers}`;
}

/** Why: what one activation loses, its neighbours still tell. */
export function mapsLegend({ layer, neighbourCorrelation }: FeatureMapProbe): string {
  const size = neighbourCorrelation.toFixed(2).replace('-', '\u2212');
  const start = `Neighbouring activations of ${layer} correlate by ${size}`;
  return `${start}: ${consequence(neighbourCorrelation)}. Trained without dropout`;
}

function consequence(correlation: number): string {
  if (correlation >= 0.5) {
    return 'what one loses its neighbours still tell, so element-wise dropout does little there';
  }
  return correlation >= 0.2
    ? 'a part of what one loses its neighbours still tell'
    : 'neighbours tell little of one another, so single elements can be dropped, too';
}
