/** Statements: what each kind does to names, and which ways a program may take. */
import type {
  ClassStatement,
  Expression,
  FunctionStatement,
  Statement,
  StatementOf,
} from '../program/program.ts';
import { bindingsOf } from './bindings.ts';
import { aside, leaning } from './branching.ts';
import type { Environment, Machine, Outcome } from './machine.ts';
import { truth } from './merge.ts';
import { operate } from './operators.ts';
import type { ClassValue, FunctionValue, Value } from './values.ts';

type Execute<Type extends Statement['type']> = (statement: StatementOf<Type>, machine: Machine) => Outcome;

const EXECUTE: { [Type in Statement['type']]: Execute<Type> } = {
  expression: ({ value }, machine) => {
    machine.evaluate(value);
    return 'next';
  },
  assign: executeAssign,
  return: ({ value }, machine) => {
    const { frame } = machine;
    const result = value ? machine.evaluate(value) : machine.known(null);
    if (frame.function?.name !== undefined && !machine.names.has(result))
      nameReturned(result, frame.function.name, machine);
    frame.returned.push(result);
    return 'return';
  },
  raise: ({ value }, machine) => {
    if (value) machine.evaluate(value);
    return 'return';
  },
  if: executeIf,
  loop: executeLoop,
  break: () => 'break',
  continue: () => 'continue',
  with: executeWith,
  try: executeTry,
  cases: (statement, machine) => {
    const { subject, cases } = statement;
    machine.evaluate(subject);
    for (const { tests } of cases) for (const test of tests) machine.evaluate(test);
    const ways = cases.map(
      ({ body }) =>
        () =>
          machine.execute(body),
    );
    return machine.branches(ways, true, statement);
  },
  import: executeImport,
  global: ({ names }, machine) => {
    const { environment } = machine.frame;
    environment.globals ??= new Set();
    for (const name of names) environment.globals.add(name);
    return 'next';
  },
  delete: ({ targets }, machine) => {
    for (const target of targets) {
      if (target.type === 'item')
        machine.escape(machine.evaluate(target.object), target, `“${machine.text(target)}”`);
    }
    return 'next';
  },
  block: ({ body }, machine) => machine.execute(body),
  other: ({ parts }, machine) => {
    for (const part of parts) machine.evaluate(part);
    return 'next';
  },
  function: (statement, machine) => {
    const value = functionValue(statement, machine);
    bindName(statement.name, value, machine);
    machine.waiting.push(value);
    return 'next';
  },
  class: (statement, machine) => {
    const value = classValue(statement, machine);
    bindName(statement.name, value, machine);
    machine.waiting.push(value);
    return 'next';
  },
};

/** Functions of JavaScript can be called above their declaration. */
export function hoist(statements: Statement[], machine: Machine): void {
  if (machine.program.language !== 'javascript') return;
  for (const each of statements) {
    if (each.type === 'function') bindName(each.name, functionValue(each, machine), machine);
  }
}

export function execute(statements: Statement[], machine: Machine): Outcome {
  if (machine.frame.function) hoist(statements, machine);
  for (const statement of statements) {
    const before = machine.current;
    machine.current = statement;
    const outcome = (EXECUTE[statement.type] as Execute<Statement['type']>)(statement as never, machine);
    machine.current = before;
    if (outcome !== 'next') return outcome;
  }
  return 'next';
}

/** What a function returns directly is called like the function. */
function nameReturned(value: Value, name: string, machine: Machine): void {
  if (value.type === 'container' || value.type === 'functional') machine.names.set(value, name);
}

function bindName(name: string, value: Value, machine: Machine): void {
  machine.store(machine.frame.environment.values, name, value);
}

function executeAssign(statement: StatementOf<'assign'>, machine: Machine): Outcome {
  const { targets, value, operator } = statement;
  if (!value) return 'next';
  const right = machine.evaluate(value);
  for (const target of targets) {
    if (operator === undefined) machine.bind(target, right, statement);
    else machine.bind(target, augmented(statement, operator, right, machine), statement);
  }
  return 'next';
}

