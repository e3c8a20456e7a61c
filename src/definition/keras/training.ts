/** `compile`, `fit` and callbacks. */
import { bind, settingOf } from '../interpret/arguments.ts';
import type { Bound, Call, CallArgument, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';
import type { Setting } from '../model.ts';
import type { CompileFact, EarlyStoppingFact, FitFact } from '../surroundings.ts';
import { augmentsValidation, noteUse } from './augmentation.ts';
import { factAt, receiverText } from './facts.ts';
import { snakeCase } from './naming.ts';
import { asNumber, asText, objectOf } from './objects.ts';
import { namedOptimizer, optimizerOf } from './optimizers.ts';
import { below } from './paths.ts';

const COMPILE = 'optimizer loss metrics loss_weights weighted_metrics'.split(' ');
const FIT =
  'x y batch_size epochs verbose callbacks validation_split validation_data shuffle class_weight sample_weight'.split(
    ' ',
  );
const FIT_GENERATOR =
  'generator steps_per_epoch epochs verbose callbacks validation_data validation_steps'.split(' ');

/** @param keras whether the model is known to be one of Keras */
export function noteCompile(call: Call, keras: boolean, run: Run): void {
  const bound = bind(call, COMPILE, run);
  if (!keras && !bound.get('loss') && !bound.get('optimizer')) return;
  const given = bound.get('optimizer');
  const named = given && namedOptimizer(given, run);
  if (named) run.note(named);
  const optimizer = named ?? optimizerOf(given?.value);
  const fact: CompileFact = {
    type: 'compile',
    ...factAt(call, run),
    model: receiverText(call, run),
    loss: lossOf(bound, run),
    ...(optimizer && { optimizer }),
  };
  run.note(fact);
}

/** By its name: `"mse"`, `keras.losses.MeanSquaredError()`. */
function lossOf(bound: Bound, run: Run): Setting<string> {
  const argument = bound.get('loss');
  const path = argument && pathOf(argument.value);
  const name = path && /^losses\.(\w+)$/.exec(below(path))?.[1];
  if (argument && name) return { value: snakeCase(name), origin: 'literal', range: run.range(argument.at) };
  return bound.setting('loss', asText);
}

const pathOf = (value: Value): string | undefined =>
  value.type === 'object' || value.type === 'library' ? value.path : undefined;

/** Arguments that only `fit` of a neural network has. */
const OWN =
  /^(epochs|nb_epoch|batch_size|validation_data|validation_split|callbacks|steps_per_epoch|samples_per_epoch)$/;

/** @param keras whether the model is known to be one of Keras; otherwise its arguments must say so */
export function noteFit(name: string, call: Call, keras: boolean, run: Run): void {
  if (!keras && !call.arguments.some((argument) => argument.name !== undefined && OWN.test(argument.name)))
    return;
  const bound = bind(call, name === 'fit' ? FIT : FIT_GENERATOR, run);
  const epochs = bound.get('nb_epoch') ? 'nb_epoch' : 'epochs';
  const data = bound.get('validation_data');
  const training = bound.get('x') ?? bound.get('generator');
  if (training) noteUse(training.value, 'training');
  if (data) noteUse(data.value, 'validation');
  const fact: FitFact = {
    type: 'fit',
    ...factAt(call, run),
    model: receiverText(call, run),
    validation: validationOf(bound),
    batchSize: batchSizeOf(bound, training),
    epochs: bound.setting(epochs, asNumber, 1),
    callbacks: callbacksOf(bound),
    ...(data && augmentsValidation(data.value) && { augmentedValidation: run.range(data.at) }),
  };
  run.note(fact);
}

/** 32 is the default for arrays; data sets and generators have batches of their own. */
function batchSizeOf(bound: Bound, training: CallArgument | undefined): Setting<number> {
  const own = training?.value.type === 'object' || bound.get('generator') !== undefined;
  const known = bound.get('y') !== undefined && !own;
  return bound.setting('batch_size', asNumber, known ? 32 : undefined);
}

/** Data that are given, or a share that is set apart. A parameter that is `None` by default may be given. */
function validationOf(bound: Bound): boolean | undefined {
  const given = [bound.get('validation_data'), bound.get('validation_split')].map((argument) =>
    argument ? isGiven(argument.value) : false,
  );
  if (given.includes(true)) return true;
  if (given.includes(undefined)) return undefined;
  return bound.hidden('validation_data') ? undefined : false;
}

function isGiven(value: Value): boolean | undefined {
  if (value.type === 'known') {
    const empty = value.value === null || value.value === 0;
    return empty && value.origin === 'parameter' ? undefined : !empty;
  }
  return value.type === 'choice' ? undefined : true;
}

type Kind = 'EarlyStopping' | 'other' | undefined;

function callbacksOf(bound: Bound): FitFact['callbacks'] {
  const argument = bound.get('callbacks');
  if (!argument) return bound.hidden('callbacks') ? undefined : [];
  const { value } = argument;
  if (value.type === 'known' && value.value === null) return value.origin === 'parameter' ? undefined : [];
  const single = value.type === 'object' || value.type === 'instance';
  if (!single && value.type !== 'list') return undefined;
  const kinds = single ? [kindOf(value)] : value.items.map((item) => kindOf(item.value));
  const seen =
    kinds.every((kind) => kind !== undefined) && !(value.type === 'list' && value.open !== undefined);
  if (!seen && !kinds.includes('EarlyStopping')) return undefined;
  return kinds.map((kind) => kind ?? 'other');
}

function kindOf(value: Value): Kind {
  if (value.type === 'object') return isEarlyStopping(value.path) ? 'EarlyStopping' : 'other';
  if (value.type !== 'instance') return undefined;
  const stops = value.class.bases.some((base) => base.type === 'library' && isEarlyStopping(base.path));
  return stops ? 'EarlyStopping' : 'other';
}

const isEarlyStopping = (path: string): boolean => below(path) === 'callbacks.EarlyStopping';

const EARLY_STOPPING = 'monitor min_delta patience verbose mode baseline restore_best_weights'.split(' ');

/** `EarlyStopping(…)` and every other callback. */
export function callback(path: string, call: Call, run: Run): ObjectValue | undefined {
  if (!/^callbacks\.[A-Z]\w*$/.test(below(path))) return undefined;
  noteLog(below(path).slice('callbacks.'.length), call, run);
  if (!isEarlyStopping(path)) return objectOf(path, call, [], run);
  const bound = bind(call, EARLY_STOPPING, run);
  const restores = bound.get('restore_best_weights');
  const fact: EarlyStoppingFact = {
    type: 'earlyStopping',
    ...factAt(call, run),
    monitor: bound.setting('monitor', asText, 'val_loss'),
    patience: bound.setting('patience', asNumber, 0),
    restoresBest: restores
      ? settingOf(restores, (value) => (typeof value === 'boolean' ? value : undefined), run)
      : bound.setting('restore_best_weights', () => undefined, false),
  };
  run.note(fact);
  return objectOf(path, call, EARLY_STOPPING, run);
}

/** Callbacks that write a log: the parameter of its path, and the default. */
const LOGS: Record<string, { parameter: string; default?: string }> = {
  CSVLogger: { parameter: 'filename' },
  TensorBoard: { parameter: 'log_dir', default: 'logs' },
};

function noteLog(writer: string, call: Call, run: Run): void {
  const log = Object.hasOwn(LOGS, writer) ? LOGS[writer] : undefined;
  if (!log) return;
  const path = bind(call, [log.parameter], run).setting(log.parameter, asText, log.default);
  run.note({ type: 'log', ...factAt(call, run), writer, path });
}
