/** Calls of functions and classes of the file. */
import type { Parameter, Place } from '../program/program.ts';
import { ancestry, constructorName } from './ancestry.ts';
import { functionBindings } from './bindings.ts';
import { fillFields } from './fields.ts';
import type { Call, CallArgument } from './framework.ts';
import { hidesParts } from './hidden.ts';
import type { Environment, Frame, Machine } from './machine.ts';
import { asParameter, passing, returned } from './merge.ts';
import type { Block, ClassValue, FunctionValue, InstanceValue, Value } from './values.ts';

const MAX_CALLS = 24;
const MAX_RECURSION = 2;

/** The environment of one call of a function. */
function environmentOf(value: FunctionValue): Environment {
  return {
    values: new Map(),
    counts: functionBindings(value.parameters, value.body),
    parent: value.closure as Environment,
    kind: 'function',
    stars: [],
  };
}

/** Runs work in a frame of its own. */
function framed<T>(frame: Frame, machine: Machine, work: () => T): T {
  const { frame: before, conditions, current } = machine;
  machine.frame = frame;
  machine.conditions = [];
  try {
    return work();
  } finally {
    machine.frame = before;
    machine.conditions = conditions;
    machine.current = current;
  }
}

/** Follows a call of a function of the file with the arguments of the call: for its result, not for its settings. */
export function follow(value: FunctionValue, args: CallArgument[], call: Call, machine: Machine): Value {
  const at = call.expression;
  const running = machine.running.filter((body) => body === value.body).length;
  if (machine.budget < 0 || machine.running.length > MAX_CALLS || running >= MAX_RECURSION) {
    return machine.opaque(
      args.map((argument) => argument.value),
      at,
    );
  }
  const frame: Frame = {
    environment: environmentOf(value),
    function: value,
    ...(value.owner && { owner: value.owner }),
    ...(value.self && { self: value.self }),
    returned: [],
    context: [],
    home: false,
  };
  machine.running.push(value.body);
  const inClass = value.owner !== undefined && machine.blocks.at(-1)?.origin === value.owner.statement;
  const work = () =>
    framed(frame, machine, () => {
      const given = args.map((argument) => ({ ...argument, value: passing(argument.value) }));
      bindParameters(value, given, call.open !== undefined, machine);
      const outcome = machine.execute(value.body);
      // As far as it can be seen, it ends with an error.
      if (outcome === 'return' && frame.returned.length === 0) return machine.unknown(at);
      return returned(machine.chosen(frame.returned, at));
    });
  const block: Block = {
    name: value.owner?.name ?? value.name ?? '',
    at,
    origin: value.at,
    layers: [],
    blocks: [],
  };
  const result = inClass ? work() : machine.within(block, work);
  machine.running.pop();
  if (value.modifiers?.includes('generator')) return machine.unknown(at);
  return result;
}

/** Gives the parameters their arguments, their defaults, or what cannot be seen. */
function bindParameters(value: FunctionValue, args: CallArgument[], open: boolean, machine: Machine): void {
  const positional = args.filter((argument) => argument.name === undefined).map((argument) => argument.value);
  const byName = new Map(
    args.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])),
  );
  const parameters = withoutSelf(value, machine);
  for (const parameter of parameters) {
    if (parameter.rest === 'list') {
      bindOne(
        parameter,
        {
          type: 'list',
          of: 'tuple',
          items: positional.splice(0).map((each) => machine.item(each, value.at)),
          ...(open && { open: 'arguments that are not visible' }),
        },
        machine,
      );
    } else if (parameter.rest === 'names') {
      const entries = [...byName].map(([name, each]) => [name, machine.item(each, value.at)] as const);
      bindOne(
        parameter,
        {
          type: 'dictionary',
          entries: new Map(entries),
          ...(open && { open: 'arguments that are not visible' }),
        },
        machine,
      );
    } else {
      const given = positional.shift() ?? byName.get(parameter.name);
      byName.delete(parameter.name);
      bindOne(
        parameter,
        given ?? (open ? machine.unknown(parameter.name) : defaultOf(parameter, value, machine)),
        machine,
      );
    }
  }
}

/** Binds `self` and answers the other parameters. */
function withoutSelf(value: FunctionValue, machine: Machine): Parameter[] {
  if (value.self === undefined) return value.parameters;
  if (machine.program.language === 'javascript') {
    machine.store(machine.frame.environment.values, 'this', value.self);
    return value.parameters;
  }
  const [first, ...rest] = value.parameters;
  if (first) bindOne(first, value.self, machine);
  return rest;
}

function bindOne(parameter: Parameter, value: Value, machine: Machine): void {
  if (parameter.pattern) {
    machine.bindsParameters = true;
    machine.bind(parameter.pattern, value, parameter.pattern);
    machine.bindsParameters = false;
  } else machine.store(machine.frame.environment.values, parameter.name, value);
}

