/** Sentences about the verdict: its interval, its witness, and what could look like overfitting. */
import type { Mimic, MimicKind } from '../../src/diagnosis/fit.ts';
import type { Report, Verdict } from '../../src/report/report.ts';
import { capitalize, formatSigned } from '../../src/words.ts';
import { baselineOf, includesZero } from '../measures/ranking.ts';
import { listed } from './numbers.ts';

export const MIMIC_NAMES: Record<MimicKind, string> = {
  shift: 'Distribution shift',
  leakage: 'Leakage',
  'small-validation': 'Too few validation rows',
  'label-noise': 'Wrong labels',
  'over-confidence': 'Over-confidence',
};

export const FOUND_WORDS: Record<Mimic['found'], string> = {
  present: 'present',
  absent: 'absent',
  'cannot-tell': 'cannot tell',
};

const named = (mimics: readonly Mimic[]): string =>
  listed(mimics.map(({ kind }) => MIMIC_NAMES[kind].toLowerCase()));

/** Which mimics of overfitting are there. */
export function mimicsTitle({ mimics }: Verdict): string {
  const present = mimics.filter(({ found }) => found === 'present');
  const unclear = mimics.filter(({ found }) => found === 'cannot-tell');
  if (present.length > 0) return `${capitalize(named(present))} could look like overfitting here`;
  const rest = unclear.length > 0 ? `; ${named(unclear)} cannot be told` : '';
  return `Nothing found that only looks like overfitting${rest}`;
}

/** The interval that the verdict rests on; in parentheses when it includes 0. */
export function intervalSentence(report: Report): string {
  const { verdict, training } = report;
  const { interval } = verdict;
  if (!interval) {
    return training.seeds.length === 1
      ? 'One seed gives no interval: give the experiment three or more.'
      : 'Too few runs have finished for an interval.';
  }
  const ends = `${formatSigned(interval.low)} to ${formatSigned(interval.high)}`;
  const rows = hasTestRise(report) ? 'validation and test rows together' : 'validation rows';
  const start = `Rise of the loss after its lowest point, on ${rows}, 95\u202f% interval over seeds and rows:`;
  if (includesZero(interval)) return `${start} (${ends}). It includes 0: on other rows there may be no rise.`;
  return interval.low > 0
    ? `${start} ${ends}. It excludes 0: the rise is more than noise.`
    : `${start} ${ends}. The loss still falls.`;
}

/** With early stopping a run has the weights of its best epoch: there is no end whose test loss could have risen. */
const hasTestRise = (report: Report): boolean =>
  report.training.earlyStopping === undefined && baselineOf(report)?.settings.earlyStopping === undefined;

/** The evidence that is not said by the list of mimics. */
export function plainEvidence({ evidence, mimics }: Verdict): Verdict['evidence'] {
  return evidence.filter(({ meaning }) => !mimics.some(({ text }) => text === meaning));
}
