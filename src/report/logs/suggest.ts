/** What to try next, in order, with numbers of this log, in the words of its framework. */

import { at } from '../../diagnosis/curve/words.ts';
import type { CurveVerdict } from '../../diagnosis/curve.ts';
import type { LogRun } from '../../history/history.ts';
import { isOfTest } from '../../history/roles.ts';
import { formatCount, formatStrength } from '../../words.ts';
import { inQuotes } from './curveNames.ts';
import { WORDING, type Wording } from './frameworks.ts';
import type { LogSuggestion, LossContents } from './logReport.ts';

interface Case {
  run: LogRun;
  verdict: CurveVerdict;
  words: Wording;
}

/** @param contains names the framework that the suggestions are worded for */
export function suggestionsFor(run: LogRun, verdict: CurveVerdict, contains: LossContents): LogSuggestion[] {
  const found: Case = { run, verdict, words: WORDING[contains.framework] };
  switch (verdict.kind) {
    case 'overfitting':
      return [stopEarly(found), ...found.words.regularize(run.settings), measure(found)];
    case 'underfitting':
      return verdict.reason === 'still-falling' ? [trainLonger(found)] : notLearned(found);
    case 'diverged':
      return verdict.reason === 'validation-not-finite'
        ? [LOOK_AT_VALIDATION]
        : [lowerRate(found, DIVERGED), ...found.words.clip];
    case 'good':
      return [keepBest(found)];
    case 'cannot-tell':
      return unclear(found);
    default:
      return verdict.kind satisfies never;
  }
}

const DIVERGED = 'Divide it by 10, and by 3 as long as training then stays finite.';
const UNSTEADY =
  'Divide it by 3, or let it fall to 0 by the end of training; a larger batch steadies the curve, too.';

const LOOK_AT_VALIDATION: LogSuggestion = {
  title: 'Look at the validation rows',
  text: 'Missing or extreme values in them, an empty validation part, the logarithm of a prediction that is exactly 0, or half precision in the evaluation make a loss infinite or no number while training goes on. Evaluate the training rows in the same way: if that is finite, it is the rows.',
};

const JUDGE_BY_METRIC: LogSuggestion = {
  title: 'Judge by the metric',
  text: 'Keep the weights of its best epoch, and log the loss without penalties beside: in Keras both losses contain them. With a smaller λ the two go together.',
};

/** REG014: what is monitored must be a validation quantity, and the best weights must be kept. */
function stopEarly({ run, verdict, words }: Case): LogSuggestion {
  const { patience, longest } = patienceFor(run);
  const reason =
    longest < patience
      ? `A patience of ${formatCount(patience, 'validation')} is longer than any wait for a new best in this log.`
      : `The longest wait for a new best in this log was ${formatCount(longest, 'validation')}; few are worth that many.`;
  return {
    title: `Stop early and keep the weights of ${at(verdict.bestEpoch!, run.unit)}`,
    text: `${words.stop(monitorOf(run), patience)} ${reason} (REG014)${testCaution(run)}`,
  };
}

/** An epoch chosen on the test rows makes their loss too good. */
function testCaution(run: LogRun): string {
  const name = monitorOf(run);
  return isOfTest(name)
    ? ` “${name}” is of test rows: an epoch that is chosen by it makes the result on them too good. Keep validation rows apart.`
    : '';
}

const monitorOf = ({ roles }: LogRun): string => roles.validationLoss ?? roles.validationMetric ?? 'val_loss';

const FEWEST_PATIENCE = 3;
const MOST_PATIENCE = 50;

/** One more than the longest wait between two best validations, between 3 and 50. */
function patienceFor({ series, roles, metricRises }: LogRun): { patience: number; longest: number } {
  const isLoss = roles.validationLoss !== undefined;
  const name = roles.validationLoss ?? roles.validationMetric;
  const sign = isLoss || !metricRises ? 1 : -1;
  let [best, bestAt, longest] = [Number.POSITIVE_INFINITY, 0, 0];
  series
    .find((each) => each.name === name)
    ?.values.forEach((value, index) => {
      if (!(sign * value < best)) return;
      if (best < Number.POSITIVE_INFINITY) longest = Math.max(longest, index - bestAt);
      [best, bestAt] = [sign * value, index];
    });
  return { patience: Math.min(MOST_PATIENCE, Math.max(FEWEST_PATIENCE, longest + 1)), longest };
}

