/** Penalties that are added to the loss by hand: `tf.add_n([tf.nn.l2_loss(v) for v in model.trainable_variables])`. */
import { plain } from '../interpret/arguments.ts';
import type { Call, Condition, Run } from '../interpret/framework.ts';
import type { ParametersValue, Value } from '../interpret/values.ts';
import type { Setting } from '../model.ts';
import type { Expression, Place } from '../program/program.ts';
import type { HandPenaltyFact, ParameterSet } from '../surroundings.ts';
import { factAt } from './facts.ts';
import { kerasPath } from './paths.ts';

type Norm = HandPenaltyFact['norm'];

/** Attributes of a model or layer that hold its parameters. */
const ATTRIBUTES = /^(trainable_variables|trainable_weights|weights|variables)$/;

/** @param receiver what they belong to, as written */
export function parametersOfModel(name: string, receiver: string, at: Place): ParametersValue | undefined {
  if (!ATTRIBUTES.test(name)) return undefined;
  const set: ParameterSet = receiver.includes('.') ? 'part' : 'all';
  return { type: 'parameters', framework: 'keras', set, of: receiver, at };
}

const isOwn = (value: Value | undefined): value is ParametersValue =>
  value?.type === 'parameters' && value.framework === 'keras';

/** The fact of a norm, to which factors are added where they are multiplied. */
const facts = new WeakMap<ParametersValue, HandPenaltyFact>();

const ABSOLUTE = /\.(abs|absolute)$/;
const SQUARE = /\.square$/;
const SUM = /\.(reduce_sum|reduce_mean|sum|mean|add_n)$/;
const NORM = /\.(norm|l2_norm|global_norm)$/;

/** `tf.abs(v)`, `tf.nn.l2_loss(v)`, `tf.reduce_sum(tf.square(v))`, `tf.add_n(losses)`: undefined for other functions. */
export function penaltyFunction(path: string, call: Call, run: Run): Value | undefined {
  const value = parametersIn(call.arguments[0]?.value);
  if (!value || !isTensorFunction(path)) return undefined;
  const { norm: known } = value;
  if (ABSOLUTE.test(path)) return { ...value, norm: 'l1' };
  if (SQUARE.test(path)) return { ...value, norm: 'l2' };
  if (/\.l2_loss$/.test(path))
    return noted({ ...value, norm: 'l2', strength: run.known(0.5) }, 'l2', call, run);
  if (NORM.test(path)) return noted({ ...value, norm: 'l2-norm' }, 'l2-norm', call, run);
  if (!SUM.test(path) || !known) return undefined;
  return facts.has(value) ? value : noted({ ...value }, known, call, run);
}

const isTensorFunction = (path: string): boolean =>
  path.startsWith('tensorflow.') || /^(ops|backend)\./.test(kerasPath(path)?.path ?? '');

/** One parameter, or a list with what was computed from each. */
function parametersIn(value: Value | undefined): ParametersValue | undefined {
  if (isOwn(value)) return value;
  const first = value?.type === 'list' ? value.items[0]?.value : undefined;
  return isOwn(first) ? first : undefined;
}

/** A regularizer that is called by hand, `keras.regularizers.l2(1e-4)(w)`, is a penalty as well. */
export function regularizerOn(
  value: ParametersValue,
  norm: Norm,
  strength: Value,
  call: Call,
  run: Run,
): Value {
  return noted({ ...value, norm, strength }, norm, call, run);
}

function noted(value: ParametersValue, norm: Norm, call: Call, run: Run): ParametersValue {
  const fact: HandPenaltyFact = {
    type: 'handPenalty',
    ...factAt(call, run),
    norm,
    parameters: value.set,
    of: value.of,
    strength: strengthOf(value.strength),
  };
  run.note(fact);
  facts.set(value, fact);
  return value;
}

function strengthOf(value: Value | undefined): Setting<number> {
  if (!value) return { value: 1, origin: 'default' };
  const found = plain(value);
  if (!found || found.passing || typeof found.value !== 'number')
    return { value: undefined, origin: 'unknown' };
  return { value: found.value, origin: found.origin };
}

/** `0.01 * penalty`, `v ** 2`, `loss + penalty`. */
export function operateOnParameters(
  operator: string,
  left: Value,
  right: Value,
  run: Run,
): Value | undefined {
  const value = isOwn(left) ? left : isOwn(right) ? right : undefined;
  if (!value) return undefined;
  const other = value === left ? right : left;
  const fact = facts.get(value);
  if (operator === '**' && value === left) return { ...value, norm: 'l2' };
  if (operator === '*' && other === value) return { ...value, norm: 'l2' };
  if (operator === '*' || operator === '/') {
    const factor = operator === '*' ? other : undefined;
    const strength = times(value.strength, factor, run);
    const result: ParametersValue = { ...value, strength };
    if (fact) {
      fact.strength = strengthOf(strength);
      facts.set(result, fact);
    }
    return result;
  }
  if (operator !== '+' && operator !== '-') return undefined;
  return other.type === 'parameters' ? value : run.unknown('a loss');
}

function times(known: Value | undefined, factor: Value | undefined, run: Run): Value {
  const a = known ? plain(known)?.value : 1;
  const b = factor && plain(factor)?.value;
  if (typeof a !== 'number' || typeof b !== 'number') return run.unknown('a factor');
  if (factor?.type !== 'known') return run.unknown('a factor');
  return { ...factor, value: a * b };
}

/** Words in names of parameters that are left out, and those that are chosen. */
const LEFT_OUT = /^(bias|beta|gamma|batch|norm|bn)/i;
const CHOSEN = /^(kernel|weight|w)$/i;

/** `for v in variables if 'bias' not in v.name`, `if len(v.shape) > 1`: the weights; the rest of such a choice. */
export function narrow(
  value: ParametersValue,
  conditions: readonly Condition[],
): ParametersValue | undefined {
  const kinds = conditions.flatMap(({ test, holds }) => choiceOf(test, holds) ?? []);
  const [kind] = kinds;
  return kind === undefined ? undefined : { ...value, set: kind };
}

function choiceOf(test: Expression, holds: boolean): ParameterSet | undefined {
  if (test.type === 'logical') return choiceOf(test.left, holds) ?? choiceOf(test.right, holds);
  if (test.type === 'unary' && test.operator === 'not') return choiceOf(test.operand, !holds);
  if (test.type !== 'binary') return undefined;
  const { operator, left, right } = test;
  if ((operator === 'in' || operator === 'not-in') && left.type === 'string') {
    const inside = (operator === 'in') === holds;
    if (LEFT_OUT.test(left.value ?? '')) return inside ? 'biases' : 'weights';
    return CHOSEN.test(left.value ?? '') ? (inside ? 'weights' : 'biases') : undefined;
  }
  const axes = /^(>|>=)$/.test(operator) && right.type === 'number' && right.value >= 1;
  return axes ? (holds ? 'weights' : 'biases') : undefined;
}
