/** Sentences about the verdict: its interval, its witness, and what could look like overfitting. */
import type { Mimic, MimicKind } from '../../src/diagnosis/fit.ts';
import type { Report, Verdict } from '../../src/report/report.ts';
import { capitalize, formatSigned } from '../../src/words.ts';
import { includesZero } from '../measures/ranking.ts';
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
export function intervalSentence({ verdict, training }: Report): string {
  const { interval } = verdict;
  if (!interval) {
    return training.seeds.length === 1
      ? 'One seed gives no interval: give the experiment three or more.'
      : 'Too few runs have finished for an interval.';
  }
  const ends = `${formatSigned(interval.low)} to ${formatSigned(interval.high)}`;
  const start = 'Rise of validation loss after its lowest point, 95\u202f% interval over seeds and rows:';
  if (includesZero(interval)) return `${start} (${ends}). It includes 0: the rise may be noise.`;
  return interval.low > 0
    ? `${start} ${ends}. It excludes 0: the rise is more than noise.`
    : `${start} ${ends}. Validation loss still falls.`;
}

/** The evidence that is not said by the list of mimics. */
export function plainEvidence({ evidence, mimics }: Verdict): Verdict['evidence'] {
  return evidence.filter(({ meaning }) => !mimics.some(({ text }) => text === meaning));
}
