/** Python's expressions, parameters and targets as the common form. */
import type { Argument, Element, Entry, Expression, ExpressionOf } from './program.ts';
import { pythonNumber, pythonString } from './pythonLiterals.ts';
import { parametersOf, targetOf } from './pythonTargets.ts';
import { other, placeOf, type Source, spanOf, textOf, without } from './source.ts';
import { childOf, commaGroups, type Syntax } from './syntaxTree.ts';

type Reader = (source: Source, node: Syntax) => Expression;

export function expressionOf(source: Source, node: Syntax): Expression {
  const read = READERS.get(node.kind);
  return read ? read(source, node) : other(source, node, partsOf(source, node.children));
}

/** Every expression in a list of nodes, whatever stands between them. */
export function partsOf(source: Source, nodes: Syntax[]): Expression[] {
  return nodes.flatMap((node) => {
    if (READERS.has(node.kind)) return [expressionOf(source, node)];
    return partsOf(source, node.children);
  });
}

const READERS = new Map<string, Reader>([
  ['Number', numberOf],
  ['String', stringOf],
  ['FormatString', stringOf],
  ['ContinuedString', stringOf],
  [
    'Boolean',
    (source, node) => ({ ...placeOf(source, node), type: 'boolean', value: textOf(source, node) === 'True' }),
  ],
  ['None', (source, node) => ({ ...placeOf(source, node), type: 'none' })],
  ['Ellipsis', (source, node) => other(source, node)],
  [
    'VariableName',
    (source, node) => ({ ...placeOf(source, node), type: 'name', name: textOf(source, node) }),
  ],
  ['MemberExpression', memberOf],
  ['CallExpression', callOf],
  ['ParenthesizedExpression', innerOf],
  ['AwaitExpression', innerOf],
  ['YieldExpression', innerOf],
  ['TupleExpression', collectionOf('tuple')],
  ['ArrayExpression', collectionOf('list')],
  ['SetExpression', collectionOf('set')],
  ['DictionaryExpression', dictionaryOf],
  ['ArrayComprehensionExpression', comprehensionOf('list')],
  ['SetComprehensionExpression', comprehensionOf('set')],
  ['DictionaryComprehensionExpression', comprehensionOf('dictionary')],
  ['ComprehensionExpression', comprehensionOf('generator')],
  ['BinaryExpression', binaryOf],
  ['UnaryExpression', unaryOf],
  ['ConditionalExpression', conditionalOf],
  ['LambdaExpression', lambdaOf],
  ['NamedExpression', namedOf],
]);

/** `a`, `a, b`, `*a, b` without brackets around: one expression, or a tuple of them. */
export function expressionsOf(source: Source, nodes: Syntax[]): Expression | undefined {
  const [first] = nodes;
  if (!first) return undefined;
  const groups = commaGroups(nodes);
  if (groups.length === 1 && nodes.length === 1) return expressionOf(source, first);
  if (groups.length === 1 && !nodes.some(({ kind }) => kind === ',' || kind === '*')) {
    // A bracket too many is beside the expression.
    const [only, another] = nodes.filter(({ kind }) => READERS.has(kind));
    if (only && !another) return expressionOf(source, only);
    return other(source, { from: first.from, to: nodes.at(-1)!.to }, partsOf(source, nodes));
  }
  return { ...spanOf(source, first, nodes.at(-1)!), type: 'tuple', elements: elementsOf(source, nodes) };
}

function numberOf(source: Source, node: Syntax): Expression {
  const value = pythonNumber(textOf(source, node));
  return value === undefined ? other(source, node) : { ...placeOf(source, node), type: 'number', value };
}

/** One literal, or several side by side. */
function stringOf(source: Source, node: Syntax): Expression {
  const literals = node.kind === 'ContinuedString' ? node.children : [node];
  let value: string | undefined = '';
  const parts: Expression[] = [];
  for (const literal of literals) {
    const replacements = literal.children.filter(({ kind }) => kind === 'FormatReplacement');
    parts.push(...replacements.flatMap((replacement) => partsOf(source, replacement.children)));
    const text = replacements.length > 0 ? undefined : pythonString(textOf(source, literal));
    value = value === undefined || text === undefined ? undefined : value + text;
  }
  return { ...placeOf(source, node), type: 'string', value, parts };
}

/** `a.b`, `a[i]`; while the name is still to be typed, `a.` is unknown. */
function memberOf(source: Source, node: Syntax): Expression {
  const [first, mark, ...rest] = node.children;
  if (!first || !mark) return other(source, node, partsOf(source, node.children));
  const object = expressionOf(source, first);
  if (mark.kind === '[') {
    return {
      ...placeOf(source, node),
      type: 'item',
      object,
      index: indexOf(source, without(rest, ']'), mark),
    };
  }
  const property = rest.find(({ kind }) => kind === 'PropertyName');
  if (!property) return other(source, node, [object]);
  return { ...placeOf(source, node), type: 'member', object, name: textOf(source, property) };
}

