/** What stands around a model of TensorFlow.js: optimizers, `compile`, `fit`, early stopping, data sets. */
import { plain, reportedSetting, settingOf } from '../interpret/arguments.ts';
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';
import type { Setting } from '../model.ts';
import type { Place } from '../program/program.ts';
import type { EarlyStoppingFact, Fact, FitFact, LateChangeFact, OptimizerFact } from '../surroundings.ts';
import { type Config, configOf } from './config.ts';
import { below } from './paths.ts';

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** What every fact of a call has. */
export function factAt({ expression }: Call, run: Run): Fact {
  return {
    framework: 'tfjs',
    range: run.range(expression),
    anchor: run.range(expression.callee),
    scope: run.scope(),
  };
}

/** An option as a setting; `null` and what is left out have the default. */
function option<T>(
  config: Config,
  name: string,
  read: (value: unknown) => T | undefined,
  byDefault: T | undefined,
  run: Run,
): Setting<T> {
  const argument = config.given.find((given) => given.name === name);
  if (argument && plain(argument.value)?.value !== null) {
    return reportedSetting(settingOf(argument, read, run));
  }
  if (config.open && !argument) return { value: undefined, origin: 'unknown', range: run.range(config.open) };
  return byDefault === undefined
    ? { value: undefined, origin: 'unknown' }
    : { value: byDefault, origin: 'default' };
}

interface Optimizer {
  name: string;
  /** Default of `tf.train.…`; that of the string in `compile`. */
  rate?: number;
  rateOfString?: number;
}

const OPTIMIZERS: Record<string, Optimizer> = {
  sgd: { name: 'SGD', rateOfString: 0.01 },
  momentum: { name: 'Momentum' },
  adam: { name: 'Adam', rate: 0.001, rateOfString: 0.001 },
  adamax: { name: 'Adamax', rate: 0.002, rateOfString: 0.002 },
  adagrad: { name: 'Adagrad', rateOfString: 0.01 },
  adadelta: { name: 'Adadelta', rate: 0.001, rateOfString: 1 },
  rmsprop: { name: 'RMSprop', rateOfString: 0.001 },
};

/** TensorFlow.js' optimizers have no weight decay. */
function optimizerFact(fact: Fact, name: string, learningRate: Setting<number>): OptimizerFact {
  return {
    type: 'optimizer',
    ...fact,
    name,
    learningRate,
    weightDecay: { value: 0, origin: 'default' },
    decoupled: false,
    groups: [],
    excluded: false,
  };
}

/** `tf.train.adam(1e-3)`; undefined for other functions. */
export function makeOptimizer(path: string, call: Call, run: Run): ObjectValue | undefined {
  const [, name = ''] = /^train\.(\w+)$/.exec(below(path)) ?? [];
  const optimizer = Object.hasOwn(OPTIMIZERS, name) ? OPTIMIZERS[name]! : undefined;
  if (!optimizer) return undefined;
  const [rate] = call.arguments;
  const config: Config = {
    given: rate ? [{ ...rate, name: 'learningRate' }] : [],
    ...(call.open && { open: call.open }),
  };
  const learningRate = option(config, 'learningRate', number, optimizer.rate, run);
  const data = optimizerFact(factAt(call, run), optimizer.name, learningRate);
  run.note(data);
  return { type: 'object', path, framework: 'tfjs', arguments: new Map(), at: call.expression, data };
}

function compiledOptimizer(
  argument: CallArgument | undefined,
  fact: Fact,
  run: Run,
): OptimizerFact | undefined {
  const { value, at } = argument ?? {};
  if (!value || !at) return undefined;
  if (value.type === 'object' && /^tfjs\.train\./.test(value.path)) return value.data as OptimizerFact;
  const name = value.type === 'known' && !value.passing ? String(value.value).toLowerCase() : '';
  const optimizer = Object.hasOwn(OPTIMIZERS, name) ? OPTIMIZERS[name]! : undefined;
  if (!optimizer) return undefined;
  const range = run.range(at);
  const rate: Setting<number> = { value: optimizer.rateOfString, origin: 'default' };
  return optimizerFact({ ...fact, range, anchor: range }, optimizer.name, rate);
}

/** `model.compile({optimizer, loss})`. */
export function noteCompile(model: string, call: Call, run: Run): void {
  const fact = factAt(call, run);
  const config = configOf(call);
  const find = (name: string) => config.given.find((given) => given.name === name);
  const optimizer = compiledOptimizer(find('optimizer'), fact, run);
  if (optimizer && find('optimizer')!.value.type === 'known') run.note(optimizer);
  run.note({
    type: 'compile',
    ...fact,
    model,
    loss: lossOf(find('loss'), run),
    ...(optimizer && { optimizer }),
  });
}

/** `"meanSquaredError"`, `tf.losses.softmaxCrossEntropy`, `tf.metrics.categoricalCrossentropy`. */
function lossOf(argument: CallArgument | undefined, run: Run): Setting<string> {
  if (!argument) return { value: undefined, origin: 'unknown' };
  const { value, at } = argument;
  const name =
    value.type === 'library' ? /^(?:losses|metrics)\.(\w+)$/.exec(below(value.path))?.[1] : undefined;
  if (name !== undefined) return { value: name, origin: 'literal', range: run.range(at) };
  return reportedSetting(settingOf(argument, text, run));
}

