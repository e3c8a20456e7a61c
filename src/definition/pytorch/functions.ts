/** Functions and methods that act on tensors become nodes of the flow. */
import { bind, plain, settingOf } from '../interpret/arguments.ts';
import type { Bound, Call, CallArgument, Run } from '../interpret/framework.ts';
import type { LayerDraft, TensorValue, Value } from '../interpret/values.ts';
import type { Setting, Settings } from '../model.ts';
import type { Expression, Place } from '../program/program.ts';
import { broadcast, concatenated } from './axes.ts';
import { COMBINING, type Given, JOINING, type Operation, operationOf, SAME } from './operations.ts';
import { READERS, type Read } from './readers.ts';
import { emit, type Signal, signalOf, tensorOf, tensorsIn } from './signals.ts';
import { meaningOf, SIGNATURES } from './signatures.ts';

/** `F.relu(x)`, `torch.cat([a, b], 1)`: the function by its last name. */
export function callFunction(name: string, call: Call, run: Run): Value | undefined {
  const [first] = call.arguments;
  if (Object.hasOwn(JOINING, name)) return join(JOINING[name]!, first, call, run);
  if (Object.hasOwn(COMBINING, name)) return combine(COMBINING[name]!, call.arguments, call.expression, run);
  if (name === 'scaled_dot_product_attention') return attention(call, run);
  if (name === 'where') return combine('select', call.arguments, call.expression, run);
  const found = operationOf(name);
  if (!found) return undefined;
  const input = call.arguments.find((argument) => argument.name === 'input') ?? first;
  const tensor = tensorOf(input?.value, run);
  if (!tensor) return undefined;
  return perform(
    found,
    name,
    tensor,
    { ...call, arguments: call.arguments.filter((each) => each !== input) },
    run,
  );
}

/** `x.view(-1, 784)`. */
export function callMethod(receiver: TensorValue, name: string, call: Call, run: Run): Value | undefined {
  if (SAME.has(name)) return receiver;
  if (name === 'size') return sizeOf(receiver, call, run);
  if (name === 'dim' || name === 'ndimension') return rankOf(receiver, run);
  if (name === 'chunk' || name === 'split') return parts(receiver, name, call, run);
  const neutral = Object.hasOwn(COMBINING, name.replace(/_$/, '')) && COMBINING[name.replace(/_$/, '')];
  if (neutral) {
    const self: CallArgument = { value: receiver, at: call.expression };
    return combine(neutral, [self, ...call.arguments], call.expression, run);
  }
  const found = operationOf(name);
  return found && perform(found, name, receiver, call, run);
}

function perform(operation: Operation, name: string, input: TensorValue, call: Call, run: Run): Value {
  const bound = bind(call, Object.keys(operation.parameters), run);
  const given = givenBy(operation, bound, call, run);
  const others = call.arguments.flatMap(({ value }) => tensorsIn(value));
  const signal = operation.rule(signalOf(input), given, others.map(signalOf));
  const settings = settingsOf(operation, bound, run);
  const result = emit(
    {
      operation: typeof operation.name === 'string' ? operation.name : operation.name(given),
      inputs: [input, ...others].map(({ node }) => node),
      at: call.expression,
      ...(settings && { settings }),
    },
    signal,
    run,
  );
  // `x.max(dim=1)` answers values and places.
  const indexed =
    (name === 'max' || name === 'min' || name === 'topk' || name === 'sort') && call.arguments.length > 0;
  return indexed ? run.list([result, run.unknown('indices')], call.expression, 'tuple') : result;
}

function givenBy({ parameters }: Operation, bound: Bound, call: Call, run: Run): Given {
  const value = (name: string): unknown => {
    const argument = bound.get(name);
    if (argument) return plain(argument.value)?.value;
    return bound.hidden(name) ? undefined : parameters[name];
  };
  return {
    value,
    positions: call.arguments.filter(({ name }) => name === undefined).map(({ value: each }) => partly(each)),
    asLayer: (kind) => layerLike(kind, value, bound, run),
  };
}

