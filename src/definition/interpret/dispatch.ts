/** What is called, and what a name after a dot is. */
import type { Place } from '../program/program.ts';
import { constructorName } from './ancestry.ts';
import { attributeBindings } from './bindings.ts';
import { CHANGES_LIST, callBuiltinMethod } from './builtinMethods.ts';
import { callBuiltin, lengthOf, PYTHON_NAMES } from './builtins.ts';
import { lookUp } from './calls.ts';
import type { Call } from './framework.ts';
import type { Machine } from './machine.ts';
import { asConstant, passing } from './merge.ts';
import { callAt, keepModel } from './recording.ts';
import type { ClassValue, InstanceValue, LibraryValue, Value } from './values.ts';

/** Libraries whose functions leave a model as it is. */
const HARMLESS =
  /^(builtins|numpy|np|matplotlib|pandas|sklearn|tensorflow|tf|keras|torch|torchvision|torchsummary|torchinfo|torchviz|os|sys|json|time|math|random|logging|pickle|joblib|seaborn|tqdm|wandb|mlflow|console|Math|Object|Array|JSON|tfvis|@tensorflow)\b/;

export function callValue(value: Value, call: Call, machine: Machine): Value {
  const given = call.arguments.map((argument) => argument.value);
  switch (value.type) {
    case 'choice':
      return machine.chosen(
        value.options.map((option) => machine.callValue(option, call)),
        call.expression,
      );
    case 'partial':
      return machine.callValue(value.callee, completed(value.arguments, call));
    case 'library':
      return callLibrary(value, call, machine);
    case 'function':
      return machine.follow(value, call.arguments, call);
    case 'class':
      return machine.instantiate(value, call.arguments, call);
    case 'instance':
      return callInstance(value, call, machine);
    case 'layer':
    case 'container':
    case 'functional':
    case 'object': {
      const applied = value.type === 'object' ? call : withInputs(call, machine);
      const result = machine.frameworkAnswer((framework) => framework.apply(value, applied, machine));
      return result ?? machine.opaque(given, call.expression);
    }
    default:
      handOver(given, call, machine);
      return machine.opaque(given, call.expression);
  }
}

/** What a layer is applied to is a tensor, wherever it comes from; the same value is the same tensor. */
function withInputs(call: Call, machine: Machine): Call {
  const given = call.arguments.map((argument) => ({ ...argument, value: asTensor(argument.value, machine) }));
  return { ...call, arguments: given };
}

function asTensor(value: Value, machine: Machine): Value {
  if (value.type === 'list' && !value.open) {
    const items = value.items.map((item) => ({ ...item, value: asTensor(item.value, machine) }));
    return { ...value, items };
  }
  if (value.type !== 'unknown') return value;
  const known = machine.inputs.get(value);
  if (known) return known;
  const input = machine.node({ operation: 'input', inputs: [], at: machine.current });
  machine.inputs.set(value, input);
  return input;
}

/** The call of what `partial` made: its own arguments first; those of the call win by name. */
function completed(own: Call['arguments'], call: Call): Call {
  const names = new Set(call.arguments.map(({ name }) => name));
  const positional = own.filter(({ name }) => name === undefined);
  const named = own.filter(({ name }) => name !== undefined && !names.has(name));
  return { ...call, arguments: [...positional, ...call.arguments, ...named] };
}

function callLibrary({ path }: LibraryValue, call: Call, machine: Machine): Value {
  const known =
    callBuiltin(path, call, machine) ??
    machine.frameworkAnswer((framework) => framework.call(path, call, machine));
  if (known) return keepModel(known, machine);
  const given = call.arguments.map(({ value }) => value);
  if (!HARMLESS.test(path)) handOver(given, call, machine);
  const result = machine.opaque(given, call.expression);
  return result.type === 'unknown' ? Object.assign(result, { path }) : result;
}

function callInstance(value: InstanceValue, call: Call, machine: Machine): Value {
  const names = [...(machine.frameworkOf(value.class)?.methods.apply ?? []), '__call__'];
  for (const name of names) {
    const method = lookUp(value, name);
    if (method?.type !== 'function') continue;
    // Its layers were made with the object, not by this call.
    const block = { name: value.class.name, layers: [], blocks: [] };
    const result = machine.within(block, () => machine.follow(method, call.arguments, call), true);
    for (const each of result.type === 'list' ? result.items.map((item) => item.value) : [result]) {
      if (each.type === 'tensor') each.node.made ??= value.made;
    }
    return result;
  }
  const given = call.arguments.map((argument) => argument.value);
  // A class without such a method has that of the library's class: `class Block(nn.Sequential)`.
  const [apply] = machine.frameworkOf(value.class)?.methods.apply ?? [];
  const inherited =
    apply && machine.frameworkAnswer((framework) => framework.method(value, apply, call, machine));
  return inherited || machine.opaque(given, call.expression);
}

const HOLDS_NO_MODEL = new Set<Value['type']>([
  'known',
  'unknown',
  'library',
  'tensor',
  'layer',
  'object',
  'parameters',
]);

/** Models that code gets hold of which is not seen. */
function handOver(given: Value[], call: Call, machine: Machine): void {
  if (given.length === 0 || given.every(({ type }) => HOLDS_NO_MODEL.has(type))) return;
  const { callee } = call.expression;
  // React's setters keep what they are given.
  if (machine.program.language === 'javascript' && callee.type === 'name' && /^set[A-Z]/.test(callee.name))
    return;
  const what = `“${machine.text(call.expression)}”`;
  for (const value of given) machine.escape(value, call.expression, what);
}