const FIT_OPTIONS = new Set(
  (
    'batchSize epochs verbose callbacks validationSplit validationData shuffle classWeight sampleWeight initialEpoch ' +
    'stepsPerEpoch batchesPerEpoch validationSteps validationBatches validationBatchSize yieldEvery'
  ).split(' '),
);

/** Whether the options of a call are those of `fit`: then its receiver is a model, although that cannot be seen. */
export const looksLikeFit = (call: Call, index: number): boolean =>
  configOf(call, index).given.some(({ name }) => FIT_OPTIONS.has(name!));

/** Whether a call is `compile` of a model that cannot be seen. */
export const looksLikeCompile = (call: Call): boolean =>
  configOf(call).given.some(({ name }) => name === 'loss' || name === 'optimizer');

/** `model.fit(x, y, {…})`, and `model.fitDataset(data, {…})`, whose data come in batches of their own. */
export function noteFit(model: string, name: string, call: Call, run: Run): void {
  const ofDataset = name === 'fitDataset';
  const config = configOf(call, ofDataset ? 1 : 2);
  const callbacks = callbacksOf(config);
  const fact: FitFact = {
    type: 'fit',
    ...factAt(call, run),
    model,
    validation: validationOf(config),
    batchSize: ofDataset
      ? { value: undefined, origin: 'unknown' }
      : option(config, 'batchSize', number, 32, run),
    epochs: option(config, 'epochs', number, ofDataset ? undefined : 1, run),
    callbacks,
  };
  run.note(fact);
}

/** `validationData` that is given, or a `validationSplit` above 0. */
function validationOf({ given, open }: Config): boolean | undefined {
  const find = (name: string) => given.find((each) => each.name === name)?.value;
  const isNothing = (value: Value) => value.type === 'known' && !value.value;
  const [data, split] = [find('validationData'), find('validationSplit')];
  if (data && !isNothing(data)) return data.type === 'choice' ? undefined : true;
  if (split && !isNothing(split)) {
    const share = plain(split)?.value;
    return typeof share === 'number' ? share > 0 : undefined;
  }
  return open ? undefined : false;
}

/** Undefined where one of them cannot be seen. */
function callbacksOf({ given, open }: Config): FitFact['callbacks'] {
  const value = given.find(({ name }) => name === 'callbacks')?.value;
  if (!value || (value.type === 'known' && value.value === null)) return open ? undefined : [];
  const values = value.type === 'list' ? value.items.map((item) => item.value) : [value];
  if (value.type === 'list' && (value.open !== undefined || value.items.some(({ unsure }) => unsure)))
    return undefined;
  const kinds = values.map((each) => {
    if (each.type === 'object' && each.path === EARLY_STOPPING) return 'EarlyStopping' as const;
    return each.type === 'dictionary' || each.type === 'instance' ? ('other' as const) : undefined;
  });
  return kinds.every((kind) => kind !== undefined) ? kinds : undefined;
}

const EARLY_STOPPING = 'tfjs.callbacks.earlyStopping';

/** It never restores the best weights: `restoreBestWeights: true` is refused. */
export function makeEarlyStopping(path: string, call: Call, run: Run): ObjectValue | undefined {
  if (path !== EARLY_STOPPING) return undefined;
  const config = configOf(call);
  const fact: EarlyStoppingFact = {
    type: 'earlyStopping',
    ...factAt(call, run),
    monitor: option(config, 'monitor', text, 'val_loss', run),
    patience: option(config, 'patience', number, 0, run),
    restoresBest: option(config, 'restoreBestWeights', flag, false, run),
  };
  run.note(fact);
  return { type: 'object', path, framework: 'tfjs', arguments: new Map(), at: call.expression };
}

/** `tf.data.array(…)` and what its methods make of it. */
export function makeDataset(path: string, call: Call): ObjectValue | undefined {
  if (!/^data\.\w+$/.test(below(path))) return undefined;
  return { type: 'object', path: 'tfjs.data', framework: 'tfjs', arguments: new Map(), at: call.expression };
}

/** `data.shuffle(100).batch(32)`. */
export function datasetMethod(data: ObjectValue, name: string, call: Call, run: Run): Value | undefined {
  if (data.path !== 'tfjs.data' || /^(forEachAsync|toArray|iterator|columnNames)$/.test(name))
    return undefined;
  const [size] = call.arguments;
  if (name === 'batch' && size) {
    run.note({
      type: 'loader',
      ...factAt(call, run),
      batchSize: reportedSetting(settingOf(size, number, run)),
    });
  }
  return data;
}

/** A setting that regularizes, changed on a layer that is there already. */
export function noteLateChange(attribute: string, layer: string | undefined, at: Place, run: Run): void {
  const range = run.range(at);
  const fact: LateChangeFact = {
    type: 'lateChange',
    framework: 'tfjs',
    range,
    anchor: range,
    scope: run.scope(),
    attribute,
    ...(layer !== undefined && { layer }),
    acts: attribute === 'rate',
  };
  run.note(fact);
}