/** A list keeps what is known of it: `x.view((x.size(0), 10))`. */
function partly(value: Value): unknown {
  if (value.type === 'list' && value.open === undefined)
    return value.items.map((item) => plain(item.value)?.value);
  return plain(value)?.value;
}

/** Arguments of a function as the settings of the layer class that does the same. */
function layerLike(kind: string, value: (name: string) => unknown, bound: Bound, run: Run): LayerDraft {
  const settings: Record<string, Setting<unknown>> = {};
  const written = [];
  for (const parameter of Object.keys(SIGNATURES[kind] ?? {})) {
    const meaning = meaningOf(kind, parameter);
    const known = value(parameter);
    const read = known === undefined ? undefined : (meaning?.read as Read<unknown> | undefined)?.(known);
    if (meaning)
      settings[meaning.setting] = { value: read, origin: read === undefined ? 'unknown' : 'literal' };
    const argument = bound.get(parameter);
    if (argument) {
      const origin = known === undefined ? ('unknown' as const) : ('literal' as const);
      written.push({ name: parameter, value: known, origin, range: run.range(argument.at) });
    }
  }
  return { kind, callee: kind, settings: settings as Settings, arguments: written };
}

/** `rate` and `training` of dropout; `self.training` is the module's mode. */
function settingsOf({ parameters }: Operation, bound: Bound, run: Run) {
  if (!('training' in parameters)) return undefined;
  const rate = bound.setting('p', READERS.number, parameters.p as number);
  return { rate, training: trainingOf(bound, parameters.training as boolean, run) };
}

function trainingOf(bound: Bound, byDefault: boolean, run: Run): Setting<boolean | 'mode'> {
  const argument = bound.get('training');
  const setting = bound.setting<boolean | 'mode'>('training', READERS.flag, byDefault);
  if (argument && isMode(argument.value)) return { ...setting, value: 'mode', origin: 'literal' };
  // `if self.training: x = F.dropout(x)` follows the mode as well.
  const guarded = !argument && run.conditions.some(({ test, holds }) => holds && asksForMode(test));
  return guarded ? { value: 'mode', origin: 'literal' } : setting;
}

/** `self.training`, `self.training and p > 0`. */
function asksForMode(test: Expression): boolean {
  if (test.type === 'logical') return test.operator === 'and' && [test.left, test.right].some(asksForMode);
  return test.type === 'member' && test.name === 'training' && test.object.type === 'name';
}

/** `self.training` of a module, as `member` answers it. */
export const MODE = 'self.training';
const isMode = (value: Value): boolean =>
  value.type === 'unknown' && value.what === MODE && value.of !== undefined;

const combineSignals = (signals: Signal[]): Signal => signals.reduce(broadcast);

/** Several tensors element by element; numbers and parameters beside them leave the shape as it is. */
function combine(operation: string, args: CallArgument[], at: Place, run: Run): Value | undefined {
  const tensors = args.flatMap(({ value }) => tensorsIn(value));
  if (tensors.length === 0) return undefined;
  const signals = tensors.map(signalOf);
  const signal: Signal = operation === 'matmul' ? { features: null } : combineSignals(signals);
  return emit({ operation, inputs: tensors.map(({ node }) => node), at }, signal, run);
}

function join(operation: string, list: CallArgument | undefined, call: Call, run: Run): Value | undefined {
  const tensors = list ? tensorsIn(list.value) : [];
  if (tensors.length === 0) return undefined;
  const dim = plain(bind(call, ['tensors', 'dim'], run).get('dim')?.value);
  const axis = dim === undefined ? 0 : dim.value;
  const elements = list!.value.type === 'list' ? list!.value.items.length : 0;
  const known = typeof axis === 'number' && operation === 'concatenate' && elements === tensors.length;
  const signal: Signal = known ? concatenated(tensors.map(signalOf), axis) : { features: null };
  return emit({ operation, inputs: tensors.map(({ node }) => node), at: call.expression }, signal, run);
}

