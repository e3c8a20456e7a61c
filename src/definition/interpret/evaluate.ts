/** Expressions: what each kind stands for. */
import type { Argument, Expression, ExpressionOf } from '../program/program.ts';
import { leaning } from './branching.ts';
import type { Call, CallArgument } from './framework.ts';
import { itemOf } from './items.ts';
import type { Machine } from './machine.ts';
import { asConstant, computed, passing, truth } from './merge.ts';
import { operate } from './operators.ts';
import type { FunctionValue, Item, ListValue, ParametersValue, Value } from './values.ts';

type Evaluate<Type extends Expression['type']> = (expression: ExpressionOf<Type>, machine: Machine) => Value;

const EVALUATE: { [Type in Expression['type']]: Evaluate<Type> } = {
  number: ({ value }, machine) => machine.known(value),
  boolean: ({ value }, machine) => machine.known(value),
  none: (_, machine) => machine.known(null),
  string: evaluateText,
  name: (expression, machine) => nameValue(expression.name, machine),
  member: (expression, machine) =>
    machine.memberOf(machine.evaluate(expression.object), expression.name, expression),
  item: (expression, machine) => {
    const receiver = machine.evaluate(expression.object);
    return asConstant(itemOf(receiver, expression.index, expression, machine));
  },
  slice: ({ start, end, step }, machine) => {
    for (const part of [start, end, step]) if (part) machine.evaluate(part);
    return machine.unknown('a slice');
  },
  call: evaluateCall,
  list: (expression, machine) => listOf(expression, 'list', machine),
  tuple: (expression, machine) => listOf(expression, 'tuple', machine),
  set: (expression, machine) => listOf(expression, 'set', machine),
  dictionary: evaluateDictionary,
  binary: (expression, machine) => {
    const left = machine.evaluate(expression.left);
    return operate(expression.operator, left, machine.evaluate(expression.right), expression, machine);
  },
  logical: evaluateLogical,
  unary: evaluateUnary,
  conditional: evaluateConditional,
  function: (expression, machine) => {
    const value: FunctionValue = {
      type: 'function',
      parameters: expression.parameters,
      body: expression.body,
      at: expression,
      closure: machine.frame.environment,
      ...(machine.frame.owner && { owner: machine.frame.owner }),
      decorators: [],
    };
    machine.waiting.push(value);
    return value;
  },
  comprehension: evaluateComprehension,
  assignment: ({ target, value }, machine) => {
    const result = machine.evaluate(value);
    machine.bind(target, result, target);
    return result;
  },
  other: (expression, machine) => {
    for (const part of expression.parts) machine.evaluate(part);
    return machine.unknown(expression);
  },
};

export function evaluate(expression: Expression, machine: Machine): Value {
  machine.budget--;
  return (EVALUATE[expression.type] as Evaluate<Expression['type']>)(expression as never, machine);
}

function evaluateText(expression: ExpressionOf<'string'>, machine: Machine): Value {
  const { value, parts } = expression;
  if (value !== undefined) return machine.known(value);
  for (const part of parts) machine.evaluate(part);
  return machine.unknown(expression);
}

/** The value of a name where it is used: a constant, unless it is bound more than once. */
function nameValue(name: string, machine: Machine): Value {
  const { frame } = machine;
  for (let scope: typeof frame.environment | undefined = frame.environment; scope; scope = scope.parent) {
    if (scope.kind === 'class' && scope !== frame.environment) continue;
    const value = scope.values.get(name);
    if (value === undefined) continue;
    if (value.type === 'parameters') return narrowed(value, machine);
    const isOuter = scope !== frame.environment;
    if ((scope.counts.get(name) ?? 1) === 1 && !(isOuter && isReassigned(name, value, machine))) {
      return asConstant(value);
    }
    // Rebound: right where the statements are followed in order, not in a function that runs who knows when.
    if (!isOuter) return passing(value);
    return value.type === 'known' ? machine.unknown(name) : passing(value);
  }
  return machine.memberOf({ type: 'library', path: '' }, name, machine.current);
}

