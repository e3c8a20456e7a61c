/** Norms of parameters, and where they are added to a loss: penalties written by hand. */
import { plain, settingOf } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { ParameterKind, ParametersValue, Value } from '../interpret/values.ts';
import type { Place } from '../program/program.ts';
import type { HandPenaltyFact } from '../surroundings.ts';
import { added, numberValue, setOf, summed } from './parameters.ts';

type Norm = NonNullable<ParametersValue['norm']>;

const measured = (value: ParametersValue, norm: Norm): ParametersValue => ({ ...value, norm });

/** `p.norm(1)`: Σ|w|; `p.norm()` and `p.norm(2)`: √Σw². */
function byOrder(value: ParametersValue, order: unknown): ParametersValue {
  if (order === undefined || order === null || order === 2 || order === 'fro')
    return measured(value, 'l2-norm');
  return measured(value, order === 1 ? 'l1' : 'other');
}

/** |w|, w², √Σw²: what a power or a root makes of them. */
function toThePower(value: ParametersValue, exponent: unknown): ParametersValue {
  if (exponent === 2)
    return measured(value, value.norm === undefined || value.norm === 'l2-norm' ? 'l2' : 'other');
  if (exponent === 0.5) return measured(value, value.norm === 'l2' ? 'l2-norm' : 'other');
  return measured(value, 'other');
}

/** A mean divides by a number that is not known. */
const averaged = (value: ParametersValue, run: Run): ParametersValue => ({
  ...value,
  norm: value.norm ?? 'other',
  strength: run.unknown('one of the number of parameters'),
});

const same = (value: ParametersValue): ParametersValue => value;

type Step = (value: ParametersValue, call: Call, run: Run) => Value;

const firstOf = ({ arguments: given }: Call, name: string): unknown => {
  const argument = given.find((each) => each.name === name) ?? given.find((each) => each.name === undefined);
  return argument === undefined ? undefined : (plain(argument.value)?.value ?? Number.NaN);
};

/** Methods of a parameter, and functions of torch whose first argument is one. */
const STEPS: Record<string, Step> = {
  abs: (value) => measured(value, value.norm === undefined ? 'l1' : 'other'),
  pow: (value, call) => toThePower(value, firstOf(call, 'exponent')),
  square: (value) => toThePower(value, 2),
  sqrt: (value) => toThePower(value, 0.5),
  norm: (value, call) =>
    byOrder(value, firstOf(call, call.arguments.some(({ name }) => name === 'ord') ? 'ord' : 'p')),
  vector_norm: (value, call) => byOrder(value, firstOf(call, 'ord')),
  sum: (value) => measured(value, value.norm ?? 'other'),
  mean: (value, _, run) => averaged(value, run),
  dim: (value) => numberValue(value.axes ?? Number.NaN),
  ndimension: (value) => numberValue(value.axes ?? Number.NaN),
  view: same,
  reshape: same,
  flatten: same,
  ravel: same,
  to: same,
  cuda: same,
  float: same,
  double: same,
  clone: same,
  type: same,
};

/** `p.abs()`, `p.norm(2)`; undefined for what ends the computation, `p.item()`, `p.detach()`. */
export function parameterMethod(
  value: ParametersValue,
  name: string,
  call: Call,
  run: Run,
): Value | undefined {
  if ((name === 'dim' || name === 'ndimension') && value.axes === undefined) return undefined;
  if (name === 'norm' && value.norm !== undefined) return measured(value, 'other');
  return Object.hasOwn(STEPS, name) ? STEPS[name]!(value, call, run) : undefined;
}

/** `torch.norm(p, 1)`, `torch.sum(torch.abs(p))`, `torch.cat([p.view(-1) for p in …])`. */
export function parameterFunction(name: string, call: Call, run: Run): Value | undefined {
  const [first, ...rest] = call.arguments;
  const value = first && summed(first.value, run);
  if (!value) return undefined;
  if (name === 'cat' || name === 'concat' || name === 'stack') {
    // The norm of norms: √Σ‖w‖².
    return value.norm === 'l2-norm' ? measured(value, 'other') : { ...value, single: true };
  }
  if (name === 'clone' || name === 'tensor') return undefined;
  return parameterMethod(value, name, { ...call, arguments: rest }, run);
}

const isZero = (value: Value): boolean =>
  (value.type === 'known' && (value.value === 0 || value.value === null)) ||
  (value.type === 'object' && value.path === 'torch.tensor' && value.data === 0);

