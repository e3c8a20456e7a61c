/** Tensors that are made: `torch.zeros(10, 20)`, `nn.Parameter(torch.randn(…))`. */
import { bind, plain, writtenArguments } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';

/** Functions whose positional arguments are the sizes, and those whose first argument is the shape. */
const OF_SIZES = new Set('randn rand zeros ones empty Tensor FloatTensor'.split(' '));
const OF_VALUES = new Set(['tensor', 'as_tensor', 'from_numpy', 'arange', 'linspace', 'eye', 'full']);

/** Size of a made tensor; of a single number its value, so that sums that begin with it can be told. */
interface Made {
  count: number | undefined;
  value?: number;
}

const isSize = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** A tensor that a function of torch makes; undefined for other functions. */
export function tensorMade(name: string, call: Call, run: Run): Value | undefined {
  const sizes = OF_SIZES.has(name);
  if (!sizes && !OF_VALUES.has(name)) return undefined;
  // Of a tensor that flows through the model: `torch.tensor(x)`.
  if (call.arguments.some(({ value }) => value.type === 'tensor' || value.type === 'parameters'))
    return undefined;
  const made = sizes ? ofSizes(call) : ofValue(name, call);
  const zero = /^(?:zeros|Tensor|FloatTensor)$/.test(name) && made.count === 1;
  return {
    type: 'object',
    path: 'torch.tensor',
    framework: 'pytorch',
    arguments: new Map([['count', { value: countValue(made.count, run), at: call.expression }]]),
    at: call.expression,
    ...((zero || made.value === 0) && { data: 0 }),
  };
}

const countValue = (count: number | undefined, run: Run): Value =>
  count === undefined
    ? run.unknown('a size')
    : { type: 'known', value: count, origin: 'constant', passing: true };

function ofSizes({ arguments: given, open }: Call): Made {
  const named = given.find(({ name }) => name === 'size');
  const values = named ? [named] : given.filter(({ name }) => name === undefined);
  const sizes = values.flatMap(({ value }) => plain(value)?.value);
  if (open || sizes.length === 0)
    return { count: values.length === 0 && !open ? undefined : sizes.length === 0 ? 1 : undefined };
  return sizes.every(isSize) ? { count: sizes.reduce((all, size) => all * size, 1) } : { count: undefined };
}

function ofValue(name: string, { arguments: given }: Call): Made {
  const value = plain(given[0]?.value)?.value;
  if (name === 'full') {
    const sizes = [value].flat();
    return {
      count: sizes.every(isSize) ? (sizes as number[]).reduce((all, size) => all * size, 1) : undefined,
    };
  }
  if (name === 'arange' || name === 'linspace' || name === 'eye') return { count: undefined };
  if (typeof value === 'number') return { count: 1, value };
  return { count: Array.isArray(value) ? value.flat(8).length : undefined };
}

/** `0.02 * torch.randn(10, 20)` has as many numbers; a number beside a tensor leaves its size. */
export function tensorOperation(left: Value, right: Value): Value | undefined {
  const [made] = [left, right].filter((value) => value.type === 'object' && value.path === 'torch.tensor');
  if (made?.type !== 'object' || (left.type !== 'known' && right.type !== 'known')) return undefined;
  const { data: _, ...rest } = made;
  return rest;
}

/** `nn.Parameter(…)`: a parameter tensor of its own, with as many numbers as the tensor it is given. */
export function parameterTensor(call: Call, run: Run): Value {
  const bound = bind(call, ['data', 'requires_grad'], run);
  const layer = run.layer(call, 'pytorch', {
    kind: 'Parameter',
    framework: 'pytorch',
    callee: run.text(call.expression.callee),
    arguments: writtenArguments(call, ['data', 'requires_grad'], run),
    settings: {},
  });
  layer.bare = true;
  const data = bound.get('data')?.value;
  const count =
    data?.type === 'object' ? plain((data as ObjectValue).arguments.get('count')?.value)?.value : undefined;
  if (typeof count === 'number') layer.parameters = count;
  return layer;
}
