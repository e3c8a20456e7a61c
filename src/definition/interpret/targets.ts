/** What stands left of `=`: names, attributes, items, patterns. */
import type { Place, Target } from '../program/program.ts';
import type { Environment, Machine } from './machine.ts';
import { asParameter, passing } from './merge.ts';
import { callAt, layersOf } from './recording.ts';
import type { InstanceValue, Value } from './values.ts';

export function bindTarget(target: Target, value: Value, statement: Place, machine: Machine): void {
  switch (target.type) {
    case 'name': {
      nameFirst(value, target.name, machine);
      machine.store(storageOf(target.name, machine), target.name, value);
      return;
    }
    case 'member':
      bindMember(machine.evaluate(target.object), target.name, value, statement, machine);
      return;
    case 'item':
      bindItem(machine.evaluate(target.object), machine.evaluate(target.index), value, statement, machine);
      return;
    case 'sequence':
      bindSequence(target.targets, target.rest, value, statement, machine);
      return;
    case 'properties':
      for (const { key, target: inner, default: byDefault } of target.properties) {
        const found = machine.memberOf(value, key, target);
        const missing = found.type === 'unknown' && byDefault !== undefined;
        const instead = missing && (value.type !== 'dictionary' || value.open === undefined);
        // What a caller gives is not seen; the default of a parameter counts, that of another pattern is a guess.
        const counts = instead && (machine.bindsParameters || value.type === 'dictionary');
        machine.bind(inner, counts ? asParameter(machine.evaluate(byDefault)) : found, statement);
      }
      return;
    default:
  }
}

/** Where a name is kept: JavaScript assigns names of outer functions, Python only those it declares. */
function storageOf(name: string, { frame, module, program }: Machine): Map<string, Value> {
  const { environment } = frame;
  if (environment.globals?.has(name)) return module.values;
  if (program.language === 'javascript') {
    for (let scope: Environment | undefined = environment; scope; scope = scope.parent) {
      if (scope.counts.has(name) && (scope === environment || scope.values.has(name))) return scope.values;
    }
  }
  return environment.values;
}

function nameFirst(value: Value, name: string, machine: Machine): void {
  if (value.type === 'function' && value.name === undefined) value.name = name;
  if (value.type === 'known' || value.type === 'unknown' || value.type === 'library') return;
  if (!machine.names.has(value)) machine.names.set(value, name);
  // `models = [Sequential([…]), …]`
  if (value.type !== 'list') return;
  for (const { value: part } of value.items) {
    if (part.type === 'container' && !machine.names.has(part)) machine.names.set(part, name);
  }
}

function bindMember(object: Value, name: string, value: Value, statement: Place, machine: Machine): void {
  nameFirst(value, name, machine);
  const taken = machine.frameworkAnswer(
    (framework) => framework.assign(object, name, value, statement, machine) || undefined,
  );
  if (taken) return;
  if (object.type === 'instance') {
    const inside = machine.frame.self === object;
    replace(object, name, value, machine);
    machine.store(object.attributes, name, inside ? value : passing(value));
  } else if (object.type === 'class') machine.store(object.members, name, passing(value));
  else machine.escape(value, statement, `“${machine.text(statement)}”`);
}

/** A layer that its attribute gives up for another one is no part of the block any more. */
function replace(object: InstanceValue, name: string, value: Value, machine: Machine): void {
  const before = object.attributes.get(name);
  const isPart = value.type === 'layer' || value.type === 'container' || value.type === 'instance';
  if (!before || before === value || !isPart || machine.unsure > 0 || machine.aside > 0) return;
  const kept = new Set(layersOf(value).layers);
  for (const [other, held] of object.attributes) {
    if (other !== name) for (const layer of layersOf(held).layers) kept.add(layer);
  }
  for (const layer of layersOf(before).layers) if (!kept.has(layer)) layer.replaced = true;
}

function bindItem(object: Value, key: Value, value: Value, statement: Place, machine: Machine): void {
  if (key.type === 'known' && typeof key.value === 'string') nameFirst(value, key.value, machine);
  if (object.type === 'dictionary') {
    if (key.type === 'known') {
      nameFirst(value, String(key.value), machine);
      object.entries.set(String(key.value), {
        ...machine.item(value.type === 'known' ? passing(value) : value, statement),
        statement,
      });
    } else object.open ??= machine.text(statement);
  } else if (object.type === 'list') {
    if (object.view) machine.escape(object.view, statement, `“${machine.text(statement)}”`);
    object.open ??= machine.text(statement);
  } else if (object.type === 'container' && key.type === 'known') {
    const call = {
      expression: callAt(statement),
      arguments: [key, value].map((each) => ({ value: each, at: statement })),
    };
    machine.frameworkAnswer((framework) => framework.method(object, '__setitem__', call, machine));
    return;
  }
  if (object.type !== 'dictionary') machine.escape(value, statement, `“${machine.text(statement)}”`);
}

function bindSequence(
  targets: (Target | undefined)[],
  rest: number | undefined,
  value: Value,
  statement: Place,
  machine: Machine,
): void {
  const values = rest === undefined ? machine.iterate(value) : undefined;
  targets.forEach((target, index) => {
    if (!target) return;
    const taken = values?.length === targets.length ? values[index] : undefined;
    const tensor =
      value.type === 'tensor'
        ? machine.node({ operation: 'item', inputs: [value.node], at: statement })
        : undefined;
    machine.bind(target, taken ?? tensor ?? machine.unknown(statement, value), statement);
  });
}