/** Arithmetic with what is computed from parameters; added to anything else it is a penalty. */
export function parameterOperation(
  operator: string,
  left: Value,
  right: Value,
  at: Place,
  run: Run,
): Value | undefined {
  const [a, b] = [left, right].map((side) => (side.type === 'parameters' ? side : undefined));
  const value = a ?? b;
  if (!value) return undefined;
  const other = a ? right : left;
  if (operator === '**' && a) return toThePower(a, plain(right)?.value);
  if (operator === '*' && a && b) {
    const square = a.norm === undefined && b.norm === undefined;
    if (square) return measured(a, 'l2');
    return a.norm === 'l2-norm' && b.norm === 'l2-norm' ? measured(a, 'l2') : measured(a, 'other');
  }
  if (operator === '*') return scaled(value, other, run);
  if (operator === '/' && a) return scaled(a, inverse(other, run), run);
  if (operator !== '+') return operator === '-' && isZero(left) ? value : run.unknown(at);
  if (a && b) return sumOf(a, b, at, run);
  if (isZero(other)) return value;
  if (other.type === 'known') return value;
  notePenalty(value, run);
  return other.type === 'tensor' ? other : run.unknown('a loss with a penalty');
}

/** Parts of one sum are one penalty; of L1 and L2 each is its own. */
function sumOf(a: ParametersValue, b: ParametersValue, at: Place, run: Run): Value {
  const alike = a.norm === b.norm && (a.strength === b.strength || a.at === b.at);
  if (alike) return added(a, b);
  for (const each of [a, b]) notePenalty(each, run);
  return run.unknown(at);
}

function inverse(value: Value, run: Run): Value {
  if (value.type !== 'known' || typeof value.value !== 'number' || value.value === 0)
    return run.unknown('a divisor');
  return { ...value, value: 1 / value.value };
}

function scaled(value: ParametersValue, factor: Value, run: Run): ParametersValue {
  const { strength } = value;
  if (strength === undefined) return { ...value, strength: factor };
  if (strength.type !== 'known' || factor.type !== 'known')
    return { ...value, strength: run.unknown('a product') };
  const product = Number(strength.value) * Number(factor.value);
  const passing = strength.passing || factor.passing;
  const origin = strength.origin === factor.origin ? strength.origin : 'constant';
  return {
    ...value,
    strength: { type: 'known', value: product, origin, ...(passing && { passing: true as const }) },
  };
}

/** Penalties of a file by the place of their parameters. */
const noted = new WeakMap<object, Map<number, Noted>>();

interface Noted {
  fact: HandPenaltyFact;
  kinds: Set<ParameterKind>;
}

/** A norm of parameters that is added to a loss, or that a function returns for one. */
export function notePenalty(value: ParametersValue, run: Run): void {
  const { norm, set, of, strength, at } = value;
  if (norm === undefined || !run.home()) return;
  const range = run.range(at);
  const fact: HandPenaltyFact = {
    type: 'handPenalty',
    framework: 'pytorch',
    range,
    anchor: range,
    scope: run.scope(),
    norm,
    parameters: set,
    ...(value.kinds && { kinds: value.kinds }),
    of,
    strength: strengthOf(strength, at, run),
  };
  const facts = noted.get(run.program) ?? new Map<number, Noted>();
  noted.set(run.program, facts);
  const place = at.piece.start + at.from;
  const known = facts.get(place);
  if (known) completeWith(fact, value, known);
  else {
    facts.set(place, { fact, kinds: new Set(value.kinds) });
    run.note(fact);
  }
}

/**
 * The same penalty again: in a loop that adds to the loss itself, for parameters of another kind; in the caller of a
 * helper, with the factor of the caller.
 */
function completeWith(fact: HandPenaltyFact, value: ParametersValue, known: Noted): void {
  if (known.fact.strength.value === undefined) known.fact.strength = fact.strength;
  if (!value.kinds || known.kinds.size === 0) return;
  for (const kind of value.kinds) known.kinds.add(kind);
  known.fact.parameters = setOf(known.kinds);
  known.fact.kinds = [...known.kinds];
}

const REGULARIZING =
  /regular|penalt|(?:^|_)reg(?:_|$)|(?:^|_)l[12](?:_|$)|(?:^|_)l[12]_?(?:loss|reg|norm)|lasso|ridge|elastic|weight_?decay|sparsity/i;

/** A function that is named so and returns a norm of parameters makes a penalty, wherever it is called. */
export function noteReturned(run: Run): void {
  const name = run.scope().function;
  if (name === undefined || !REGULARIZING.test(name)) return;
  for (const value of run.returned()) if (value.type === 'parameters') notePenalty(value, run);
}

function strengthOf(strength: Value | undefined, at: Place, run: Run): HandPenaltyFact['strength'] {
  const setting =
    strength &&
    settingOf({ value: strength, at }, (value) => (typeof value === 'number' ? value : undefined), run);
  if (!setting || setting.value === undefined || setting.passing)
    return { value: undefined, origin: 'unknown' };
  return { value: setting.value, origin: setting.origin };
}
