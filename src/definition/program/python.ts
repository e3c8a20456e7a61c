/** Python's statements as the common form. */
import type { Expression, Imported, Statement, Target } from './program.ts';
import { classOf, decorated, functionOf } from './pythonDefinitions.ts';
import { expressionOf, expressionsOf, partsOf } from './pythonExpressions.ts';
import { targetOf } from './pythonTargets.ts';
import { type Apart, other, placeOf, type Source, spanOf, textOf, without } from './source.ts';
import { childOf, commaGroups, type Syntax } from './syntaxTree.ts';

type Reader = (source: Source, node: Syntax) => Statement[];

/** The statements below a node of the tree: the file, or the body of a compound statement. */
export function statementsIn(source: Source, node: Syntax | undefined): Statement[] {
  if (!node) return [];
  const statements: Statement[] = [];
  for (const child of node.children) {
    if (child.kind !== ':') statements.push(...statementOf(source, child));
  }
  return statements;
}

function statementOf(source: Source, node: Syntax): Statement[] {
  const apart = source.apart.get(node.from);
  if (apart && node.kind === 'ExpressionStatement') return apart.statements;
  if (apart && node.kind === 'IfStatement')
    return withBody(apart, statementsIn(source, childOf(node, 'Body')));
  const read = READERS.get(node.kind);
  if (read) return read(source, node).map((statement) => withoutBreak(statement, source));
  return [{ ...placeOf(source, node), type: 'other', parts: partsOf(source, [node]) }];
}

const BLOCKS = new Set<Statement['type']>([
  'function',
  'class',
  'if',
  'loop',
  'with',
  'try',
  'cases',
  'block',
]);

/** The grammar counts the line break behind a block as its end. */
function withoutBreak(statement: Statement, { text }: Source): Statement {
  if (!BLOCKS.has(statement.type)) return statement;
  // Broken code may have swallowed spaces into an expression.
  const { piece: _, from, to: _to, ...parts } = statement;
  const least = Math.max(from, lastEnd(parts));
  while (statement.to > least && isSpace(text.charCodeAt(statement.to - 1))) statement.to--;
  return statement;
}