/** `x += y`; a list is extended in place. */
function augmented(
  statement: StatementOf<'assign'>,
  operator: string,
  right: Value,
  machine: Machine,
): Value {
  const [target] = statement.targets;
  if (!target || (target.type !== 'name' && target.type !== 'member' && target.type !== 'item')) {
    return machine.unknown('a changed value');
  }
  const left = machine.evaluate(target as Expression);
  if (left.type === 'list' && operator === '+') {
    if (right.type === 'list') {
      left.items.push(
        ...right.items.map((item) => ({
          ...item,
          ...machine.item(item.value, item.at),
          statement: machine.current,
        })),
      );
      if (right.open) left.open ??= right.open;
    } else left.open ??= 'a list that is not visible';
    return left;
  }
  return operate(operator, left, right, statement, machine);
}

function executeIf(statement: StatementOf<'if'>, machine: Machine): Outcome {
  const test = machine.evaluate(statement.test);
  const decided = machine.decide(test);
  const ways = [statement.then, statement.otherwise];
  const { frame } = machine;
  if (decided !== undefined) {
    frame.context.push(...(isMainGuard(statement.test) ? [] : (['condition'] as const)));
    const outcome = machine.execute(ways[decided ? 0 : 1]!);
    if (!isMainGuard(statement.test)) frame.context.pop();
    return outcome;
  }
  const leans = leaning(test, machine);
  const [chosen, other] = leans === false ? ways.toReversed() : ways;
  if (leans !== undefined && !endsEarly(chosen!)) {
    aside(() => machine.execute(other!), machine);
    frame.context.push('condition');
    const outcome = machine.execute(chosen!);
    frame.context.pop();
    return outcome;
  }
  const alternatives = ways.map((body, index) => () => {
    machine.conditions.push({ test: statement.test, holds: index === 0 });
    const outcome = machine.execute(body);
    machine.conditions.pop();
    return outcome;
  });
  return machine.branches(alternatives, false, statement);
}

/** After it nothing would be followed. */
const endsEarly = (body: Statement[]): boolean =>
  ['return', 'raise', 'break', 'continue'].includes(body.at(-1)?.type ?? '');

/** `if __name__ == "__main__":` is no condition of the model's. */
function isMainGuard(test: Expression): boolean {
  return (
    test.type === 'binary' &&
    [test.left, test.right].some((side) => side.type === 'name' && side.name === '__name__')
  );
}

function executeLoop(statement: StatementOf<'loop'>, machine: Machine): Outcome {
  const rounds = roundsOf(statement, machine);
  if (rounds !== undefined) return countedLoop(statement, rounds, machine);
  for (const head of statement.heads) machine.evaluate(head);
  const over = statement.over && machine.evaluate(statement.over);
  const values = over && machine.iterate(over);
  if (!values) forget(statement, machine);
  const target = statement.target ?? {
    type: 'other',
    piece: statement.piece,
    from: statement.from,
    to: statement.from,
  };
  return machine.looped(values, target, statement, () => machine.execute(statement.body));
}

const MAX_ROUNDS = 64;

/** How often `for (let i = 0; i < 3; i++)` runs, by its test and step alone; undefined: cannot be told, or too often. */
function roundsOf({ over, heads }: StatementOf<'loop'>, machine: Machine): number | undefined {
  const [test, step] = heads;
  if (over || !test || step?.type !== 'assignment' || test.type !== 'binary') return undefined;
  let rounds = 0;
  let holds: boolean | undefined;
  aside(() => {
    for (holds = truth(machine.evaluate(test)); holds && rounds <= MAX_ROUNDS; rounds++) {
      machine.evaluate(step);
      holds = truth(machine.evaluate(test));
    }
    return 'next';
  }, machine);
  return holds === false && rounds > 0 ? rounds : undefined;
}

