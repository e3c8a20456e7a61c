import type { EarlyStoppingFact, FitFact } from '../../definition/surroundings.ts';
import { formatCount } from '../../words.ts';
import { removeArgument, setArgument } from '../edit/arguments.ts';
import { argumentsOf, callAt } from '../edit/calls.ts';
import { textOf } from '../edit/source.ts';
import type { TextEdit } from '../edits.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf, sourceOf, wholeText } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { oncePerReading } from './support/once.ts';

const documentation: RuleDocumentation = {
  title: 'Early stopping on a training quantity, or without the best weights',
  why:
    'Early stopping regularizes because it keeps the weights of the epoch that was best on data the model was not ' +
    'trained on. A training quantity goes on falling while the model overfits, so watching it stops too late or never. ' +
    'And without `restore_best_weights=True` (Keras’ default is `False`) the model keeps the weights of the last epoch, ' +
    '`patience` epochs behind the best one. For a quadratic loss stopping after t steps of size η acts like L2 with ' +
    'λ ≈ 1/(η·t).',
  silent:
    'The monitored quantity cannot be seen; a checkpoint of the file keeps the best weights (`save_best_only=True`); ' +
    'PyTorch Lightning, where a checkpoint callback restores.',
  remedy:
    'Keras: `EarlyStopping(monitor="val_loss", patience=…, restore_best_weights=True)`, with validation data for `fit`. ' +
    'TensorFlow.js: `restoreBestWeights: true` is not implemented and throws; save the model in `onEpochEnd`.',
  sources: [
    { title: 'Keras: EarlyStopping', url: 'https://keras.io/api/callbacks/early_stopping/' },
    {
      title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 7.8',
      url: 'https://www.deeplearningbook.org/contents/regularization.html',
    },
  ],
  example: {
    language: 'python',
    code: ['import keras', '', 'stop = keras.callbacks.EarlyStopping(monitor="loss", patience=5)', ''].join(
      '\n',
    ),
  },
  mended: [
    'import keras',
    '',
    'stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)',
    '',
  ].join('\n'),
};

export const earlyStopping = defineRule({
  code: 'REG014',
  slug: 'early-stopping',
  severity: 'warning',
  documentation,
  find: (context) =>
    factsOf(context.reading, 'earlyStopping').flatMap((stopping) => {
      const problems = [monitorProblem(context, stopping), restoringProblem(context, stopping)];
      const found = problems.filter((problem) => problem !== undefined);
      return found.length > 0 ? [foundAt(stopping, found)] : [];
    }),
});

/** What is wrong, with the fix for it. */
interface Problem {
  message: string;
  fix?: () => Fix | undefined;
}

const foundAt = ({ anchor }: EarlyStoppingFact, problems: Problem[]): Found => ({
  range: anchor,
  message: problems.map(({ message }) => message).join(' '),
  fixes: () => problems.map(({ fix }) => fix?.()),
});

function monitorProblem(context: RuleContext, stopping: EarlyStoppingFact): Problem | undefined {
  const { monitor, framework } = stopping;
  if (monitor.value === undefined) return undefined;
  const fits = framework === 'pytorch' ? [] : factsOf(context.reading, 'fit', framework);
  const blind = fits.find(stopsBlindly);
  if (isTrainingQuantity(stopping)) {
    const fix =
      blind || modeOf(context, stopping) === 'wrong' ? undefined : () => monitorValidation(context, stopping);
    return { message: `${watchesTraining(monitor.value)} ${monitorInstead(stopping)}`, fix };
  }
  if (!blind || !monitor.value.startsWith('val_')) return undefined;
  return {
    message: `There is no “${monitor.value}”: the fit in line ${blind.range.startLine} has no validation data, so training never stops early.`,
  };
}

/** Whether a fit is given early stopping and certainly no validation data. */
const stopsBlindly = ({ validation, callbacks }: FitFact): boolean =>
  validation === false && callbacks?.includes('EarlyStopping') === true;

/** Keras and TensorFlow.js begin every validation quantity with `val_`; in Lightning the names are the user’s. */
function isTrainingQuantity({ monitor, framework }: EarlyStoppingFact): boolean {
  const name = monitor.value!;
  return framework === 'pytorch' ? /^train(ing)?([_/-]|$)/i.test(name) : !name.startsWith('val_');
}

const watchesTraining = (name: string): string =>
  `“${name}” is measured on the training data and goes on improving while the model overfits.`;

function monitorInstead({ monitor, framework }: EarlyStoppingFact): string {
  if (framework === 'pytorch') return 'Monitor what validation_step logs, such as “val_loss”.';
  return `Monitor “val_${monitor.value}”.`;
}