function defaultOf(parameter: Parameter, value: FunctionValue, machine: Machine): Value {
  if (!parameter.default) return machine.unknown(parameter.name);
  const { frame } = machine;
  machine.frame = { ...frame, environment: value.closure as Environment };
  const found = machine.evaluate(parameter.default);
  machine.frame = frame;
  return asParameter(found);
}

/**
 * Follows a function once by itself: its parameters have their defaults or are unknown. `given` says what the first
 * ones are instead, e.g. the tensors that a block is applied to.
 */
export function followHome(
  value: FunctionValue,
  given: (parameter: Parameter) => Value | undefined,
  machine: Machine,
): Value[] {
  const frame: Frame = {
    environment: environmentOf(value),
    function: value,
    ...(value.owner && { owner: value.owner }),
    ...(value.self && { self: value.self }),
    returned: [],
    context: [],
    home: true,
  };
  machine.running.push(value.body);
  framed(frame, machine, () => {
    for (const parameter of withoutSelf(value, machine)) {
      bindOne(parameter, given(parameter) ?? homeValue(parameter, value, machine), machine);
    }
    machine.execute(value.body);
    for (const framework of machine.frameworks) framework.finish?.(machine);
  });
  machine.running.pop();
  return frame.returned;
}

/** A function that is written where it is given, `sizes.forEach((units) => …)`: its body is a part of what is around. */
export function followInline(value: FunctionValue, args: Value[], at: Place, machine: Machine): Value {
  machine.seen.add(value.body);
  const frame: Frame = { ...machine.frame, environment: environmentOf(value), returned: [] };
  const { conditions } = machine;
  return framed(frame, machine, () => {
    machine.conditions = conditions;
    value.parameters.forEach((parameter, place) => {
      bindOne(parameter, passing(args[place] ?? machine.unknown(parameter.name)), machine);
    });
    machine.execute(value.body);
    return machine.chosen(frame.returned, at);
  });
}

function homeValue(parameter: Parameter, value: FunctionValue, machine: Machine): Value {
  if (parameter.rest === 'list') return { type: 'list', of: 'tuple', items: [], open: `*${parameter.name}` };
  if (parameter.rest === 'names')
    return { type: 'dictionary', entries: new Map(), open: `**${parameter.name}` };
  // `function build(tf)`: whoever calls hands the library over, as a script tag would.
  const isLibrary =
    machine.program.language === 'javascript' &&
    machine.frameworks.some((framework) => framework.canonical(parameter.name) !== undefined);
  if (isLibrary && !parameter.default) return machine.library(parameter.name);
  return defaultOf(parameter, value, machine);
}

/** Makes an object of a class of the file: its constructor is followed with the arguments of the call. */
export function instantiate(
  value: ClassValue,
  args: CallArgument[],
  call: Call,
  machine: Machine,
): InstanceValue {
  const instance = emptyInstance(value, call.expression, machine);
  machine.within(instance.made, () => {
    const maker = machine.lookUp(instance, constructorName(machine));
    if (maker?.type === 'function') machine.follow(maker, args, call);
    else fillFields(instance, args, call.open !== undefined, machine);
    for (const name of machine.frameworkOf(value)?.methods.build ?? []) {
      const build = machine.lookUp(instance, name);
      if (build?.type === 'function')
        machine.follow(build, [], { expression: call.expression, arguments: [], open: call.expression });
    }
  });
  if (hidesParts(instance, ancestry(value))) instance.made.hidden = true;
  return instance;
}

export function emptyInstance(
  value: ClassValue,
  at: Call['expression'] | ClassValue['statement'],
  machine: Machine,
): InstanceValue {
  const made: Block = { name: value.name, at, origin: value.statement, layers: [], blocks: [] };
  const unsure = machine.unsure > 0;
  return {
    type: 'instance',
    class: value,
    attributes: new Map(),
    made,
    at,
    ...(unsure && { unsure: true as const }),
  };
}

/** A method, bound to the object, or an attribute. */
export function lookUp(
  value: ClassValue | InstanceValue,
  name: string,
  above?: ClassValue,
): Value | undefined {
  const own = value.type === 'instance' && !above ? value.attributes.get(name) : undefined;
  if (own) return own;
  const line = ancestry(value.type === 'instance' ? value.class : value);
  const start = above ? line.indexOf(above) + 1 : 0;
  for (const each of line.slice(start)) {
    const member = each.members.get(name);
    if (!member) continue;
    if (member.type !== 'function' || value.type === 'class' || isStatic(member)) return member;
    return { ...member, self: value };
  }
  return undefined;
}

function isStatic({ decorators, modifiers }: FunctionValue): boolean {
  const decorated = decorators.some(
    (each) => each.type === 'library' && each.path === 'builtins.staticmethod',
  );
  return decorated || modifiers?.includes('static') === true;
}
