/** Sentences about a run that was tried. */
import type { Settings } from '../../src/experiment/experiment.ts';
import type { TriedRun } from '../../src/protocol/lab.ts';
import type { Report } from '../../src/report/report.ts';
import { formatCount, formatDuration, formatLoss, formatShare, formatStrength } from '../../src/words.ts';
import { finalLoss, seedSpread } from '../measures/try.ts';

/** `Dropout 0.3 + L1 1e-3 proximal`, or `No regularization`. */
export function triedName({ l1, l2, dropout, l1Mode }: Settings): string {
  const parts = [
    ...(dropout > 0 ? [`Dropout ${dropout}`] : []),
    ...(l1 > 0 ? [`L1 ${formatStrength(l1)}${l1Mode === 'proximal' ? ' proximal' : ''}`] : []),
    ...(l2 > 0 ? [`L2 ${formatStrength(l2)}`] : []),
  ];
  return parts.join(' + ') || 'No regularization';
}

export const lambdaText = (lambda: number) => (lambda === 0 ? 'off' : formatStrength(lambda));
export const rateText = (rate: number) => (rate === 0 ? 'off' : String(rate));

/** Before anything was tried. */
export const TRY_INVITATION =
  'Move a slider: one run with these settings trains right away, and the charts follow. Nothing is stored.';

/** Differences below this share of the loss are called none. */
const EQUAL_SHARE = 0.005;

/** How the run compares with the unregularized one of the same seed. */
export function trySentence(
  report: Report,
  settings: Settings,
  run: TriedRun,
  reference: TriedRun | undefined,
): string {
  const name = triedName(settings);
  if (run.diverged) return `${name}: ${run.diverged}.`;
  const found = finalLoss(run, report);
  const loss = formatLoss(found);
  if (name === 'No regularization') return `Without regularization: validation loss ${loss}.`;
  if (!reference || reference.diverged) return `${name}: validation loss ${loss}.`;
  return `${name}: validation loss ${loss}, ${comparison(found, finalLoss(reference, report), seedSpread(report))}`;
}

function comparison(found: number, none: number, spread: number | undefined): string {
  const difference = found - none;
  const against = `without regularization from the same seed (${formatLoss(none)})`;
  if (Math.abs(difference) < EQUAL_SHARE * none) return `as ${against}.`;
  const direction = difference < 0 ? 'lower' : 'higher';
  const plain = `${formatLoss(Math.abs(difference))} ${direction} than ${against}.`;
  if (spread === undefined) return `${plain} One seed does not tell whether another would agree.`;
  if (Math.abs(difference) >= 2 * spread) return plain;
  return `${plain} Seeds alone differ by about ${formatLoss(spread)}, so one run does not settle it.`;
}

/** What became of the weights. */
export function zerosSentence(run: TriedRun, reference: TriedRun | undefined): string {
  if (run.diverged) return '';
  const shares = (one: TriedRun) =>
    `${one.exactZeros === 0 ? 'none' : formatShare(one.exactZeros)} exactly 0 and ${formatShare(one.nearZeros)} at most 1e-3`;
  const none = reference && !reference.diverged ? `; without regularization ${shares(reference)}` : '';
  return `Of its weights ${shares(run)}${none}.`;
}

/** `100 epochs in 0.6 s`. */
export function triedTime({ seconds, trainLoss }: TriedRun): string {
  const time = seconds < 10 ? `${Math.max(0.1, seconds).toFixed(1)} s` : formatDuration(seconds);
  return `${formatCount(trainLoss.length, 'epoch')} in ${time}`;
}