/** A number or text that some function of JavaScript may have changed. */
const isReassigned = (name: string, value: Value, { current }: Machine): boolean =>
  value.type === 'known' && current.piece.reassigned?.has(name) === true;

/** A parameter of a loop under conditions on its name or its axes is one of a smaller set. */
function narrowed(value: ParametersValue, machine: Machine): Value {
  if (!value.single || machine.conditions.length === 0) return value;
  return (
    machine.frameworkAnswer((framework) => framework.narrow?.(value, machine.conditions, machine)) ?? value
  );
}

/** What is written in a list is in it wherever the list is: only what is added later may be missing. */
export function sure({ unsure: _, ...item }: Item): Item {
  return item;
}

function listOf(
  { elements }: ExpressionOf<'list' | 'tuple' | 'set'>,
  of: ListValue['of'],
  machine: Machine,
): ListValue {
  const list: ListValue = { type: 'list', of, items: [] };
  for (const { value, spread } of elements) {
    const result = machine.evaluate(value);
    if (!spread) list.items.push(sure(machine.item(result, value)));
    else if (result.type === 'list') {
      list.items.push(...result.items);
      if (result.open) list.open ??= result.open;
    } else list.open ??= machine.text(value);
  }
  return list;
}

function evaluateDictionary({ entries }: ExpressionOf<'dictionary'>, machine: Machine): Value {
  const found = new Map<string, Item>();
  let open: string | undefined;
  for (const entry of entries) {
    const key = entry.key && machine.evaluate(entry.key);
    const value = machine.evaluate(entry.value);
    if (!key && value.type === 'dictionary') {
      for (const [name, item] of value.entries) found.set(name, item);
      open ??= value.open;
    } else if (key?.type === 'known') {
      found.set(String(key.value), machine.item(value, entry.value));
      if (!machine.names.has(value)) machine.names.set(value, String(key.value));
    } else open ??= machine.text(entry);
  }
  return { type: 'dictionary', entries: found, ...(open !== undefined && { open }) };
}

function evaluateLogical(expression: ExpressionOf<'logical'>, machine: Machine): Value {
  const { operator, left, right } = expression;
  const first = machine.evaluate(left);
  const decided = first.type === 'known' && operator === '??' ? first.value !== null : truth(first);
  if (decided !== undefined) {
    const stops = operator === 'and' ? !decided : decided;
    const second = stops ? first : machine.evaluate(right);
    return first.type === 'known' && second.type === 'known'
      ? computed(second.value, [first, second])
      : second;
  }
  const second = machine.evaluate(right);
  return second.type === 'known' || first.type === 'unknown' ? machine.unknown(expression) : second;
}

function evaluateUnary(expression: ExpressionOf<'unary'>, machine: Machine): Value {
  const { operator, operand } = expression;
  const value = machine.evaluate(operand);
  if (value.type === 'known') {
    if (operator === 'not') return computed(!value.value, [value]);
    if (typeof value.value === 'number') {
      if (operator === '-') return computed(-value.value, [value]);
      if (operator === '+') return value;
      return computed(~value.value, [value]);
    }
  }
  if (value.type === 'tensor' && operator === '-') return value;
  if (value.type === 'parameters') return value;
  return machine.unknown(expression);
}

function evaluateConditional(expression: ExpressionOf<'conditional'>, machine: Machine): Value {
  const { then, otherwise } = expression;
  const test = machine.evaluate(expression.test);
  const decided = machine.decide(test);
  const wayOf = (holds: boolean | undefined) => (holds === undefined ? undefined : holds ? 0 : 1);
  const way = (value: Expression, holds: boolean) => (): Value => {
    if (decided !== undefined) return machine.evaluate(value);
    machine.conditions.push({ test: expression.test, holds });
    const result = machine.evaluate(value);
    machine.conditions.pop();
    return result;
  };
  const result = machine.either(
    [way(then, true), way(otherwise, false)],
    wayOf(decided),
    wayOf(leaning(test, machine)),
    expression,
  );
  // What the default of a parameter chooses is one of two values that are written.
  return isChosenByCaller(test) ? passing(result) : result;
}

