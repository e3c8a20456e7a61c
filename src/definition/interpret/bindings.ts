/** How often each name of a scope is bound, and each attribute of a class: only what is bound once is a constant. */
import type {
  ClassStatement,
  Expression,
  FunctionStatement,
  Parameter,
  Statement,
  Target,
} from '../program/program.ts';

export type Counts = ReadonlyMap<string, number>;

const ofStatements = new WeakMap<Statement[], Counts>();
const ofFunctions = new WeakMap<Statement[], Counts>();
const ofClasses = new WeakMap<ClassStatement, Counts>();

/** Bindings by the statements of a body, without those of functions and classes inside. */
export function bindingsOf(statements: Statement[]): Counts {
  return remembered(ofStatements, statements, () => {
    const counts = new Map<string, number>();
    visit(statements, (target) => bind(target, counts), counts);
    return counts;
  });
}

/** Bindings of a function's body and its parameters. */
export function functionBindings(parameters: Parameter[], body: Statement[]): Counts {
  return remembered(ofFunctions, body, () => {
    const counts = new Map(bindingsOf(body));
    for (const { name, pattern } of parameters) {
      if (pattern) bind(pattern, counts);
      else increase(counts, name);
    }
    return counts;
  });
}

/** How often `self.name = …` stands in the methods of a class. */
export function attributeBindings(statement: ClassStatement): Counts {
  return remembered(ofClasses, statement, () => {
    const counts = new Map<string, number>();
    for (const method of statement.body) {
      if (method.type !== 'function') continue;
      const self = method.parameters[0]?.name;
      visit(method.body, (target) => {
        for (const { object, name } of membersIn(target)) {
          if (object.type === 'name' && (object.name === self || object.name === 'this'))
            increase(counts, name);
        }
      });
    }
    return counts;
  });
}

function remembered<Key extends object>(memory: WeakMap<Key, Counts>, key: Key, count: () => Counts): Counts {
  const known = memory.get(key);
  if (known) return known;
  const counts = count();
  memory.set(key, counts);
  return counts;
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function bind(target: Target, counts: Map<string, number>): void {
  for (const name of namesIn(target)) increase(counts, name);
}

/** Every name that a target binds. */
function namesIn(target: Target): string[] {
  if (target.type === 'name') return [target.name];
  if (target.type === 'sequence') return target.targets.flatMap((each) => (each ? namesIn(each) : []));
  if (target.type === 'properties') return target.properties.flatMap((each) => namesIn(each.target));
  return [];
}

/** Every attribute that a target binds. */
function membersIn(target: Target): Extract<Target, { type: 'member' }>[] {
  if (target.type === 'member') return [target];
  if (target.type === 'sequence') return target.targets.flatMap((each) => (each ? membersIn(each) : []));
  if (target.type === 'properties') return target.properties.flatMap((each) => membersIn(each.target));
  return [];
}

/** Calls `bound` for every target bound by the statements; functions and classes count their names. */
function visit(statements: Statement[], bound: (target: Target) => void, counts?: Map<string, number>): void {
  const within = (body: Statement[]) => visit(body, bound, counts);
  for (const statement of statements) {
    switch (statement.type) {
      case 'assign':
        // `x: int` and `let x` bind nothing yet.
        if (statement.value) for (const target of statement.targets) bound(target);
        if (statement.value) walrus(statement.value, bound);
        break;
      case 'expression':
        walrus(statement.value, bound);
        break;
      case 'function':
        if (counts) increase(counts, statement.name);
        if (counts) countGlobals(statement, counts);
        break;
      case 'class':
        if (counts) increase(counts, statement.name);
        if (counts) {
          for (const each of statement.body) if (each.type === 'function') countGlobals(each, counts);
        }
        break;
      case 'import':
        if (counts) for (const { local } of statement.names) counts.set(local, counts.get(local) ?? 1);
        break;
      case 'loop':
        // A loop binds its variable more than once.
        if (statement.target) {
          bound(statement.target);
          bound(statement.target);
        }
        // `for (let i = 0; i < n; i++)`: the step runs in every round.
        for (const head of statement.heads) {
          walrus(head, bound);
          walrus(head, bound);
        }
        within(statement.body);
        break;
      case 'with':
        for (const { target } of statement.items) if (target) bound(target);
        within(statement.body);
        break;
      case 'if':
        walrus(statement.test, bound);
        within(statement.then);
        within(statement.otherwise);
        break;
      case 'try':
        for (const body of [statement.body, ...statement.handlers, statement.otherwise, statement.final])
          within(body);
        break;
      case 'cases':
        for (const { body } of statement.cases) within(body);
        break;
      case 'block':
        within(statement.body);
        break;
      case 'delete':
        for (const target of statement.targets) bound(target);
        break;
      default:
    }
  }
}

/** Assignments of a function to names that it declares `global` are bindings of the module. */
function countGlobals(statement: FunctionStatement, counts: Map<string, number>): void {
  const globals = new Set(statement.body.flatMap((each) => (each.type === 'global' ? each.names : [])));
  if (globals.size === 0) return;
  visit(statement.body, (target) => {
    for (const name of namesIn(target)) if (globals.has(name)) increase(counts, name);
  });
}

/** `(n := 10)` at the top of an expression and in calls' arguments. */
function walrus(expression: Expression, bound: (target: Target) => void): void {
  if (expression.type === 'assignment') {
    bound(expression.target);
    walrus(expression.value, bound);
  } else if (expression.type === 'call') {
    for (const { value } of expression.arguments) walrus(value, bound);
  } else if (expression.type === 'binary') {
    walrus(expression.left, bound);
    walrus(expression.right, bound);
  }
}
