/**
 * `model.parameters()` and loops over it. A loop over parameters is followed for one weight, one bias and one
 * normalization parameter, so that tests on their names and axes decide themselves.
 */
import { plain } from '../interpret/arguments.ts';
import type { Call, Condition, Run } from '../interpret/framework.ts';
import type { ObjectValue, ParameterKind, ParametersValue, Value } from '../interpret/values.ts';
import type { Expression, Place } from '../program/program.ts';
import type { ParameterSet } from '../surroundings.ts';

const ALL: ParameterKind[] = ['weight', 'bias', 'norm'];

/** Number of axes of a parameter of that kind. */
const AXES: Record<ParameterKind, number> = { weight: 2, bias: 1, norm: 1 };

/** Words in names of parameters: every name with the word is of one of these kinds. */
const WORDS: [RegExp, ParameterKind[]][] = [
  [/^\.?bias$/i, ['bias']],
  [/^\.?beta$/i, ['bias']],
  [/^\.?gamma$/i, ['norm']],
  [/(layer|batch|group|^|\.)_?norm|^\.?(bn|ln)(\.|\d|_|$)/i, ['norm']],
  [/^\.?weight$/i, ['weight', 'norm']],
];

/** The set of parameters that consists of these kinds. */
export function setOf(kinds: ReadonlySet<ParameterKind>): ParameterSet {
  if (kinds.size === ALL.length) return 'all';
  if (kinds.has('weight')) return kinds.has('bias') ? 'unknown' : 'weights';
  return 'biases';
}

const MAIN = /^(?:model|net|network|module|classifier|net[A-Z]|\w*_?(?:model|net|network))$/;

/** Whether an expression names a whole model: `model`, `self`, `self.model`, `model.module`; a part is `model.fc`. */
function isWhole(expression: Expression): boolean {
  if (expression.type === 'call') return true;
  if (expression.type === 'name') return true;
  if (expression.type !== 'member') return false;
  if (expression.name === 'module') return isWhole(expression.object);
  return expression.object.type === 'name' && expression.object.name === 'self' && MAIN.test(expression.name);
}

/** `model.parameters()`, `self.encoder.named_parameters()`. */
export function parametersOf(name: string, call: Call, run: Run): ParametersValue {
  const { callee } = call.expression;
  const object = callee.type === 'member' ? callee.object : callee;
  const whole = isWhole(object);
  return {
    type: 'parameters',
    framework: 'pytorch',
    set: whole ? 'all' : 'part',
    of: run.text(object),
    ...(whole && { kinds: ALL }),
    ...(name.startsWith('named') && { named: true as const }),
    at: call.expression,
  };
}

/** One parameter of each kind; of named ones with a name. */
export function eachOf(value: ParametersValue, run: Run): Value[] {
  if (value.single) return [value];
  const kinds = value.kinds ?? ALL;
  return kinds.map((kind): Value => {
    const one: ParametersValue = { ...value, single: true };
    if (value.kinds) Object.assign(one, { kinds: [kind], set: setOf(new Set([kind])) });
    const axes = { axes: AXES[kind] };
    const single = { ...one, ...axes };
    return value.named ? run.list([nameOf(kind, value.at), single], value.at, 'tuple') : single;
  });
}

const NAME = 'torch.nn.Parameter.name';

function nameOf(kind: ParameterKind, at: Place): ObjectValue {
  return { type: 'object', path: NAME, framework: 'pytorch', arguments: new Map(), at, data: kind };
}

/** Decided, so that the way that is not taken is not followed for this kind of parameter. */
const yes = (holds: boolean): Value => ({ type: 'known', value: holds, origin: 'literal' });

/** Whether the name of a parameter of that kind holds the word; undefined for words that say nothing of kinds. */
function holds(word: string, kind: ParameterKind): boolean | undefined {
  const kinds = WORDS.find(([pattern]) => pattern.test(word))?.[1];
  // `LayerNorm.weight` and the like are norms, whatever else they hold.
  return kinds?.includes(kind);
}