/** What stands between `[` and `]`: an expression, a slice, or several of them as a tuple. */
function indexOf(source: Source, nodes: Syntax[], bracket: Syntax): Expression {
  const groups = commaGroups(nodes);
  if (groups.length === 0) return other(source, { from: bracket.to, to: bracket.to });
  const indices = groups.map((group) => sliceOf(source, group));
  if (indices.length === 1 && !nodes.some(({ kind }) => kind === ',')) return indices[0]!;
  const elements = indices.map((value) => ({ value }));
  return { ...spanOf(source, nodes[0]!, nodes.at(-1)!), type: 'tuple', elements };
}

function sliceOf(source: Source, nodes: Syntax[]): Expression {
  if (!nodes.some(({ kind }) => kind === ':')) {
    return nodes.length === 1
      ? expressionOf(source, nodes[0]!)
      : other(source, { from: nodes[0]!.from, to: nodes.at(-1)!.to }, partsOf(source, nodes));
  }
  const slice: ExpressionOf<'slice'> = { ...spanOf(source, nodes[0]!, nodes.at(-1)!), type: 'slice' };
  const fields = ['start', 'end', 'step'] as const;
  let field = 0;
  for (const node of nodes) {
    if (node.kind === ':') field++;
    else if (fields[field]) slice[fields[field]!] = expressionOf(source, node);
  }
  return slice;
}

function callOf(source: Source, node: Syntax): Expression {
  const [callee, list] = node.children;
  if (!callee || !list) return other(source, node, partsOf(source, node.children));
  return {
    ...placeOf(source, node),
    type: 'call',
    callee: expressionOf(source, callee),
    arguments: argumentsOf(source, list),
    closed: list.children.at(-1)?.kind === ')',
  };
}

/** The arguments between the parentheses of a call or a class. */
export function argumentsOf(source: Source, list: Syntax): Argument[] {
  const loop = list.children.findIndex(({ kind }) => kind === 'for');
  if (loop < 0) return commaGroups(list.children).flatMap((group) => argumentOf(source, group));
  // `f(x for x in y)`: commas may stand in the loop's target.
  const before = list.children.slice(0, loop);
  const start = before.findLastIndex(({ kind }) => kind === ',' || kind === '(') + 1;
  const generator = without(list.children.slice(start), ')');
  const place = spanOf(source, generator[0]!, generator.at(-1)!);
  const value = comprehension(source, generator, 'generator', place);
  const others = commaGroups(list.children.slice(0, start)).flatMap((group) => argumentOf(source, group));
  return [...others, { ...place, value }];
}

function argumentOf(source: Source, group: Syntax[]): Argument[] {
  const [first, second, third] = group;
  const place = spanOf(source, first!, group.at(-1)!);
  if (first!.kind === '*' || first!.kind === '**') {
    if (!second) return [];
    const spread = first!.kind === '*' ? 'list' : 'names';
    return [{ ...place, value: expressionOf(source, second), spread }];
  }
  if (second?.kind === 'AssignOp' && textOf(source, second) === '=') {
    // `f(units=` while the value is still to be typed.
    const value = third ? expressionOf(source, third) : other(source, { from: second.to, to: second.to });
    return [{ ...place, name: textOf(source, first!), value }];
  }
  if (second?.kind === 'AssignOp' && third) return [{ ...place, value: assignment(source, first!, third) }];
  return [{ ...place, value: expressionOf(source, first!) }];
}

/** The expression inside of parentheses, after `await` and `yield`. */
function innerOf(source: Source, node: Syntax): Expression {
  const inner = without(node.children, '(', ')', 'await', 'yield', 'from');
  return expressionsOf(source, inner) ?? other(source, node);
}

function elementsOf(source: Source, nodes: Syntax[]): Element[] {
  return commaGroups(nodes).flatMap((group): Element[] => {
    const spread = group[0]!.kind === '*';
    const value = spread ? group[1] : group[0];
    return value ? [{ value: expressionOf(source, value), ...(spread && { spread }) }] : [];
  });
}

function collectionOf(type: 'list' | 'tuple' | 'set'): Reader {
  return (source, node) => ({ ...placeOf(source, node), type, elements: elementsOf(source, node.children) });
}

function dictionaryOf(source: Source, node: Syntax): Expression {
  const entries = commaGroups(node.children).flatMap((group): Entry[] => {
    const place = spanOf(source, group[0]!, group.at(-1)!);
    if (group[0]!.kind === '**') return group[1] ? [{ ...place, value: expressionOf(source, group[1]) }] : [];
    const colon = group.findIndex(({ kind }) => kind === ':');
    const value = group[colon + 1];
    if (colon < 1 || !value) return [];
    return [{ ...place, key: expressionOf(source, group[0]!), value: expressionOf(source, value) }];
  });
  return { ...placeOf(source, node), type: 'dictionary', entries };
}

type Comprehension = ExpressionOf<'comprehension'>;

function comprehensionOf(of: Comprehension['of']): Reader {
  return (source, node) => {
    const nodes = node.children.slice(1, BRACKETS_END.has(node.children.at(-1)?.kind ?? '') ? -1 : undefined);
    return comprehension(source, nodes, of, placeOf(source, node));
  };
}