/** The end of the last part of a statement. */
function lastEnd(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const { to } = part as { to?: number };
  return to ?? Math.max(0, ...Object.values(part).map(lastEnd));
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

const READERS = new Map<string, Reader>([
  [
    'StatementGroup',
    (source, node) => without(node.children, ';').flatMap((child) => statementOf(source, child)),
  ],
  ['ExpressionStatement', expressionStatement],
  ['YieldStatement', expressionStatement],
  ['AssertStatement', partsStatement],
  ['PrintStatement', partsStatement],
  ['AssignStatement', assign],
  ['UpdateStatement', update],
  ['ReturnStatement', (source, node) => [leaving(source, node, 'return')]],
  ['RaiseStatement', (source, node) => [leaving(source, node, 'raise')]],
  ['BreakStatement', (source, node) => [{ ...placeOf(source, node), type: 'break' }]],
  ['ContinueStatement', (source, node) => [{ ...placeOf(source, node), type: 'continue' }]],
  ['PassStatement', () => []],
  ['DeleteStatement', remove],
  ['ScopeStatement', scope],
  ['ImportStatement', importStatement],
  ['IfStatement', (source, node) => conditional(source, node, node.children)],
  ['ForStatement', forLoop],
  ['WhileStatement', whileLoop],
  ['WithStatement', withBlock],
  ['TryStatement', tryBlock],
  ['MatchStatement', match],
  ['FunctionDefinition', (source, node) => [functionOf(source, node, [])]],
  ['ClassDefinition', (source, node) => [classOf(source, node, [])]],
  ['DecoratedStatement', decorated],
]);

function expressionStatement(source: Source, node: Syntax): Statement[] {
  const value = expressionsOf(source, without(node.children, 'yield', 'from'));
  return value ? [{ ...placeOf(source, node), type: 'expression', value }] : [];
}

/** `assert`, `print` of Python 2: nothing but their parts. */
function partsStatement(source: Source, node: Syntax): Statement[] {
  const value = other(source, node, partsOf(source, node.children));
  return [{ ...placeOf(source, node), type: 'expression', value }];
}

/** `a = b = value`, `x: int = value`, `x: int`; while the value is still to be typed it is unknown. */
function assign(source: Source, node: Syntax): Statement[] {
  const sides: Syntax[][] = [[]];
  for (const child of without(node.children, 'TypeDef')) {
    if (child.kind === 'AssignOp') sides.push([]);
    else sides.at(-1)!.push(child);
  }
  const place = placeOf(source, node);
  const values = sides.length > 1 ? sides.pop() : undefined;
  const targets = sides.map((side) => targetOf(source, side, node));
  if (!values) return [{ ...place, type: 'assign', targets }];
  const value = expressionsOf(source, values) ?? other(source, { from: node.to, to: node.to });
  return [{ ...place, type: 'assign', targets, value }];
}

/** `x += value`: the operator without `=`. */
function update(source: Source, node: Syntax): Statement[] {
  const at = node.children.findIndex(({ kind }) => kind === 'UpdateOp');
  if (at < 0) return partsStatement(source, node);
  const operator = textOf(source, node.children[at]!).slice(0, -1);
  const targets = [targetOf(source, node.children.slice(0, at), node)];
  const value =
    expressionsOf(source, node.children.slice(at + 1)) ?? other(source, { from: node.to, to: node.to });
  return [{ ...placeOf(source, node), type: 'assign', targets, operator, value }];
}

/** `raise E from F`, `raise E, "text"`: the parts beside the first do not matter. */
function leaving(source: Source, node: Syntax, type: 'return' | 'raise'): Statement {
  const nodes = without(node.children, 'return', 'raise');
  const cause = nodes.findIndex(({ kind }) => kind === 'from');
  const value = expressionsOf(source, cause < 0 ? nodes : nodes.slice(0, cause));
  return { ...placeOf(source, node), type, ...(value && { value }) };
}

function remove(source: Source, node: Syntax): Statement[] {
  const targets = commaGroups(without(node.children, 'del')).map((group) => targetOf(source, group, node));
  return [{ ...placeOf(source, node), type: 'delete', targets }];
}

function scope(source: Source, node: Syntax): Statement[] {
  const names = node.children
    .filter(({ kind }) => kind === 'VariableName')
    .map((name) => textOf(source, name));
  return [{ ...placeOf(source, node), type: 'global', names }];
}

/** `import a.b`, `import a.b as c`, `from a.b import c as d, e`, `from a import *`. */
function importStatement(source: Source, node: Syntax): Statement[] {
  const { children } = node;
  const start = children.findIndex(({ kind }) => kind === 'import');
  if (start < 0) return [];
  const place = placeOf(source, node);
  const written = (nodes: Syntax[]) => nodes.map((part) => textOf(source, part)).join('');
  const groups = commaGroups(children.slice(start + 1));
  const items = groups.map((group) => {
    const as = group.findIndex(({ kind }) => kind === 'as');
    const alias = as < 0 ? undefined : group[as + 1];
    return { path: written(as < 0 ? group : group.slice(0, as)), alias: alias && textOf(source, alias) };
  });
  if (children[0]?.kind !== 'from') {
    const names = items.map(({ path, alias }): Imported => {
      const module = alias ? path : path.split('.')[0]!;
      return { local: alias ?? module, module };
    });
    return [{ ...place, type: 'import', names }];
  }
  const module = written(children.slice(1, start));
  if (groups[0]?.[0]?.kind === '*') return [{ ...place, type: 'import', names: [], star: module }];
  const names = items.map(({ path, alias }) => ({ local: alias ?? path, module, name: path }));
  return [{ ...place, type: 'import', names }];
}

/** `if`, then every `elif` as an `if` within the other branch. */
function conditional(source: Source, node: Syntax, clauses: Syntax[]): Statement[] {
  const [word, ...rest] = clauses;
  if (!word) return [];
  const body = rest.findIndex(({ kind }) => kind === 'Body');
  const head = body < 0 ? rest : rest.slice(0, body);
  if (word.kind === 'else') return statementsIn(source, rest[body]);
  const test = expressionsOf(source, head) ?? other(source, word);
  const then = statementsIn(source, rest[body]);
  const otherwise = body < 0 ? [] : conditional(source, node, rest.slice(body + 1));
  return [{ ...spanOf(source, word, node), type: 'if', test, then, otherwise }];
}

/** The nodes between two words of a statement's head; to its body where the second is not there. */
function between(node: Syntax, first: string, second: string): Syntax[] {
  const { children } = node;
  const from = children.findIndex(({ kind }) => kind === first);
  const to = children.findIndex(({ kind }, index) => index > from && (kind === second || kind === 'Body'));
  return from < 0 ? [] : children.slice(from + 1, to < 0 ? undefined : to);
}

function forLoop(source: Source, node: Syntax): Statement[] {
  const target = targetOf(source, between(node, 'for', 'in'), node);
  const over =
    expressionsOf(source, between(node, 'in', 'Body')) ?? other(source, { from: node.from, to: node.from });
  const body = statementsIn(source, childOf(node, 'Body'));
  return [
    { ...placeOf(source, node), type: 'loop', target, over, heads: [], body },
    ...afterLoop(source, node),
  ];
}

function whileLoop(source: Source, node: Syntax): Statement[] {
  const test = expressionsOf(source, between(node, 'while', 'Body'));
  const body = statementsIn(source, childOf(node, 'Body'));
  return [
    { ...placeOf(source, node), type: 'loop', heads: test ? [test] : [], body },
    ...afterLoop(source, node),
  ];
}

/** The `else` of a loop runs after it. */
function afterLoop(source: Source, node: Syntax): Statement[] {
  const [, body] = node.children.filter(({ kind }) => kind === 'Body');
  return body ? [{ ...placeOf(source, body), type: 'block', body: statementsIn(source, body) }] : [];
}

function withBlock(source: Source, node: Syntax): Statement[] {
  const items = commaGroups(between(node, 'with', 'Body')).flatMap((group) => {
    const as = group.findIndex(({ kind }) => kind === 'as');
    const value = expressionsOf(source, as < 0 ? group : group.slice(0, as));
    if (!value) return [];
    return [
      { value, ...(as > 0 && group[as + 1] && { target: targetOf(source, group.slice(as + 1), node) }) },
    ];
  });
  const body = statementsIn(source, childOf(node, 'Body'));
  return [{ ...placeOf(source, node), type: 'with', items, body }];
}

function tryBlock(source: Source, node: Syntax): Statement[] {
  const statement: Extract<Statement, { type: 'try' }> = {
    ...placeOf(source, node),
    type: 'try',
    body: [],
    handlers: [],
    otherwise: [],
    final: [],
  };
  let head: Syntax[] = [];
  for (const child of node.children) {
    if (child.kind !== 'Body') {
      head.push(child);
      continue;
    }
    const body = statementsIn(source, child);
    const [word, ...rest] = head;
    if (word?.kind === 'except') statement.handlers.push([...caught(source, rest), ...body]);
    else if (word?.kind === 'else') statement.otherwise = body;
    else if (word?.kind === 'finally') statement.final = body;
    else statement.body = body;
    head = [];
  }
  return [statement];
}

/** The name of `except E as name` is bound to something that cannot be seen. */
function caught(source: Source, head: Syntax[]): Statement[] {
  const as = head.findIndex(({ kind }) => kind === 'as');
  return as < 0 ? [] : head.slice(as + 1, as + 2).map((name) => unseen(source, name));
}

function unseen(source: Source, name: Syntax): Statement {
  const target: Target = { ...placeOf(source, name), type: 'name', name: textOf(source, name) };
  return { ...placeOf(source, name), type: 'assign', targets: [target], value: other(source, name) };
}

/** Names that a pattern captures are bound to something that cannot be seen. */
function match(source: Source, node: Syntax): Statement[] {
  const body = childOf(node, 'MatchBody');
  const subject = expressionsOf(source, between(node, 'match', 'MatchBody')) ?? other(source, node);
  const clauses = (body ?? node).children.filter(({ kind }) => kind === 'MatchClause');
  const cases = clauses.map((clause) => {
    const patterns = without(clause.children, 'case', 'Body');
    const captured = patterns.flatMap((pattern) => capturesOf(source, pattern));
    return {
      tests: patterns.flatMap((pattern) => testsOf(source, pattern)),
      body: [...captured, ...statementsIn(source, childOf(clause, 'Body'))],
    };
  });
  return [{ ...placeOf(source, node), type: 'cases', subject, cases }];
}

/** The values that a pattern compares with; none for one that takes anything. */
function testsOf(source: Source, pattern: Syntax): Expression[] {
  const [inner] = pattern.children;
  if (pattern.kind === 'CapturePattern') return [];
  if (pattern.kind === 'LiteralPattern' && inner && pattern.children.length === 1)
    return [expressionOf(source, inner)];
  if (pattern.kind === 'OrPattern') {
    return without(pattern.children, 'LogicOp').flatMap((alternative) => testsOf(source, alternative));
  }
  return [other(source, pattern, partsOf(source, pattern.children))];
}

function capturesOf(source: Source, pattern: Syntax): Statement[] {
  const [name] = pattern.children;
  if (pattern.kind === 'CapturePattern') {
    return name && textOf(source, name) !== '_' ? [unseen(source, name)] : [];
  }
  return pattern.children.flatMap((child) => capturesOf(source, child));
}

/** A head that is broken, with the body that was read below it. */
function withBody({ statements }: Apart, body: Statement[]): Statement[] {
  const [head] = statements;
  const then = body;
  if (head?.type === 'if') return [{ ...head, then }];
  return head && 'body' in head ? [{ ...head, body }] : [...statements, ...body];
}