/** With the best weights, where they are missing as well: those of the training quantity would be the most overfitted. */
function monitorValidation(context: RuleContext, stopping: EarlyStoppingFact): Fix | undefined {
  const { monitor, framework } = stopping;
  const { range, origin, value } = monitor;
  if (framework === 'pytorch' || origin !== 'literal' || !range) return undefined;
  const quote = sourceOf(context, range)[0];
  const text = `${quote}val_${value}${quote}`;
  const edit = { from: range.from, to: range.to, text };
  const restored = losesBest(context, stopping) ? restoring(context, stopping) : undefined;
  if (!restored) return fixOf(`Monitor ${text}`, [edit]);
  return fixOf(`Monitor ${text} and set restore_best_weights=True`, [edit, ...restored]);
}

function restoringProblem(context: RuleContext, stopping: EarlyStoppingFact): Problem | undefined {
  const { restoresBest, patience, framework, monitor } = stopping;
  if (framework === 'tfjs') return restoresBest.value === true ? throwing(context, stopping) : undefined;
  if (!losesBest(context, stopping)) return undefined;
  // The first epoch that is not better is waited for even with patience 0.
  const behind =
    patience.value === undefined ? '“patience” epochs' : formatCount(Math.max(1, patience.value), 'epoch');
  const byDefault = restoresBest.origin === 'default' ? ', the default' : '';
  return {
    message: `With restore_best_weights=False${byDefault}, the model keeps the weights of the last epoch, ${behind} after the best one. Set restore_best_weights=True.`,
    fix: () => {
      const mode = modeOf(context, stopping);
      const isTraining = monitor.value !== undefined && isTrainingQuantity(stopping);
      if (isTraining || mode === 'wrong') return undefined;
      const safe = monitor.value !== undefined && mode === 'right';
      return fixOf('Set restore_best_weights=True', restoring(context, stopping), safe);
    },
  };
}

const losesBest = (context: RuleContext, { restoresBest, framework }: EarlyStoppingFact): boolean =>
  framework === 'keras' && restoresBest.value === false && !keepsBest(context);

/** Where `mode` stands without its keyword: behind monitor, min_delta, patience and verbose. */
const MODE = 4;

/** Whether `mode` fits the quantity: the “best” epoch of `min` is the worst one of an accuracy. */
function modeOf(context: RuleContext, { range, monitor }: EarlyStoppingFact): 'right' | 'wrong' | 'unknown' {
  const source = sourceAt(context, range);
  const call = callAt(source, range);
  if (!call) return 'unknown';
  const given = argumentsOf(source, call);
  if (given.some(({ spread }) => spread)) return 'unknown';
  const positional = given[MODE]?.name === undefined ? given[MODE] : undefined;
  const mode = (given.find(({ name }) => name === 'mode') ?? positional)?.value;
  if (!mode) return 'right';
  const [, word] = /^["'](\w+)["']$/.exec(textOf(source, mode)) ?? [];
  if (word === undefined) return 'unknown';
  const name = monitor.value ?? '';
  const falls = FALLS.test(name);
  const isWrong = word === 'min' ? !falls && GROWS.test(name) : word === 'max' && falls;
  return isWrong ? 'wrong' : 'right';
}

/** Names of quantities that are best when they are large, and when they are small. */
const GROWS = /acc|auc|precision|recall|f1|f_?score|iou|dice|r2/i;
const FALLS = /loss|error|mse|mae|rmse|perplexity/i;

function restoring(context: RuleContext, { range, restoresBest }: EarlyStoppingFact): TextEdit[] | undefined {
  if (restoresBest.range && restoresBest.origin === 'literal') {
    return [{ from: restoresBest.range.from, to: restoresBest.range.to, text: 'True' }];
  }
  return setArgument(sourceAt(context, range), range, 'restore_best_weights', 'True');
}

function throwing(context: RuleContext, { range }: EarlyStoppingFact): Problem {
  return {
    message:
      'TensorFlow.js has not implemented restoreBestWeights and throws an error. Leave it out and save the model in onEpochEnd when the validation loss is lowest.',
    fix: () => {
      const edits = removeArgument(sourceAt(context, range), range, 'restoreBestWeights');
      return fixOf('Remove restoreBestWeights', edits, true);
    },
  };
}

/** A checkpoint that keeps the best epoch serves as well. */
const keepsBest = oncePerReading((context): boolean =>
  /\bsave_best_only\s*=\s*True/.test(wholeText(context)),
);
