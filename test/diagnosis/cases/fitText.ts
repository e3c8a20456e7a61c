/** The score of the diagnosis as text for people. */
import { allCases, diagnoseCase, type FitResult, type FitScore, KINDS, scoreFit } from './fitScore.ts';
import { nullRecommendations } from './nullExperiments.ts';
import { nullVariants } from './nullVariants.ts';

const NULL_EXPERIMENTS = 1000;

/** Largest and least shares, on the cases that were held out. */
const FIT_AIMS = {
  accuracy: 0.93,
  falseAlarms: 0.03,
  missed: 0.06,
  cannotTell: 0.35,
  recommended: 0.05,
  overfittingOfTen: 0.03,
};

export interface Scores {
  all: FitScore;
  used: FitScore;
  heldOut: FitScore;
  trained: FitScore;
  recommended: number;
  /** "Overfitting" of good fits with ten variants. */
  overfittingOfTen: number;
}

export function fitScores(): Scores {
  const results = allCases().map(diagnoseCase);
  const of = (chosen: (result: FitResult) => boolean) => scoreFit(results.filter(chosen));
  const { recommended, experiments } = nullRecommendations(NULL_EXPERIMENTS);
  const ten = nullVariants(NULL_EXPERIMENTS);
  return {
    all: scoreFit(results),
    used: of(({ fitCase }) => !fitCase.heldOut),
    heldOut: of(({ fitCase }) => fitCase.heldOut),
    trained: of(({ fitCase }) => fitCase.generator.startsWith('trained')),
    recommended: recommended / experiments,
    overfittingOfTen: ten.overfitting / ten.experiments,
  };
}

/** What falls short of the aims, as sentences. */
export function fitShortfalls({ heldOut, recommended, overfittingOfTen }: Scores): string[] {
  const found = { ...heldOut, recommended, overfittingOfTen };
  const most = (['falseAlarms', 'missed', 'cannotTell', 'recommended', 'overfittingOfTen'] as const).flatMap(
    (name) =>
      found[name] > FIT_AIMS[name]
        ? [`${name}: ${percent(found[name])} instead of at most ${percent(FIT_AIMS[name])}`]
        : [],
  );
  return heldOut.accuracy < FIT_AIMS.accuracy
    ? [`accuracy: ${percent(heldOut.accuracy)} instead of at least ${percent(FIT_AIMS.accuracy)}`, ...most]
    : most;
}

export function fitText(scores: Scores): string {
  const { all, used, heldOut, trained, recommended, overfittingOfTen } = scores;
  const columns = [used, heldOut, trained, all];
  const row = (name: string, of: (score: FitScore) => string, aim = '') =>
    [name.padEnd(34), ...columns.map((score) => of(score).padStart(9)), aim].join(' ');
  return [
    `Fit: ${all.cases} cases with a known truth, ${trained.cases} of them trained`,
    '',
    row('', (score) => ['used', 'held out', 'trained', 'all'][columns.indexOf(score)]!, ' aim (held out)'),
    row('cases', ({ cases }) => String(cases)),
    row(
      'right, where something is said',
      ({ accuracy }) => percent(accuracy),
      ` ≥ ${percent(FIT_AIMS.accuracy)}`,
    ),
    row(
      'overfitting said of good fits',
      ({ falseAlarms }) => percent(falseAlarms),
      ` ≤ ${percent(FIT_AIMS.falseAlarms)}`,
    ),
    row('good fit said of overfitting', ({ missed }) => percent(missed), ` ≤ ${percent(FIT_AIMS.missed)}`),
    row('“cannot tell”', ({ cannotTell }) => percent(cannotTell), ` ≤ ${percent(FIT_AIMS.cannotTell)}`),
    'Where the truth is a good fit or overfitting:',
    row('right, where something is said', ({ between }) => percent(between.accuracy)),
    row('“cannot tell”', ({ between }) => percent(between.cannotTell)),
    row('“cannot tell” of good fits', ({ between }) => percent(between.silentGood)),
    row('error of the epoch, median', ({ sinceError }) => percent(sinceError)),
    '',
    'Truth (down) and verdict (across), all cases:',
    ...confusionText(all),
    '',
    `Recommended where all variants are as good as none: ${percent(recommended)} of ${NULL_EXPERIMENTS.toLocaleString('en-US')} simulated experiments (aim ≤ ${percent(FIT_AIMS.recommended)})`,
    `Overfitting said of good fits with ten variants: ${percent(overfittingOfTen)} of ${NULL_EXPERIMENTS.toLocaleString('en-US')} simulated experiments (aim ≤ ${percent(FIT_AIMS.overfittingOfTen)})`,
  ].join('\n');
}

const confusionText = ({ confusion }: FitScore): string[] => [
  ['', ...KINDS].map((kind) => kind.padStart(13)).join(''),
  ...KINDS.map((truth) =>
    [truth.padStart(13), ...KINDS.map((said) => String(confusion[truth][said]).padStart(13))].join(''),
  ),
];

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
