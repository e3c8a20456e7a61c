/** JavaScript's and TypeScript's statements as the common form; types are left out. */
import { classOf, functionStatement } from './javascriptClasses.ts';
import { assignmentParts, expressionOf, partsOf } from './javascriptExpressions.ts';
import { declarations, exported, importDeclaration } from './javascriptModules.ts';
import { targetOf } from './javascriptTargets.ts';
import type { Expression, Statement, StatementOf } from './program.ts';
import { other, placeOf, type Source, without } from './source.ts';
import { childOf, type Syntax } from './syntaxTree.ts';

type Reader = (source: Source, node: Syntax) => Statement[];

const nothing: Reader = () => [];

const READERS = new Map<string, Reader>([
  ['ExpressionStatement', expressionStatement],
  ['VariableDeclaration', declarations],
  ['ImportDeclaration', importDeclaration],
  ['ExportDeclaration', exported],
  ['FunctionDeclaration', (source, node) => [functionStatement(source, node)]],
  ['ClassDeclaration', (source, node) => [classOf(source, node)]],
  ['Block', (source, node) => [{ ...placeOf(source, node), type: 'block', body: bodyOf(source, node) }]],
  ['NamespaceDeclaration', namespace],
  ['ReturnStatement', (source, node) => [leaving(source, node, 'return')]],
  ['ThrowStatement', (source, node) => [leaving(source, node, 'raise')]],
  ['BreakStatement', (source, node) => [{ ...placeOf(source, node), type: 'break' }]],
  ['ContinueStatement', (source, node) => [{ ...placeOf(source, node), type: 'continue' }]],
  ['IfStatement', conditional],
  ['ForStatement', forLoop],
  ['WhileStatement', whileLoop],
  ['DoStatement', whileLoop],
  ['SwitchStatement', cases],
  ['TryStatement', tryBlock],
  [
    'LabeledStatement',
    (source, node) => node.children.slice(2).flatMap((child) => statementOf(source, child)),
  ],
  ['InterfaceDeclaration', nothing],
  ['TypeAliasDeclaration', nothing],
  ['AmbientDeclaration', nothing],
  ['EnumDeclaration', nothing],
  ['EmptyStatement', nothing],
  ['Hashbang', nothing],
  [';', nothing],
  ['{', nothing],
  ['}', nothing],
]);

/** The statements of a node: one, several for `let a = 1, b = 2`, none for types. */
export function statementOf(source: Source, node: Syntax): Statement[] {
  const apart = source.apart.get(node.from);
  if (apart && node.kind === 'ExpressionStatement') return apart.statements;
  const read = READERS.get(node.kind);
  if (read) return read(source, node);
  return [{ ...placeOf(source, node), type: 'other', parts: partsOf(source, [node]) }];
}

/** The statements of a block, or the one statement that stands for it. */
export function bodyOf(source: Source, node: Syntax | undefined): Statement[] {
  if (!node || node.kind === 'ParamList' || node.kind === 'Arrow') return [];
  if (node.kind !== 'Block') return statementOf(source, node);
  return node.children.flatMap((child) => statementOf(source, child));
}

function expressionStatement(source: Source, node: Syntax): Statement[] {
  const [expression] = node.children;
  if (!expression || expression.kind === ';') return [];
  const nodes = expression.kind === 'SequenceExpression' ? without(expression.children, ',') : [expression];
  return nodes.flatMap((part) => asStatement(source, part, nodes.length > 1 ? part : node));
}

/** An assignment, a step `x++`, or an expression as a statement. */
function asStatement(source: Source, node: Syntax, statement: Syntax): Statement[] {
  const place = placeOf(source, statement);
  if (node.kind === 'AssignmentExpression') return assignment(source, node, statement);
  const value = expressionOf(source, node);
  if (value.type === 'assignment')
    return [{ ...place, type: 'assign', targets: [value.target], value: value.value }];
  return [{ ...place, type: 'expression', value }];
}

function assignment(source: Source, node: Syntax, statement: Syntax): Statement[] {
  const parts = assignmentParts(source, node);
  if (!parts) return [];
  const { target, operator, value, right } = parts;
  const name = target.type === 'name' || target.type === 'member' ? target.name : '';
  if (right?.kind === 'ClassExpression' && operator === undefined) return [classOf(source, right, name)];
  const place = placeOf(source, statement);
  return [{ ...place, type: 'assign', targets: [target], ...(operator && { operator }), value }];
}

function namespace(source: Source, node: Syntax): Statement[] {
  return [{ ...placeOf(source, node), type: 'block', body: bodyOf(source, childOf(node, 'Block')) }];
}

function leaving(source: Source, node: Syntax, type: 'return' | 'raise'): Statement {
  const [value] = without(node.children, 'return', 'throw', ';');
  return { ...placeOf(source, node), type, ...(value && { value: expressionOf(source, value) }) };
}

