/** What each further measurement answers, before it has been made. */
import type { StudyName } from '../../src/experiment/experiment.ts';
import type { StudyOffer } from '../../src/report/studies.ts';
import { capitalize, formatCount, formatRoughly } from '../../src/words.ts';

interface StudyWords {
  /** The question, as a heading. */
  question: string;
  /** What is trained to answer it. */
  method: string;
}

export const STUDY_WORDS: Record<StudyName, StudyWords> = {
  learningCurve: {
    question: 'Would more data help?',
    method: 'Trains on a tenth to all of the training rows',
  },
  replicas: {
    question: 'Is the error bias or variance?',
    method: 'Trains on bootstrap replicas of the training rows',
  },
  widths: {
    question: 'Does dropout need a wider layer?',
    method: 'Trains rates at the model’s width and at units/(1\u00a0−\u00a0rate)',
  },
  path: {
    question: 'Which λ fits best?',
    method: 'Trains L1 and L2 from 1e-5 to 1e-1, in half decades',
  },
  beside: {
    question: 'Do batch normalization, early stopping or augmentation close the gap?',
    method: 'Trains each alone and combined',
  },
};

/**
 * `Not measured yet. Trains …: 42 runs, about 3 min.`, or of one that was stopped `12 of 42 runs are kept. Trains …:
 * 30 more runs, about 2 min.`
 */
export function offerSentence(offer: StudyOffer): string {
  const { name, runs, seconds, kept = 0 } = offer;
  const missing = formatCount(runs, kept > 0 ? 'more run' : 'run');
  return `${keptSentence(offer)} ${STUDY_WORDS[name].method}: ${missing}, about ${formatRoughly(seconds)}.`;
}

function keptSentence({ runs, kept = 0, begun = 0 }: StudyOffer): string {
  if (kept > 0) return `${kept} of ${formatCount(kept + runs, 'run')} ${kept === 1 ? 'is' : 'are'} kept.`;
  return begun > 0
    ? `Not finished: the epochs so far of ${formatCount(begun, 'run')} are kept.`
    : 'Not measured yet.';
}

/** The button that measures it, or goes on. */
export const offerLabel = ({ kept, begun }: StudyOffer): string => (kept || begun ? 'Resume' : 'Measure');

/**
 * A finding as a heading and the rest: the first sentence up to its colon is the heading.
 * `More data would help: from 240 to 300 rows …` → `More data would help` and `From 240 to 300 rows …`.
 */
export function splitFinding(text: string): { heading: string; rest: string } {
  const end = text.search(/\.(?= \p{Lu})/u);
  const first = end === -1 ? text.replace(/\.$/, '') : text.slice(0, end);
  const colon = first.indexOf(': ');
  const heading = colon === -1 ? first : first.slice(0, colon);
  const rest = text.slice(heading.length).replace(/^[:.]\s*/, '');
  return { heading, rest: capitalize(rest) };
}
