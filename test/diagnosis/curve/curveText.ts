/** The score of the verdict on single curves, as text for people. */
import { KINDS } from '../cases/fitScore.ts';
import { type CurveResult, type CurveScore, curveResults, scoreCurves } from './curveScore.ts';

/** On the curves that were held out. */
const CURVE_AIMS = { right: 0.85, falseAlarms: 0.03, missed: 0.06, cannotTell: 0.4, sinceError: 0.05 };

export interface CurveScores {
  used: CurveScore;
  heldOut: CurveScore;
  /** Runs of small networks, held out or not. */
  trained: CurveScore;
  /** Fewer than 200 validation rows, whose luck a single curve does not show; in no other score. */
  fewRows: CurveScore;
}

export function curveScores(): CurveScores {
  const results = curveResults();
  const of = (chosen: (result: CurveResult['curveCase']) => boolean) =>
    scoreCurves(results.filter(({ curveCase }) => chosen(curveCase)));
  return {
    used: of(({ heldOut, fewRows }) => !heldOut && !fewRows),
    heldOut: of(({ heldOut, fewRows }) => heldOut && !fewRows),
    trained: of(({ generator, fewRows }) => generator.startsWith('trained') && !fewRows),
    fewRows: of(({ fewRows }) => fewRows),
  };
}

/** What falls short of the aims, as sentences. */
export function curveShortfalls({ heldOut }: CurveScores): string[] {
  const most = (['falseAlarms', 'missed', 'cannotTell', 'sinceError'] as const).flatMap((name) =>
    heldOut[name] <= CURVE_AIMS[name]
      ? []
      : [`curves, ${name}: ${percent(heldOut[name])} instead of at most ${percent(CURVE_AIMS[name])}`],
  );
  return heldOut.right >= CURVE_AIMS.right
    ? most
    : [`curves, right: ${percent(heldOut.right)} instead of at least ${percent(CURVE_AIMS.right)}`, ...most];
}

export function curveText(scores: CurveScores): string {
  const columns = Object.values(scores) as CurveScore[];
  const row = (name: string, of: (score: CurveScore) => string, aim = '') =>
    [name.padEnd(34), ...columns.map((score) => of(score).padStart(9)), aim].join(' ').trimEnd();
  const share = (name: string, key: keyof typeof CURVE_AIMS, sign: string) =>
    row(name, (score) => percent(score[key]), ` ${sign} ${percent(CURVE_AIMS[key])}`);
  return [
    'Single curves, as in a training log: one run each, no rows, no trivial loss',
    '',
    ['', 'used', 'held out', 'trained', 'few rows', ' aim (held out)']
      .map((title, at) => (at === 0 ? title.padEnd(34) : at === 5 ? title : title.padStart(9)))
      .join(' '),
    row('curves', ({ curves }) => String(curves)),
    share('right, where something is said', 'right', '≥'),
    share('overfitting said of good fits', 'falseAlarms', '≤'),
    share('good fit said of overfitting', 'missed', '≤'),
    share('“cannot tell”', 'cannotTell', '≤'),
    row('overfitting that is found', ({ found }) => percent(found)),
    share('error of the epoch, median', 'sinceError', '≤'),
    '',
    'Truth (down) and verdict (across), held out:',
    ['', ...KINDS].map((kind) => kind.padStart(13)).join(''),
    ...KINDS.filter((truth) => truth !== 'cannot-tell').map((truth) =>
      [truth, ...KINDS.map((said) => String(scores.heldOut.confusion[truth][said]))]
        .map((cell) => cell.padStart(13))
        .join(''),
    ),
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