function countedLoop({ heads, body }: StatementOf<'loop'>, rounds: number, machine: Machine): Outcome {
  const { context } = machine.frame;
  context.push('loop');
  let outcome: Outcome = 'next';
  for (let round = 0; round < rounds && outcome !== 'break' && outcome !== 'return'; round++) {
    outcome = machine.execute(body);
    machine.evaluate(heads[1]!);
  }
  context.pop();
  return outcome === 'return' ? 'return' : 'next';
}

/** Numbers that a loop changes are not known where it is followed once for all its rounds. */
function forget({ heads, body }: StatementOf<'loop'>, machine: Machine): void {
  const { values } = machine.frame.environment;
  const stepped = heads.flatMap((head) =>
    head.type === 'assignment' && head.target.type === 'name' ? [head.target.name] : [],
  );
  for (const name of [...bindingsOf(body).keys(), ...stepped]) {
    if (values.get(name)?.type === 'known') machine.store(values, name, machine.unknown(name));
  }
}

function executeWith(statement: StatementOf<'with'>, machine: Machine): Outcome {
  const entered = statement.items.map(({ value, target }) => {
    const context = machine.evaluate(value);
    if (target) machine.bind(target, context, statement);
    for (const framework of machine.frameworks) framework.enter?.(context, machine);
    return context;
  });
  const outcome = machine.execute(statement.body);
  for (const context of entered.reverse()) {
    for (const framework of machine.frameworks) framework.leave?.(context, machine);
  }
  return outcome;
}

/** Handlers may run or not; what the body binds is kept where they bind something else. */
function executeTry(statement: StatementOf<'try'>, machine: Machine): Outcome {
  const outcome = machine.execute(statement.body);
  for (const handler of statement.handlers)
    machine.branches([() => machine.execute(handler)], true, statement);
  const rest = outcome === 'next' ? machine.execute(statement.otherwise) : outcome;
  const last = machine.execute(statement.final);
  return last === 'next' ? rest : last;
}

function executeImport(statement: StatementOf<'import'>, machine: Machine): Outcome {
  for (const { local, module, name } of statement.names) {
    // `import a.b` binds `a`.
    const path = name === undefined && module.startsWith(`${local}.`) ? local : module;
    bindName(local, machine.library(name === undefined ? path : `${path}.${name}`), machine);
  }
  if (statement.star !== undefined) machine.frame.environment.stars.push(statement.star);
  return 'next';
}

function functionValue(statement: FunctionStatement, machine: Machine, owner?: ClassValue): FunctionValue {
  const held = owner ?? machine.frame.owner;
  return {
    type: 'function',
    name: statement.name,
    parameters: statement.parameters,
    body: statement.body,
    at: statement,
    closure: machine.frame.environment,
    ...(held && { owner: held }),
    decorators: statement.decorators.map((decorator) => machine.evaluate(decorator)),
    ...(statement.modifiers.length > 0 && { modifiers: statement.modifiers }),
  };
}

/** The class with its members; its methods are followed later, with an object of it. */
function classValue(statement: ClassStatement, machine: Machine): ClassValue {
  const { frame } = machine;
  for (const decorator of statement.decorators) machine.evaluate(decorator);
  const value: ClassValue = {
    type: 'class',
    name: statement.name,
    statement,
    bases: statement.bases.map((base) => machine.evaluate(base)),
    members: new Map(),
    closure: frame.environment,
  };
  const environment: Environment = {
    values: value.members,
    counts: bindingsOf(statement.body),
    parent: frame.environment,
    kind: 'class',
    stars: [],
  };
  machine.frame = { ...frame, environment, owner: value, context: [] };
  for (const each of statement.body) {
    if (each.type === 'function') value.members.set(each.name, functionValue(each, machine, value));
    else machine.execute([each]);
  }
  machine.frame = frame;
  return value;
}
