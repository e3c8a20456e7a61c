/** Optimizers: their weight decay, and which parameters each group of it acts on. */
import { bind, reportedSetting, settingOf } from '../interpret/arguments.ts';
import type { Bound, Call, CallArgument, Run } from '../interpret/framework.ts';
import type { DictionaryValue, ObjectValue, ParametersValue } from '../interpret/values.ts';
import type { Setting } from '../model.ts';
import type { Place } from '../program/program.ts';
import type { OptimizerFact, ParameterGroup } from '../surroundings.ts';
import { factAt, variableOf } from './facts.ts';
import { summed } from './parameters.ts';
import { READERS } from './readers.ts';

interface Optimizer {
  /** After `params`, in their positional order. */
  parameters: string[];
  learningRate?: number;
  weightDecay: number;
  /** Whether weight decay acts beside the gradient step. */
  decoupled?: true;
}

const adam = ['lr', 'betas', 'eps', 'weight_decay', 'amsgrad'];

/** Classes of torch.optim with the defaults of their documentation. */
export const OPTIMIZERS: Record<string, Optimizer> = {
  SGD: {
    parameters: ['lr', 'momentum', 'dampening', 'weight_decay', 'nesterov'],
    learningRate: 1e-3,
    weightDecay: 0,
  },
  Adam: { parameters: adam, learningRate: 1e-3, weightDecay: 0 },
  AdamW: { parameters: adam, learningRate: 1e-3, weightDecay: 1e-2, decoupled: true },
  NAdam: { parameters: ['lr', 'betas', 'eps', 'weight_decay'], learningRate: 2e-3, weightDecay: 0 },
  RAdam: { parameters: ['lr', 'betas', 'eps', 'weight_decay'], learningRate: 1e-3, weightDecay: 0 },
  Adamax: { parameters: ['lr', 'betas', 'eps', 'weight_decay'], learningRate: 2e-3, weightDecay: 0 },
  Adagrad: { parameters: ['lr', 'lr_decay', 'weight_decay'], learningRate: 1e-2, weightDecay: 0 },
  Adadelta: { parameters: ['lr', 'rho', 'eps', 'weight_decay'], learningRate: 1, weightDecay: 0 },
  RMSprop: {
    parameters: ['lr', 'alpha', 'eps', 'weight_decay', 'momentum'],
    learningRate: 1e-2,
    weightDecay: 0,
  },
  Rprop: { parameters: ['lr', 'etas', 'step_sizes'], learningRate: 1e-2, weightDecay: 0 },
  ASGD: { parameters: ['lr', 'lambd', 'alpha', 't0', 'weight_decay'], learningRate: 1e-2, weightDecay: 0 },
  LBFGS: { parameters: ['lr', 'max_iter', 'max_eval'], learningRate: 1, weightDecay: 0 },
  SparseAdam: { parameters: ['lr', 'betas', 'eps'], learningRate: 1e-3, weightDecay: 0 },
  Adafactor: {
    parameters: ['lr', 'beta2_decay', 'eps', 'd', 'weight_decay'],
    learningRate: 1e-2,
    weightDecay: 0,
    decoupled: true,
  },
};

/** Hugging Face's AdamW, before it was PyTorch's own. */
const TRANSFORMERS_ADAMW: Optimizer = {
  parameters: ['lr', 'betas', 'eps', 'weight_decay'],
  learningRate: 1e-3,
  weightDecay: 0,
  decoupled: true,
};

function optimizerAt(path: string): { name: string; optimizer: Optimizer } | undefined {
  const name = /^torch\.optim\.([A-Z]\w*)$/.exec(path)?.[1];
  if (name !== undefined && Object.hasOwn(OPTIMIZERS, name)) return { name, optimizer: OPTIMIZERS[name]! };
  return path === 'transformers.AdamW' ? { name: 'AdamW', optimizer: TRANSFORMERS_ADAMW } : undefined;
}

const number = READERS.number;