function conditional(source: Source, node: Syntax): Statement[] {
  const [head, first, last] = without(node.children, 'if', 'else');
  const test = head ? expressionOf(source, head) : other(source, node);
  const then = bodyOf(source, first);
  return [{ ...placeOf(source, node), type: 'if', test, then, otherwise: bodyOf(source, last) }];
}

const HEADS = new Set([
  'for',
  'await',
  'while',
  'do',
  'ForSpec',
  'ForOfSpec',
  'ForInSpec',
  'ParenthesizedExpression',
  ';',
]);

/** A loop's body; undefined while it is still to be typed. */
const loopBody = (node: Syntax): Syntax | undefined => node.children.findLast(({ kind }) => !HEADS.has(kind));

const DECLARATION_WORDS = ['const', 'let', 'var', 'using', '(', ')', 'of', 'in'];

function forLoop(source: Source, node: Syntax): Statement[] {
  const spec = node.children.find(({ kind }) => kind.endsWith('Spec'));
  const body = bodyOf(source, loopBody(node));
  const place = placeOf(source, node);
  if (!spec || spec.kind === 'ForSpec') return counted(source, node, spec, body);
  const [variable, over] = without(spec.children, ...DECLARATION_WORDS);
  const values = over ? expressionOf(source, over) : other(source, spec);
  return [
    {
      ...place,
      type: 'loop',
      ...(variable && { target: targetOf(source, variable) }),
      // `for … in` runs over keys.
      over: spec.kind === 'ForInSpec' ? other(source, spec, [values]) : values,
      heads: [],
      body,
    },
  ];
}

/** `for (let i = 0; i < n; i++)`: what it begins with stands before the loop. */
function counted(source: Source, node: Syntax, spec: Syntax | undefined, body: Statement[]): Statement[] {
  const parts = without(spec?.children ?? [], '(', ')', ';', ',');
  const isDeclared = parts[0]?.kind === 'VariableDeclaration';
  const before = isDeclared ? declarations(source, parts[0]!) : [];
  const heads = parts.slice(isDeclared ? 1 : 0).map((part) => expressionOf(source, part));
  return [...before, { ...placeOf(source, node), type: 'loop', heads, body }];
}

function whileLoop(source: Source, node: Syntax): Statement[] {
  const head = childOf(node, 'ParenthesizedExpression');
  const heads = head ? [expressionOf(source, head)] : [];
  return [{ ...placeOf(source, node), type: 'loop', heads, body: bodyOf(source, loopBody(node)) }];
}

/** Labels without statements share the body of the next one; the `break` at the end of a body is left out. */
function cases(source: Source, node: Syntax): Statement[] {
  const head = childOf(node, 'ParenthesizedExpression');
  const found: { tests: Expression[]; body: Statement[]; isDefault: boolean }[] = [];
  for (const child of childOf(node, 'SwitchBody')?.children ?? []) {
    if (child.kind === 'CaseLabel' || child.kind === 'DefaultLabel') {
      let current = found.at(-1);
      if (!current || current.body.length > 0) {
        current = { tests: [], body: [], isDefault: false };
        found.push(current);
      }
      const [value] = without(child.children, 'case', 'default', ':');
      if (value) current.tests.push(expressionOf(source, value));
      else current.isDefault = true;
    } else {
      found.at(-1)?.body.push(...statementOf(source, child));
    }
  }
  return [
    {
      ...placeOf(source, node),
      type: 'cases',
      subject: head ? expressionOf(source, head) : other(source, node),
      cases: found.map(({ tests, body, isDefault }) => ({
        tests: isDefault ? [] : tests,
        body: body.at(-1)?.type === 'break' ? body.slice(0, -1) : body,
      })),
    },
  ];
}

function tryBlock(source: Source, node: Syntax): Statement[] {
  const caught = childOf(node, 'CatchClause');
  const final = childOf(node, 'FinallyClause');
  const statement: StatementOf<'try'> = {
    ...placeOf(source, node),
    type: 'try',
    body: bodyOf(source, childOf(node, 'Block')),
    handlers: caught ? [handler(source, caught)] : [],
    otherwise: [],
    final: final ? bodyOf(source, childOf(final, 'Block')) : [],
  };
  return [statement];
}

/** What is caught is bound to something that cannot be seen. */
function handler(source: Source, clause: Syntax): Statement[] {
  const body = bodyOf(source, childOf(clause, 'Block'));
  const [pattern] = without(clause.children, 'catch', '(', ')', 'Block', 'TypeAnnotation');
  if (!pattern) return body;
  const targets = [targetOf(source, pattern)];
  return [{ ...placeOf(source, pattern), type: 'assign', targets, value: other(source, pattern) }, ...body];
}