export function callMethod(receiver: Value, name: string, call: Call, machine: Machine): Value {
  if (receiver.type === 'choice') {
    const results = receiver.options.map((option) => machine.callMethod(option, name, call));
    return machine.chosen(results, call.expression);
  }
  if (receiver.type === 'library')
    return machine.callValue(memberOf(receiver, name, call.expression, machine), call);
  if (receiver.type === 'class') return callClassMember(receiver, name, call, machine);
  if (receiver.type === 'instance') {
    const member = lookUp(receiver, name);
    if (member) return machine.callValue(member, call);
  }
  const builtin = callBuiltinMethod(receiver, name, call, machine);
  if (builtin) return builtin;
  const answer = machine.frameworkAnswer((framework) => framework.method(receiver, name, call, machine));
  if (answer) return answer;
  const given = call.arguments.map(({ value }) => value);
  if (receiver.type === 'unknown' || receiver.type === 'instance') handOver(given, call, machine);
  return machine.opaque([receiver, ...given], call.expression);
}

/** `Base.__init__(self)`, `Net.build(10)`. */
function callClassMember(receiver: ClassValue, name: string, call: Call, machine: Machine): Value {
  const member = lookUp(receiver, name);
  const [first, ...rest] = call.arguments;
  if (member?.type !== 'function')
    return machine.opaque(
      call.arguments.map(({ value }) => value),
      call.expression,
    );
  const isClassMethod = member.decorators.some(
    (each) => each.type === 'library' && each.path === 'builtins.classmethod',
  );
  if (isClassMethod) return machine.follow({ ...member, self: receiver }, call.arguments, call);
  if (first?.value.type !== 'instance') return machine.follow(member, call.arguments, call);
  return machine.follow({ ...member, self: first.value }, rest, call);
}

/** A method of the base classes of the class whose method is being followed. */
export function callSuper(name: string, call: Call, machine: Machine): Value {
  const { owner, self } = machine.frame;
  const method = owner && self?.type === 'instance' ? lookUp(self, name, owner) : undefined;
  if (method?.type === 'function') return machine.follow(method, call.arguments, call);
  if (self?.type === 'instance') {
    const answer = machine.frameworkAnswer((framework) => framework.method(self, name, call, machine));
    if (answer) return answer;
  }
  return machine.opaque(
    call.arguments.map(({ value }) => value),
    call.expression,
  );
}

export function memberOf(receiver: Value, name: string, at: Place, machine: Machine): Value {
  switch (receiver.type) {
    case 'choice':
      return machine.chosen(
        receiver.options.map((option) => memberOf(option, name, at, machine)),
        at,
      );
    case 'library':
      return receiver.path === '' ? freeName(name, machine) : machine.library(`${receiver.path}.${name}`);
    case 'instance':
      return attributeOf(receiver, name, at, machine);
    case 'class':
      return classMember(receiver, name, at, machine);
    case 'dictionary': {
      // `settings.units` of a JavaScript object.
      const item = machine.program.language === 'javascript' ? receiver.entries.get(name) : undefined;
      return item?.value ?? machine.unknown(at, receiver);
    }
    case 'list': {
      const length = name === 'length' ? lengthOf(receiver) : undefined;
      // `push = stack.append`: what it is given later is not followed.
      if (CHANGES_LIST.test(name)) machine.escape(receiver, at, `“${machine.text(at)}”`);
      return length === undefined ? machine.unknown(at, receiver) : passing(machine.known(length));
    }
    default:
      return (
        machine.frameworkAnswer((framework) => framework.member(receiver, name, machine)) ??
        machine.unknown(at, receiver)
      );
  }
}

/** A name that nothing of the file binds. */
function freeName(name: string, machine: Machine): Value {
  for (const module of machine.module.stars) {
    const exported = machine.frameworks.some((framework) => framework.exports(module, name));
    if (exported) return machine.library(`${module}.${name}`);
  }
  if (name === '__name__') return machine.known('__main__');
  if (machine.program.language === 'python') {
    return PYTHON_NAMES.has(name) ? { type: 'library', path: `builtins.${name}` } : machine.unknown(name);
  }
  return machine.library(name);
}

function attributeOf(receiver: InstanceValue, name: string, at: Place, machine: Machine): Value {
  const value = lookUp(receiver, name);
  if (value?.type === 'function' && isProperty(value.decorators, value.modifiers)) {
    return machine.follow(value, [], { expression: callAt(at), arguments: [] });
  }
  if (value) {
    const times = attributeBindings(receiver.class.statement).get(name) ?? 1;
    if (times === 1) return asConstant(value);
    // Assigned in several places: known while the object is made, not in a method that runs who knows when.
    return value.type === 'known' && !isBeingMade(receiver, machine)
      ? machine.unknown(at, receiver)
      : passing(value);
  }
  return (
    machine.frameworkAnswer((framework) => framework.member(receiver, name, machine)) ??
    machine.unknown(at, receiver)
  );
}

function isBeingMade(receiver: InstanceValue, machine: Machine): boolean {
  const maker = lookUp(receiver.class, constructorName(machine));
  return maker?.type === 'function' && machine.running.includes(maker.body);
}

const isProperty = (decorators: Value[], modifiers: string[] | undefined): boolean =>
  decorators.some((each) => each.type === 'library' && each.path === 'builtins.property') ||
  modifiers?.includes('get') === true;

function classMember(receiver: ClassValue, name: string, at: Place, machine: Machine): Value {
  const value = lookUp(receiver, name);
  return value ? asConstant(value) : machine.unknown(at, receiver);
}
