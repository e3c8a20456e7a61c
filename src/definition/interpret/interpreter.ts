/** Follows a program without running it: the file, and each of its functions and classes once by itself. */
import type { Parameter, Place, Program } from '../program/program.ts';
import { ancestry, constructorName } from './ancestry.ts';
import { emptyInstance, followHome, lookUp } from './calls.ts';
import { fillFields } from './fields.ts';
import type { Framework } from './framework.ts';
import { hidesParts } from './hidden.ts';
import type { Machine, Root } from './machine.ts';
import { makeMachine, moduleBindings } from './makeMachine.ts';
import { callAt } from './recording.ts';
import { execute, hoist } from './statements.ts';
import type { Block, ClassValue, FunctionValue, Value } from './values.ts';

/** What was met in a program. */
export interface Interpretation {
  machine: Machine;
  roots: Root[];
}

/** @param counts how often names of the module are bound, where the program is only a part of the `file` */
export function interpret(
  program: Program,
  frameworks: Framework[],
  counts = moduleBindings(program),
  file = program,
): Interpretation {
  const machine = makeMachine(program, frameworks, emptyRoot('file', ''), counts, file);
  const roots = [machine.root];
  for (const piece of program.pieces) hoist(piece.statements, machine);
  for (const piece of program.pieces) execute(piece.statements, machine);
  for (const framework of frameworks) framework.finish?.(machine);
  for (let next = machine.waiting.shift(); next; next = machine.waiting.shift()) {
    const body = next.type === 'class' ? next.statement.body : next.body;
    if (machine.seen.has(body)) continue;
    machine.seen.add(body);
    roots.push(next.type === 'class' ? followClass(next, machine) : followFunction(next, machine));
  }
  return { machine, roots };
}

function emptyRoot(kind: Root['kind'], name: string, at?: Place): Root {
  const block: Block = { name, layers: [], blocks: [], ...(at && { origin: at }) };
  return { kind, name, block, nodes: [], models: [], returned: [] };
}

/** Follows work as a root of its own. */
function asRoot(root: Root, machine: Machine, work: () => void): Root {
  const before = { root: machine.root, blocks: machine.blocks, nodes: machine.nodes, budget: machine.budget };
  Object.assign(machine, { root, blocks: [root.block], nodes: root.nodes });
  work();
  Object.assign(machine, { root: before.root, blocks: before.blocks, nodes: before.nodes });
  return root;
}

function followFunction(value: FunctionValue, machine: Machine): Root {
  const root = emptyRoot('function', value.name ?? '', value.at);
  root.function = value;
  if (value.owner) root.owner = value.owner;
  return asRoot(root, machine, () => {
    root.returned = followHome(value, () => undefined, machine);
  });
}

/**
 * Follows a class with an object of its own: the constructor, what builds it, what applies it to tensors, then every
 * other method. Layers of the constructor and the building are the class' own.
 */
function followClass(value: ClassValue, machine: Machine): Root {
  const root = emptyRoot('class', value.name, value.statement);
  root.class = value;
  const instance = emptyInstance(value, value.statement, machine);
  instance.made = root.block;
  root.instance = instance;
  fillFields(instance, [], false, machine);
  const framework = machine.frameworkOf(value);
  const { build = [], apply = [] } = framework?.methods ?? {};
  const order = [constructorName(machine), ...build];
  const methods = [...value.members].filter(([, member]) => member.type === 'function').map(([name]) => name);
  const method = (name: string) => {
    const found = lookUp(instance, name);
    return found?.type === 'function' ? found : undefined;
  };
  asRoot(root, machine, () => {
    for (const name of order) {
      const found = method(name);
      if (found) followMember(found, value, () => undefined, machine);
    }
    const forward = apply.find((name) => method(name));
    if (forward) applyHome(method(forward)!, root, machine);
    const others = methods.filter((name) => !order.includes(name) && name !== forward);
    for (const name of others) {
      // An attribute of the same name hides a method.
      const found = method(name);
      if (!found) continue;
      const block: Block = { name: value.name, origin: value.statement, layers: [], blocks: [] };
      machine.nodes = [];
      machine.within(block, () => followMember(found, value, () => undefined, machine), true);
    }
  });
  if (hidesParts(instance, ancestry(value))) root.block.hidden = true;
  return root;
}

/** A method of the class itself is followed by itself; one of a base class as a call of it. */
function followMember(
  member: FunctionValue,
  value: ClassValue,
  given: (parameter: Parameter) => Value | undefined,
  machine: Machine,
): Value[] {
  if (member.owner === value) {
    machine.seen.add(member.body);
    return followHome(member, given, machine);
  }
  const expression = callAt(value.statement);
  const names = new Set(member.parameters.map(({ name }) => name));
  const args = member.parameters.slice(1).flatMap((parameter) => {
    const value = given(parameter);
    return value && names.has(parameter.name) ? [{ value, name: parameter.name, at: expression }] : [];
  });
  return [machine.follow(member, args, { expression, arguments: args, open: expression })];
}

/** What a block does with tensors: its parameters without default are its inputs. */
function applyHome(member: FunctionValue, root: Root, machine: Machine): void {
  const block: Block = { name: root.name, origin: root.class!.statement, layers: [], blocks: [] };
  const input = ({ name, default: byDefault, rest }: Parameter) =>
    byDefault || rest || name === 'training'
      ? undefined
      : machine.node({ operation: 'input', inputs: [], at: member.at });
  machine.within(
    block,
    () => {
      root.returned = followMember(member, root.class!, input, machine);
    },
    true,
  );
  // Layers that are made where they are applied belong to the class as well.
  root.block.layers.push(...block.layers);
  root.block.blocks.push(...block.blocks);
}
