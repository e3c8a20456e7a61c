/** Walking over the syntax of a program. */
import type { Expression, ExpressionOf, Statement } from './program.ts';

const ofElements = (elements: { value: Expression }[]): Expression[] => elements.map(({ value }) => value);
const present = (...expressions: (Expression | undefined)[]): Expression[] =>
  expressions.filter((each) => each !== undefined);

/** The expressions that an expression is made of, in the order they are worked out; bodies of functions excepted. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.type) {
    case 'string':
    case 'other':
      return expression.parts;
    case 'member':
      return [expression.object];
    case 'item':
      return [expression.object, expression.index];
    case 'slice':
      return present(expression.start, expression.end, expression.step);
    case 'call':
      return [...ofElements(expression.arguments), expression.callee];
    case 'list':
    case 'tuple':
    case 'set':
      return ofElements(expression.elements);
    case 'dictionary':
      return expression.entries.flatMap(({ key, value }) => present(key, value));
    case 'binary':
    case 'logical':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'conditional':
      return [expression.test, expression.then, expression.otherwise];
    case 'comprehension':
      return [
        ...expression.loops.flatMap(({ over, conditions }) => [over, ...conditions]),
        ...present(expression.key, expression.element),
      ];
    case 'assignment':
      return [expression.value];
    default:
      return [];
  }
}

/** Every call in an expression, inner ones first, as they run. */
export function callsIn(expression: Expression, found: (call: ExpressionOf<'call'>) => void): void {
  for (const part of partsOf(expression)) callsIn(part, found);
  if (expression.type === 'call') found(expression);
}

const calls = new WeakMap<Statement, readonly ExpressionOf<'call'>[]>();

/** The calls in a statement itself, as they run. Statements of text that did not change are looked through once. */
export function callsOf(statement: Statement): readonly ExpressionOf<'call'>[] {
  const known = calls.get(statement);
  if (known) return known;
  const found: ExpressionOf<'call'>[] = [];
  for (const expression of expressionsOf(statement)) callsIn(expression, (call) => found.push(call));
  calls.set(statement, found);
  return found;
}

/** The expressions of a statement itself, without those of the statements in it. */
export function expressionsOf(statement: Statement): Expression[] {
  switch (statement.type) {
    case 'expression':
      return [statement.value];
    case 'assign':
    case 'return':
    case 'raise':
      return present(statement.value);
    case 'if':
      return [statement.test];
    case 'loop':
      return present(statement.over, ...statement.heads);
    case 'with':
      return ofElements(statement.items);
    case 'cases':
      return [statement.subject];
    case 'other':
      return statement.parts;
    default:
      return [];
  }
}

/** The statements that a statement holds; functions and classes hold their body. */
export function bodiesOf(statement: Statement): Statement[][] {
  switch (statement.type) {
    case 'if':
      return [statement.then, statement.otherwise];
    case 'loop':
    case 'with':
    case 'block':
    case 'function':
    case 'class':
      return [statement.body];
    case 'try':
      return [statement.body, ...statement.handlers, statement.otherwise, statement.final];
    case 'cases':
      return statement.cases.map(({ body }) => body);
    default:
      return [];
  }
}

/** Visits statements in the order of the text, those inside others after them. */
export function visit(statements: Statement[], seen: (statement: Statement) => void): void {
  for (const statement of statements) {
    seen(statement);
    for (const body of bodiesOf(statement)) visit(body, seen);
  }
}