const measure = ({ run }: Case): LogSuggestion => ({
  title: 'Measure which of them helps',
  text: `One run of ${run.name} does not show how much another seed would change. An experiment (“Measure regularization” at the model, or reglens run) trains the variants with several seeds and compares them.`,
});

/** Before the last fifth of the training: early stopping costs nothing, whether the rise since is real or not. */
const bestIsPast = ({ run, verdict }: Case): boolean =>
  verdict.bestEpoch !== null && verdict.bestEpoch < 0.8 * lastStep(run);

function trainLonger({ run }: Case): LogSuggestion {
  const last = lastStep(run);
  return {
    title: `Train beyond ${at(last, run.unit)}`,
    text: `“${monitorOf(run)}” still gets better. Train for ${run.unit === 'epoch' ? 'twice as many epochs' : 'twice as many steps'}, with early stopping so that it costs nothing when the curve turns (REG014); if a schedule has brought the learning rate to 0 by now, stretch it.`,
  };
}

function lastStep({ series, roles }: LogRun): number {
  const name = roles.validationLoss ?? roles.validationMetric ?? roles.trainingLoss;
  return series.find((each) => each.name === name)?.steps.at(-1) ?? 0;
}

function notLearned(found: Case): LogSuggestion[] {
  return [
    {
      title: 'Let the model learn more of the training rows first',
      text: found.words.capacity,
    },
    {
      title: 'Try other learning rates',
      text: `${rateInWords(found)}A rate that is ten times too low, or too high, looks like this. Try both directions by factors of 3.`,
    },
    {
      title: 'Look at the inputs',
      text: 'Scale them to a mean of 0 and a standard deviation of 1, and see whether the model can learn 20 rows by heart: if not, something other than its size is wrong.',
    },
  ];
}

function lowerRate(found: Case, text: string): LogSuggestion {
  return { title: 'Lower the learning rate', text: `${rateInWords(found)}${text}` };
}

/** Found among the settings of the log. */
function rateInWords({ run: { settings } }: Case): string {
  const rate = settings.learning_rate ?? settings.lr;
  return typeof rate === 'number' && rate > 0 ? `This log has ${formatStrength(rate)}. ` : '';
}

const keepBest = ({ run, verdict }: Case): LogSuggestion => ({
  title: 'Nothing has to change',
  text: `More regularization would not lower a gap that does no harm. Keep the weights of ${at(verdict.bestEpoch!, run.unit)}; to do better, measure a larger model with regularization.`,
});

/** It may be in the log under a name that tells nothing. */
function withoutValidation({ run, words }: Case): LogSuggestion[] {
  const { trainingLoss, trainingMetric } = run.roles;
  const names = run.series
    .map(({ name }) => name)
    .filter((name) => name !== trainingLoss && name !== trainingMetric);
  const choose = {
    title: 'Say which curve is of validation',
    text: `The log has ${inQuotes(names)}: if one of them is, choose it (reglens fit … --map validation-loss=NAME).`,
  };
  const hold = { title: 'Hold out validation data', text: `${words.validate} (REG015)` };
  if (names.length === 0) return [hold];
  return trainingLoss || trainingMetric ? [hold, choose] : [choose];
}

function unclear(found: Case): LogSuggestion[] {
  const { verdict, words } = found;
  switch (verdict.reason) {
    case 'no-validation':
      return withoutValidation(found);
    case 'not-learned':
      return notLearned(found);
    case 'metric-worse':
      return [JUDGE_BY_METRIC, measure(found)];
    case 'too-short':
      return [{ title: 'Validate more often', text: words.oftener }];
    case 'falls-again':
      return [trainLonger(found)];
    case 'unsteady':
      return [lowerRate(found, UNSTEADY)];
    default:
      return [...(bestIsPast(found) ? [stopEarly(found)] : []), lowerRate(found, UNSTEADY), measure(found)];
  }
}