const isChosenByCaller = (test: Value): boolean =>
  test.type === 'known' && (test.passing === true || test.origin === 'parameter');

function evaluateCall(expression: ExpressionOf<'call'>, machine: Machine): Value {
  const { callee } = expression;
  if (callee.type === 'member') {
    const object = callee.object;
    if (isSuper(object)) return machine.callSuper(callee.name, callOf(expression, machine));
    const receiver = machine.evaluate(object);
    return machine.callMethod(receiver, callee.name, callOf(expression, machine));
  }
  if (callee.type === 'name' && callee.name === 'super') {
    const call = callOf(expression, machine);
    return machine.program.language === 'javascript'
      ? machine.callSuper('constructor', call)
      : machine.unknown('super()');
  }
  const value = machine.evaluate(callee);
  return machine.callValue(value, callOf(expression, machine));
}

/** `super()`, `super(Net, self)`, and `super` of JavaScript. */
function isSuper(object: Expression): boolean {
  if (object.type === 'name') return object.name === 'super';
  return object.type === 'call' && object.callee.type === 'name' && object.callee.name === 'super';
}

function callOf(expression: ExpressionOf<'call'>, machine: Machine): Call {
  const found: CallArgument[] = [];
  let open: Argument | undefined;
  for (const argument of expression.arguments) {
    const value = machine.evaluate(argument.value);
    const known = argument.spread ? spreadOf(value) : [plainArgument(value, argument)];
    if (known) found.push(...known);
    else open ??= argument;
  }
  return { expression, arguments: found, ...(open && { open }) };
}

function plainArgument(value: Value, argument: Argument): CallArgument {
  const { name, value: at } = argument;
  return name === undefined ? { value, at } : { name, value, at };
}

/** What `*list` and `**dictionary` stand for; undefined when that cannot be seen. */
function spreadOf(value: Value): CallArgument[] | undefined {
  if (value.type === 'list' && !value.open)
    return value.items.map((item) => ({ value: item.value, at: item.at }));
  if (value.type === 'dictionary' && !value.open) {
    return [...value.entries].map(([name, item]) => ({ name, value: item.value, at: item.at }));
  }
  return undefined;
}

const MAX_ELEMENTS = 256;

function evaluateComprehension(expression: ExpressionOf<'comprehension'>, machine: Machine): Value {
  const list: ListValue = { type: 'list', of: expression.of === 'set' ? 'set' : 'list', items: [] };
  const keys: (string | undefined)[] = [];
  let open: string | undefined;
  const collect = (level: number): void => {
    const loop = expression.loops[level];
    if (!loop) {
      const key = expression.key && machine.evaluate(expression.key);
      keys.push(key?.type === 'known' ? String(key.value) : undefined);
      list.items.push(machine.item(machine.evaluate(expression.element), expression.element));
      return;
    }
    const over = machine.iterate(machine.evaluate(loop.over));
    machine.looped(over, loop.target, loop.over, () => {
      const tests = loop.conditions.map((condition) => {
        const test = machine.evaluate(condition);
        return machine.decide(test) ?? leaning(test, machine);
      });
      if (tests.includes(false)) return 'next';
      if (tests.includes(undefined)) open ??= machine.text(loop.conditions[0]!);
      // What is decided chooses nothing any more.
      const undecided = loop.conditions.filter((_, index) => tests[index] === undefined);
      if (list.items.length < MAX_ELEMENTS) machine.under(undecided, () => collect(level + 1));
      return 'next';
    });
    if (!over) open ??= machine.text(loop.over);
  };
  machine.inScope(() => collect(0));
  if (open !== undefined) {
    list.open = open;
    for (const item of list.items) item.unsure = true;
  }
  if (expression.of !== 'dictionary') return list;
  const hidden = keys.includes(undefined) ? machine.text(expression.key ?? expression) : list.open;
  const entries = keys.flatMap((key, index) =>
    key === undefined ? [] : [[key, list.items[index]!] as const],
  );
  return { type: 'dictionary', entries: new Map(entries), ...(hidden !== undefined && { open: hidden }) };
}