const BRACKETS_END = new Set([')', ']', '}']);
/** Words that begin a part of a comprehension. */
const LOOP_WORDS = new Set(['for', 'in', 'if', 'async']);

function comprehension(
  source: Source,
  nodes: Syntax[],
  of: Comprehension['of'],
  place: ReturnType<typeof placeOf>,
): Expression {
  const start = nodes.findIndex(({ kind }) => LOOP_WORDS.has(kind));
  const head = nodes.slice(0, start < 0 ? nodes.length : start);
  const colon = head.findIndex(({ kind }) => kind === ':');
  const loops: Comprehension['loops'] = [];
  for (let i = head.length; i < nodes.length; ) {
    const word = nodes[i]!.kind;
    let end = i + 1;
    while (end < nodes.length && !LOOP_WORDS.has(nodes[end]!.kind)) end++;
    const part = nodes.slice(i + 1, end);
    const value = () => expressionsOf(source, part) ?? other(source, nodes[i]!);
    const loop = loops.at(-1);
    if (word === 'for')
      loops.push({
        target: targetOf(source, part, nodes[i]!),
        over: other(source, nodes[i]!),
        conditions: [],
      });
    else if (word === 'in' && loop) loop.over = value();
    else if (word === 'if' && loop) loop.conditions.push(value());
    i = end;
  }
  const element = expressionsOf(source, head.slice(colon + 1)) ?? other(source, place);
  const key = colon > 0 ? expressionOf(source, head[0]!) : undefined;
  return { ...place, type: 'comprehension', of, element, ...(key && { key }), loops };
}

const COMPARISONS = /^(?:[<>=!]|in$|not-in$|is$|is-not$)/;

/** `a + b`, `a and b`, `a < b < c` as `a < b and b < c`. */
function binaryOf(source: Source, node: Syntax): Expression {
  const left = node.children[0];
  const right = node.children.at(-1);
  const operators = node.children.slice(1, -1);
  if (!left || !right || operators.length === 0) return other(source, node, partsOf(source, node.children));
  const written = operators.map((operator) => textOf(source, operator)).join('-');
  const operator = written === '<>' ? '!=' : written;
  const place = placeOf(source, node);
  if (operator === 'and' || operator === 'or') {
    return {
      ...place,
      type: 'logical',
      operator,
      left: expressionOf(source, left),
      right: expressionOf(source, right),
    };
  }
  const before = expressionOf(source, left);
  const after = expressionOf(source, right);
  const chained = COMPARISONS.test(operator) ? lastComparison(left, before) : undefined;
  if (!chained) return { ...place, type: 'binary', operator, left: before, right: after };
  const last: Expression = {
    ...spanOf(source, chained, right),
    type: 'binary',
    operator,
    left: chained,
    right: after,
  };
  return { ...place, type: 'logical', operator: 'and', left: before, right: last };
}

/** Of a comparison without parentheses before another one: the operand that both share. */
function lastComparison(node: Syntax, translated: Expression): Expression | undefined {
  if (node.kind !== 'BinaryExpression') return undefined;
  const last = translated.type === 'logical' && translated.from === node.from ? translated.right : translated;
  return last.type === 'binary' && COMPARISONS.test(last.operator) ? last.right : undefined;
}

function unaryOf(source: Source, node: Syntax): Expression {
  const [sign, inner] = node.children;
  if (!sign || !inner) return other(source, node, partsOf(source, node.children));
  const operand = expressionOf(source, inner);
  const operator = textOf(source, sign);
  if (operator !== '-' && operator !== '+' && operator !== 'not' && operator !== '~') {
    return other(source, node, [operand]);
  }
  return { ...placeOf(source, node), type: 'unary', operator, operand };
}

/** `first if test else last`. */
function conditionalOf(source: Source, node: Syntax): Expression {
  const [first, condition, last] = without(node.children, 'if', 'else');
  if (!first || !condition || !last) return other(source, node, partsOf(source, node.children));
  const then = expressionOf(source, first);
  const test = expressionOf(source, condition);
  const otherwise = expressionOf(source, last);
  return { ...placeOf(source, node), type: 'conditional', test, then, otherwise };
}

function lambdaOf(source: Source, node: Syntax): Expression {
  const list = childOf(node, 'ParamList');
  const last = node.children.at(-1)!;
  const value = last.kind === ':' || last === list ? other(source, last) : expressionOf(source, last);
  const place = { piece: value.piece, from: value.from, to: value.to };
  return {
    ...placeOf(source, node),
    type: 'function',
    parameters: list ? parametersOf(source, list) : [],
    body: [{ ...place, type: 'return', value }],
    asynchronous: false,
  };
}

function namedOf(source: Source, node: Syntax): Expression {
  const [name, , value] = node.children;
  return name && value
    ? assignment(source, name, value)
    : other(source, node, partsOf(source, node.children));
}

function assignment(source: Source, name: Syntax, value: Syntax): Expression {
  const target = targetOf(source, [name], name);
  return { ...spanOf(source, name, value), type: 'assignment', target, value: expressionOf(source, value) };
}