/** `'bias' in name`, `name == …`. */
export function nameOperation(operator: string, left: Value, right: Value, run: Run): Value | undefined {
  if (right.type !== 'object' || right.path !== NAME || (operator !== 'in' && operator !== 'not-in'))
    return undefined;
  const found =
    left.type === 'known' && typeof left.value === 'string'
      ? holds(left.value, right.data as ParameterKind)
      : undefined;
  return found === undefined ? run.unknown('a name') : yes(found === (operator === 'in'));
}

/** `name.endswith('.bias')`, `name.split('.')`. */
export function nameMethod(name: ObjectValue, method: string, call: Call, run: Run): Value | undefined {
  if (name.path !== NAME) return undefined;
  if (method === 'lower') return name;
  if (method !== 'endswith') return run.unknown(call.expression);
  const words = [plain(call.arguments[0]?.value)?.value].flat();
  const answers = words.map((word) =>
    typeof word === 'string' ? holds(word, name.data as ParameterKind) : undefined,
  );
  if (answers.includes(true)) return yes(true);
  return answers.includes(undefined) ? run.unknown(call.expression) : yes(false);
}

/** `p.ndim`, `p.shape`, `p.requires_grad`; `p.grad` and `p.data` are not the parameter itself. */
export function parameterMember(value: ParametersValue, name: string, run: Run): Value | undefined {
  const { axes } = value;
  if (name === 'requires_grad') return value.single && yes(true);
  if (axes === undefined) return undefined;
  if (name === 'ndim') return numberValue(axes);
  if (name === 'shape')
    return run.list(
      Array.from({ length: axes }, () => run.unknown('a size')),
      value.at,
      'tuple',
    );
  return undefined;
}

export const numberValue = (value: number): Value => ({
  type: 'known',
  value,
  origin: 'literal',
});

/** Under a test on names that says nothing of kinds, a parameter is one of a part of the model. */
export function narrowed(value: ParametersValue, conditions: Condition[]): ParametersValue | undefined {
  if (value.framework !== 'pytorch') return undefined;
  if (value.set === 'part' || !conditions.some(({ test }) => asksForName(test))) return value;
  const { kinds: _, ...rest } = value;
  return { ...rest, set: 'part' };
}

function asksForName(test: Expression): boolean {
  if (test.type === 'unary') return asksForName(test.operand);
  if (test.type === 'logical') return asksForName(test.left) || asksForName(test.right);
  if (test.type === 'binary')
    return /^(?:not-)?in$|^[!=]=$/.test(test.operator) && !/[<>]/.test(test.operator);
  return (
    test.type === 'call' && test.callee.type === 'member' && /^(?:starts|ends)with$/.test(test.callee.name)
  );
}

/** A list of parameters as one: its kinds together. */
export function summed(value: Value, run: Run): ParametersValue | undefined {
  if (value.type === 'parameters') return value;
  if (value.type !== 'list' || value.items.length === 0) return undefined;
  const parts = value.items.map((item) => item.value);
  if (!parts.every((part) => part.type === 'parameters')) return undefined;
  const sum = parts.reduce(added);
  // Parts that may be missing: chosen by something that cannot be seen.
  const chosen = value.open !== undefined || (!run.isUnsure() && value.items.some((item) => item.unsure));
  return chosen ? { ...sum, set: 'unknown' } : sum;
}

/** Both together, one sum of them. */
export function added(a: ParametersValue, b: ParametersValue): ParametersValue {
  const norm = a.norm === b.norm ? a.norm : 'other';
  const merged = { ...a, ...(norm && { norm }) };
  if (!a.kinds || !b.kinds) {
    return a.set === b.set ? merged : { ...merged, set: a.of === b.of ? 'unknown' : 'part' };
  }
  const kinds = new Set([...a.kinds, ...b.kinds]);
  return { ...merged, kinds: [...kinds], set: setOf(kinds) };
}

/** `filter(lambda p: p.requires_grad, model.parameters())` leaves out what is frozen. */
export function filtered({ arguments: given }: Call, run: Run): ParametersValue | undefined {
  const [test, list] = given;
  const trained = test !== undefined && /requires_grad/.test(run.text(test.at));
  return trained && list?.value.type === 'parameters' ? list.value : undefined;
}