/** Attention with dropout of its own, which does not follow the module's mode. */
function attention(call: Call, run: Run): Value | undefined {
  const bound = bind(call, ['query', 'key', 'value', 'attn_mask', 'dropout_p'], run);
  const tensors = call.arguments.flatMap(({ value }) => tensorsIn(value));
  const query = tensorOf(bound.get('query')?.value, run);
  if (!query) return undefined;
  const rate = bound.get('dropout_p');
  const settings = {
    rate: rate ? settingOf(rate, READERS.number, run) : ({ value: 0, origin: 'default' } as const),
  };
  return emit(
    { operation: 'attention', inputs: tensors.map(({ node }) => node), at: call.expression, settings },
    signalOf(query),
    run,
  );
}

/** The batch is of unknown size. */
export function shapeOf(tensor: TensorValue, at: Place, run: Run): Value | undefined {
  const { shape } = signalOf(tensor);
  if (!shape) return undefined;
  const sizes = [null, ...shape].map((size) => sizeValue(size, run));
  return run.list(sizes, at, 'tuple');
}

function sizeValue(size: number | null | undefined, run: Run): Value {
  if (size === null || size === undefined) return run.unknown('a size');
  return { type: 'known', value: size, origin: 'constant', passing: true };
}

function sizeOf(tensor: TensorValue, call: Call, run: Run): Value | undefined {
  const [dim] = call.arguments;
  if (!dim) return shapeOf(tensor, call.expression, run) ?? run.unknown(call.expression);
  const axis = plain(dim.value)?.value;
  if (typeof axis !== 'number') return run.unknown(call.expression);
  const { shape, features, axis: place } = signalOf(tensor);
  if (axis === 0) return run.unknown('the batch size');
  if (shape) return sizeValue(shape.at(axis < 0 ? axis : axis - 1), run);
  const atFeatures = (axis === -1 && place === 'last') || (axis === 1 && place === 'first');
  return sizeValue(atFeatures ? features : null, run);
}

export function rankOf(tensor: TensorValue, run: Run): Value {
  const { shape } = signalOf(tensor);
  return sizeValue(shape ? shape.length + 1 : null, run);
}

/** `x.chunk(3, dim=-1)`: as many equal parts as are asked for; `x.split(64, dim=-1)` in parts of that size. */
function parts(receiver: TensorValue, name: string, call: Call, run: Run): Value {
  const bound = bind(call, [name === 'chunk' ? 'chunks' : 'split_size', 'dim'], run);
  const dim = bound.get('dim') ? plain(bound.get('dim')!.value)?.value : 0;
  const given = plain((bound.get('chunks') ?? bound.get('split_size'))?.value)?.value;
  const input = signalOf(receiver);
  const along =
    (dim === -1 && input.axis === 'last') ||
    (dim === 1 && input.axis === 'first') ||
    (dim === 2 && input.axis === 'last');
  const size =
    name === 'split'
      ? given
      : along && typeof given === 'number'
        ? (input.features ?? Number.NaN) / given
        : undefined;
  const features = along
    ? typeof size === 'number' && Number.isInteger(size)
      ? size
      : null
    : input.features;
  const signal: Signal = { features, ...(input.axis && { axis: input.axis }) };
  const node = emit({ operation: 'split', inputs: [receiver.node], at: call.expression }, signal, run);
  const count =
    name === 'chunk'
      ? given
      : along && typeof given === 'number'
        ? (input.features ?? Number.NaN) / given
        : undefined;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 64) return node;
  return run.list(
    Array.from({ length: count }, () => node),
    call.expression,
    'tuple',
  );
}

const OPERATORS: Record<string, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '@': 'matmul',
  '**': 'power',
};

/** `residual + x`. */
export function operate(operator: string, left: Value, right: Value, at: Place, run: Run): Value | undefined {
  const operation = OPERATORS[operator];
  if (!operation || (left.type !== 'tensor' && right.type !== 'tensor')) return undefined;
  const sides = [left, right].filter((side) => side.type === 'tensor').map((value) => ({ value, at }));
  return combine(operation, sides, at, run);
}