/** `torch.optim.Adam(model.parameters(), lr=1e-3)` as a fact. */
export function optimizerOf(path: string, call: Call, run: Run): ObjectValue | undefined {
  const found = optimizerAt(path);
  if (!found) return undefined;
  const { name, optimizer } = found;
  const bound = bind(call, ['params', ...optimizer.parameters], run);
  const learningRate = reportedSetting(bound.setting('lr', number, optimizer.learningRate));
  const weightDecay = reportedSetting(bound.setting('weight_decay', number, optimizer.weightDecay));
  const variable = variableOf(call.expression, run);
  const fact: OptimizerFact = {
    ...factAt(call, run),
    type: 'optimizer',
    name,
    learningRate,
    weightDecay,
    decoupled: optimizer.decoupled ?? decoupledBy(bound),
    groups: groupsOf(bound.get('params'), { learningRate, weightDecay }, run),
    excluded: false,
    ...(variable !== undefined && { variable }),
  };
  run.note(fact);
  return {
    type: 'object',
    path,
    framework: 'pytorch',
    arguments: new Map(),
    at: call.expression,
    data: fact,
  };
}

/** NAdam and RAdam take `decoupled_weight_decay=True`. */
function decoupledBy(bound: Bound): boolean {
  return bound.setting('decoupled_weight_decay', READERS.flag, false).value === true;
}

type Defaults = Pick<ParameterGroup, 'learningRate' | 'weightDecay'>;

/** Bare parameters are one group; dictionaries are a group each. */
function groupsOf(params: CallArgument | undefined, defaults: Defaults, run: Run): ParameterGroup[] {
  if (!params) return [];
  const { value, at } = params;
  const all = summed(value, run);
  if (all) return [group(all, at, defaults, run)];
  if (value.type !== 'list' || value.open !== undefined) return [group(undefined, at, defaults, run)];
  return value.items.map((item) =>
    item.value.type === 'dictionary'
      ? groupIn(item.value, item.at, defaults, run)
      : group(summed(item.value, run), item.at, defaults, run),
  );
}

function group(
  parameters: ParametersValue | undefined,
  at: Place,
  defaults: Defaults,
  run: Run,
): ParameterGroup {
  return {
    parameters: parameters?.set ?? 'unknown',
    ...(parameters && { of: parameters.of }),
    ...(parameters?.kinds && { kinds: parameters.kinds }),
    ...defaults,
    range: run.range(at),
  };
}

/** `{'params': …, 'weight_decay': 0.01}`; what it does not say is the optimizer's. */
function groupIn(
  { entries, open }: DictionaryValue,
  at: Place,
  defaults: Defaults,
  run: Run,
): ParameterGroup {
  const setting = (name: string, byDefault: Setting<number>): Setting<number> => {
    const item = entries.get(name);
    if (!item) return open === undefined ? byDefault : { value: undefined, origin: 'unknown' };
    return reportedSetting(settingOf(item, number, run));
  };
  return {
    ...group(summed(entries.get('params')?.value ?? run.unknown('params'), run), at, defaults, run),
    weightDecay: setting('weight_decay', defaults.weightDecay),
    learningRate: setting('lr', defaults.learningRate),
  };
}

/** `optimizer.add_param_group({…})`. */
export function addGroup(optimizer: ObjectValue, call: Call, run: Run): void {
  const fact = optimizer.data as OptimizerFact | undefined;
  const [given] = call.arguments;
  if (fact?.type !== 'optimizer' || given?.value.type !== 'dictionary' || !run.home()) return;
  const { learningRate, weightDecay } = fact;
  fact.groups.push(groupIn(given.value, given.at, { learningRate, weightDecay }, run));
}

/** Hugging Face's `TrainingArguments`: AdamW, whose decay leaves out biases and norms. */
export function trainingArguments(call: Call, run: Run): ObjectValue {
  const bound = bind(call, ['output_dir'], run);
  const weightDecay = reportedSetting(bound.setting('weight_decay', number, 0));
  const learningRate = reportedSetting(bound.setting('learning_rate', number, 5e-5));
  const range = run.range(call.expression);
  const written = bound.get('optim');
  if (!written) {
    run.note({
      ...factAt(call, run),
      type: 'optimizer',
      name: 'AdamW',
      learningRate,
      weightDecay,
      decoupled: true,
      groups: [
        { parameters: 'weights', weightDecay, learningRate, range },
        { parameters: 'biases', weightDecay: { value: 0, origin: 'default' }, learningRate, range },
      ],
      excluded: true,
    });
  }
  return {
    type: 'object',
    path: 'transformers.TrainingArguments',
    framework: 'pytorch',
    arguments: new Map(),
    at: call.expression,
  };
}
