/** Optimizers of Keras and TensorFlow Addons, with their weight decay. */
import { bind } from '../interpret/arguments.ts';
import type { Bound, Call, CallArgument, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';
import type { Setting } from '../model.ts';
import type { OptimizerFact } from '../surroundings.ts';
import { assignedName, factAt } from './facts.ts';
import { asNumber, objectOf } from './objects.ts';
import { kerasPath } from './paths.ts';

interface Form {
  /** The first parameters in their order. */
  parameters: string[];
  learningRate: number;
  /** `weight_decay` when it is left out; the others have none. */
  decay?: number;
}

const form = (learningRate: number, parameters = 'learning_rate', decay?: number): Form => ({
  parameters: parameters.split(' '),
  learningRate,
  ...(decay !== undefined && { decay }),
});

const ADAM = 'learning_rate beta_1 beta_2 epsilon amsgrad weight_decay';
const ADAMW = 'learning_rate weight_decay beta_1 beta_2 epsilon amsgrad';
const OPTIMIZERS: Record<string, Form> = {
  SGD: form(0.01, 'learning_rate momentum nesterov weight_decay'),
  RMSprop: form(0.001, 'learning_rate rho momentum epsilon centered weight_decay'),
  Adam: form(0.001, ADAM),
  AdamW: form(0.001, ADAMW, 0.004),
  Adamax: form(0.001, 'learning_rate beta_1 beta_2 epsilon weight_decay'),
  Nadam: form(0.001, 'learning_rate beta_1 beta_2 epsilon weight_decay'),
  Adagrad: form(0.001, 'learning_rate initial_accumulator_value epsilon weight_decay'),
  Adadelta: form(0.001, 'learning_rate rho epsilon weight_decay'),
  Adafactor: form(
    0.001,
    'learning_rate beta_2_decay epsilon_1 epsilon_2 clip_threshold relative_step weight_decay',
  ),
  Ftrl: form(0.001),
  Lion: form(0.001, 'learning_rate beta_1 beta_2 weight_decay'),
  Lamb: form(0.001, 'learning_rate beta_1 beta_2 epsilon weight_decay'),
  Muon: form(0.001, 'learning_rate', 0.1),
};
/** Those of TensorFlow Addons take the decay first and have no default for it. */
const ADDONS: Record<string, Form> = {
  AdamW: form(0.001, 'weight_decay learning_rate'),
  SGDW: form(0.001, 'weight_decay learning_rate'),
  LAMB: form(0.001, 'learning_rate beta_1 beta_2 epsilon weight_decay weight_decay_rate'),
};
/** Names in `compile(optimizer="adam")`. */
const STRINGS = new Map(Object.keys(OPTIMIZERS).map((name) => [name.toLowerCase(), name]));

/** `keras.optimizers.AdamW(…)`: notes the fact, which the object keeps. */
export function optimizer(path: string, call: Call, run: Run): ObjectValue | undefined {
  const own = /^optimizers\.([A-Z]\w*)$/.exec(kerasPath(path)?.path ?? '')?.[1];
  const added = /^tensorflow_addons\.optimizers\.([A-Z]\w*)$/.exec(path)?.[1];
  const name = own ?? added;
  const table = added ? ADDONS : OPTIMIZERS;
  if (name === undefined || !Object.hasOwn(table, name)) return undefined;
  const { parameters, learningRate, decay = added ? undefined : 0 } = table[name]!;
  const bound = bind(call, parameters, run);
  const variable = assignedName(run);
  const fact: OptimizerFact = {
    type: 'optimizer',
    ...factAt(call, run),
    name,
    learningRate: rateOf(bound, learningRate),
    weightDecay: decayOf(bound, decay),
    decoupled: true,
    groups: [],
    excluded: false,
    ...(variable !== undefined && { variable }),
  };
  run.note(fact);
  return objectOf(path, call, parameters, run, { optimizer: fact });
}

function rateOf(bound: Bound, byDefault: number): Setting<number> {
  const name = bound.get('lr') ? 'lr' : 'learning_rate';
  return bound.setting(name, asNumber, byDefault);
}

/** `None` is no decay. */
function decayOf(bound: Bound, byDefault: number | undefined): Setting<number> {
  const name = bound.get('weight_decay_rate') ? 'weight_decay_rate' : 'weight_decay';
  return bound.setting(name, (value) => (value === null ? 0 : asNumber(value)), byDefault);
}

export const optimizerOf = (value: Value | undefined): OptimizerFact | undefined =>
  value?.type === 'object' ? (value.data as { optimizer?: OptimizerFact } | undefined)?.optimizer : undefined;

/** `compile(optimizer="adam")`: the optimizer with its defaults. */
export function namedOptimizer({ value, at }: CallArgument, run: Run): OptimizerFact | undefined {
  if (value.type !== 'known' || typeof value.value !== 'string') return undefined;
  const name = STRINGS.get(value.value.toLowerCase());
  if (name === undefined) return undefined;
  const { learningRate, decay = 0 } = OPTIMIZERS[name]!;
  const range = run.range(at);
  return {
    type: 'optimizer',
    framework: 'keras',
    range,
    anchor: range,
    scope: run.scope(),
    name,
    learningRate: { value: learningRate, origin: 'default' },
    weightDecay: { value: decay, origin: 'default' },
    decoupled: true,
    groups: [],
    excluded: false,
  };
}

/** `optimizer.exclude_from_weight_decay(var_names=["bias"])`; wrappers such as the loss scale pass on what they hold. */
export function optimizerMethod(
  receiver: ObjectValue,
  name: string,
  call: Call,
  run: Run,
): Value | undefined {
  const fact = optimizerOf(receiver);
  if (!fact) return undefined;
  if (name === 'exclude_from_weight_decay') exclude(fact, bind(call, ['var_list', 'var_names'], run));
  return run.known(null);
}

/** Every call replaces what the one before named. */
function exclude(fact: OptimizerFact, bound: Bound): void {
  const names = bound.get('var_list') ? undefined : bound.setting('var_names', asNames).value;
  fact.excluded = true;
  if (names) fact.excludedNames = names;
  else delete fact.excludedNames;
}

const asNames = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined;
