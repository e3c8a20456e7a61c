/** JavaScript's expressions as the common form; types are left out. */
import { javascriptNumber, javascriptString } from './javascriptLiterals.ts';
import { parametersOf, targetOf } from './javascriptTargets.ts';
import type { Argument, Element, Entry, Expression } from './program.ts';
import { other, placeOf, type Source, spanOf, textOf, without } from './source.ts';
import { childOf, commaGroups, type Syntax } from './syntaxTree.ts';

type Reader = (source: Source, node: Syntax) => Expression;

export function expressionOf(source: Source, node: Syntax): Expression {
  const read = READERS.get(node.kind);
  return read ? read(source, node) : unknown(source, node);
}

/** Every expression in a list of nodes, whatever stands between them. */
export function partsOf(source: Source, nodes: Syntax[]): Expression[] {
  return nodes.flatMap((node) => {
    if (READERS.has(node.kind)) return [expressionOf(source, node)];
    return partsOf(source, node.children);
  });
}

const unknown: Reader = (source, node) => other(source, node, partsOf(source, node.children));
const named: Reader = (source, node) => ({
  ...placeOf(source, node),
  type: 'name',
  name: textOf(source, node),
});
const functionReader: Reader = (source, node) => functionOf(source, node);

const READERS = new Map<string, Reader>([
  ['Number', numberOf],
  [
    'String',
    (source, node) => ({
      ...placeOf(source, node),
      type: 'string',
      value: javascriptString(textOf(source, node)),
      parts: [],
    }),
  ],
  ['TemplateString', templateOf],
  [
    'BooleanLiteral',
    (source, node) => ({ ...placeOf(source, node), type: 'boolean', value: textOf(source, node) === 'true' }),
  ],
  ['null', (source, node) => ({ ...placeOf(source, node), type: 'none' })],
  ['VariableName', nameOf],
  ['this', named],
  ['super', named],
  ['MemberExpression', memberOf],
  ['CallExpression', callOf],
  ['NewExpression', newOf],
  ['DynamicImport', importOf],
  ['ParenthesizedExpression', innerOf],
  ['AwaitExpression', innerOf],
  ['YieldExpression', innerOf],
  ['InstantiationExpression', (source, node) => expressionOf(source, node.children[0]!)],
  ['ArrayExpression', arrayOf],
  ['ObjectExpression', objectOf],
  ['BinaryExpression', binaryOf],
  ['UnaryExpression', unaryOf],
  ['PostfixExpression', postfixOf],
  ['ConditionalExpression', conditionalOf],
  ['AssignmentExpression', assignmentOf],
  ['ArrowFunction', functionReader],
  ['FunctionExpression', functionReader],
  ['TaggedTemplateExpression', unknown],
  ['SequenceExpression', unknown],
  ['ClassExpression', unknown],
  ['RegExp', unknown],
  ['JSXElement', unknown],
  ['JSXFragment', unknown],
]);

function numberOf(source: Source, node: Syntax): Expression {
  const value = javascriptNumber(textOf(source, node));
  return value === undefined ? other(source, node) : { ...placeOf(source, node), type: 'number', value };
}

function templateOf(source: Source, node: Syntax): Expression {
  const filled = node.children.filter(({ kind }) => kind === 'Interpolation');
  const value = filled.length > 0 ? undefined : javascriptString(textOf(source, node));
  return { ...placeOf(source, node), type: 'string', value, parts: partsOf(source, filled) };
}

function nameOf(source: Source, node: Syntax): Expression {
  return textOf(source, node) === 'undefined'
    ? { ...placeOf(source, node), type: 'none' }
    : named(source, node);
}

/** `a.b`, `a?.b`, `a[i]`; while the name is still to be typed, `a.` is unknown. */
function memberOf(source: Source, node: Syntax): Expression {
  const [first, ...rest] = without(node.children, '?.');
  if (!first) return other(source, node);
  const object = expressionOf(source, first);
  const property = rest.find(({ kind }) => kind === 'PropertyName' || kind === 'PrivatePropertyName');
  if (property) return { ...placeOf(source, node), type: 'member', object, name: textOf(source, property) };
  const index = rest[0]?.kind === '[' ? rest[1] : undefined;
  if (!index || index.kind === ']') return other(source, node, [object]);
  return { ...placeOf(source, node), type: 'item', object, index: expressionOf(source, index) };
}

function callOf(source: Source, node: Syntax): Expression {
  const [callee] = node.children;
  const list = childOf(node, 'ArgList');
  if (!callee || !list) return unknown(source, node);
  return call(source, node, callee, list);
}

/** `new C` is a call without arguments. */
function newOf(source: Source, node: Syntax): Expression {
  const callee = node.children[1];
  return callee ? call(source, node, callee, childOf(node, 'ArgList')) : other(source, node);
}

function call(source: Source, node: Syntax, callee: Syntax, list: Syntax | undefined): Expression {
  return {
    ...placeOf(source, node),
    type: 'call',
    callee: expressionOf(source, callee),
    arguments: list ? argumentsOf(source, list) : [],
    closed: !list || list.children.at(-1)?.kind === ')',
  };
}

function argumentsOf(source: Source, list: Syntax): Argument[] {
  return commaGroups(list.children).flatMap((group): Argument[] => {
    const spread = group[0]!.kind === 'Spread';
    const value = spread ? group[1] : group[0];
    if (!value) return [];
    const place = spanOf(source, group[0]!, value);
    return [{ ...place, value: expressionOf(source, value), ...(spread && { spread: 'list' as const }) }];
  });
}

/** `import('module')` is a call of `import`. */
function importOf(source: Source, node: Syntax): Expression {
  const word = node.children[0]!;
  const module = childOf(node, 'String');
  const value = module && expressionOf(source, module);
  return {
    ...placeOf(source, node),
    type: 'call',
    callee: { ...placeOf(source, word), type: 'name', name: 'import' },
    arguments: value ? [{ ...placeOf(source, module), value }] : [],
    closed: node.children.at(-1)?.kind === ')',
  };
}

const AROUND = ['(', ')', 'await', 'yield', 'Star', 'TypeAnnotation'];

/** The expression inside of parentheses, after `await` and `yield`. */
function innerOf(source: Source, node: Syntax): Expression {
  const [inner] = without(node.children, ...AROUND);
  return inner ? expressionOf(source, inner) : other(source, node);
}

/** A place that is left out, `[a, , b]`, holds nothing. */
function arrayOf(source: Source, node: Syntax): Expression {
  const elements: Element[] = [];
  let spread = false;
  let filled = false;
  for (const child of node.children.slice(1)) {
    if (child.kind === ',') {
      if (!filled) elements.push({ value: { ...placeOf(source, child), type: 'none' } });
      filled = false;
    } else if (child.kind === 'Spread') {
      spread = true;
    } else if (child.kind !== ']' && !filled) {
      elements.push({ value: expressionOf(source, child), ...(spread && { spread }) });
      spread = false;
      filled = true;
    }
  }
  return { ...placeOf(source, node), type: 'list', elements };
}

function objectOf(source: Source, node: Syntax): Expression {
  const properties = node.children.filter(({ kind }) => kind === 'Property');
  const entries = properties.flatMap((property) => entryOf(source, property));
  return { ...placeOf(source, node), type: 'dictionary', entries };
}

function entryOf(source: Source, property: Syntax): Entry[] {
  const place = placeOf(source, property);
  const [first, second] = property.children;
  if (!first) return [];
  if (first.kind === 'Spread') return second ? [{ ...place, value: expressionOf(source, second) }] : [];
  const nodes = without(property.children, 'async', 'Star', 'get', 'set');
  const computed = nodes[0]?.kind === '[';
  const name = computed ? nodes[1] : nodes[0];
  if (!name) return [];
  const key = computed ? expressionOf(source, name) : keyOf(source, name);
  if (childOf(property, 'ParamList')) {
    const accessor = first.kind === 'get' || first.kind === 'set';
    return [{ ...place, key, value: accessor ? other(source, property) : functionOf(source, property) }];
  }
  const colon = nodes.findIndex(({ kind }) => kind === ':');
  if (colon < 0) return [{ ...place, key, value: named(source, name) }];
  const value = nodes[colon + 1];
  // `{ units: }` while the value is still to be typed.
  const end = { from: property.to, to: property.to };
  return [{ ...place, key, value: value ? expressionOf(source, value) : other(source, end) }];
}

function keyOf(source: Source, name: Syntax): Expression {
  if (name.kind === 'String' || name.kind === 'Number') return expressionOf(source, name);
  return { ...placeOf(source, name), type: 'string', value: textOf(source, name), parts: [] };
}

const OPERATORS: Record<string, string> = { '===': '==', '!==': '!=' };
const BINARY = new Set('+ - * / % ** & | ^ << >> == != < <= > >='.split(' '));
const LOGICAL: Record<string, 'and' | 'or' | '??'> = { '&&': 'and', '||': 'or', '??': '??' };

function binaryOf(source: Source, node: Syntax): Expression {
  const [first, sign, second] = node.children;
  if (!first || !sign) return unknown(source, node);
  const written = textOf(source, sign);
  if (written === 'as' || written === 'satisfies') return expressionOf(source, first);
  const operator = OPERATORS[written] ?? written;
  const logical = LOGICAL[written];
  if (!second || !(logical || BINARY.has(operator))) return unknown(source, node);
  const left = expressionOf(source, first);
  const right = expressionOf(source, second);
  const place = placeOf(source, node);
  return logical
    ? { ...place, type: 'logical', operator: logical, left, right }
    : { ...place, type: 'binary', operator, left, right };
}

function unaryOf(source: Source, node: Syntax): Expression {
  const [sign, inner] = node.children;
  if (!sign || !inner) return unknown(source, node);
  const written = textOf(source, sign);
  if (written === '++' || written === '--') return stepOf(source, node, inner, written);
  const operand = expressionOf(source, inner);
  const operator = written === '!' ? 'not' : written;
  if (operator !== '-' && operator !== '+' && operator !== 'not' && operator !== '~') {
    return other(source, node, [operand]);
  }
  return { ...placeOf(source, node), type: 'unary', operator, operand };
}

/** `x++`, and `x!` of TypeScript. */
function postfixOf(source: Source, node: Syntax): Expression {
  const [inner, sign] = node.children;
  if (!inner || !sign) return unknown(source, node);
  const written = textOf(source, sign);
  return written === '!' ? expressionOf(source, inner) : stepOf(source, node, inner, written);
}

/** `x++` as `x = x + 1`. */
function stepOf(source: Source, node: Syntax, inner: Syntax, sign: string): Expression {
  const place = placeOf(source, node);
  const right: Expression = { ...place, type: 'number', value: 1 };
  const left = expressionOf(source, inner);
  const value: Expression = { ...place, type: 'binary', operator: sign.charAt(0), left, right };
  return { ...place, type: 'assignment', target: targetOf(source, inner), value };
}

/** `test ? first : last`. */
function conditionalOf(source: Source, node: Syntax): Expression {
  const [condition, first, last] = without(node.children, 'LogicOp', '?', ':');
  if (!condition || !first || !last) return unknown(source, node);
  const test = expressionOf(source, condition);
  const then = expressionOf(source, first);
  const otherwise = expressionOf(source, last);
  return { ...placeOf(source, node), type: 'conditional', test, then, otherwise };
}

/** An assignment taken apart: `x += v` has the operator `+`. */
export function assignmentParts(source: Source, node: Syntax) {
  const [left, sign, right] = node.children;
  if (!left || !sign) return undefined;
  const written = textOf(source, sign).slice(0, -1);
  return {
    target: targetOf(source, left),
    left,
    operator: written === '' ? undefined : (LOGICAL[written] ?? written),
    value: right ? expressionOf(source, right) : other(source, { from: node.to, to: node.to }),
    right,
  };
}

function assignmentOf(source: Source, node: Syntax): Expression {
  const parts = assignmentParts(source, node);
  if (!parts) return unknown(source, node);
  const { target, left, operator } = parts;
  const place = placeOf(source, node);
  if (operator === undefined) return { ...place, type: 'assignment', target, value: parts.value };
  const before = expressionOf(source, left);
  const value: Expression = BINARY.has(operator)
    ? { ...place, type: 'binary', operator, left: before, right: parts.value }
    : other(source, node, [before, parts.value]);
  return { ...place, type: 'assignment', target, value };
}

/** Functions, arrow functions and methods of objects. */
function functionOf(source: Source, node: Syntax): Expression {
  const last = node.children.at(-1)!;
  const isBlock = last.kind === 'Block' || last.kind === 'ParamList' || last.kind === 'Arrow';
  const place = placeOf(source, node);
  const body = isBlock ? source.translate.body(source, last) : returned(source, last);
  return {
    ...place,
    type: 'function',
    parameters: parametersOf(source, childOf(node, 'ParamList')),
    body,
    asynchronous: node.children.some(({ kind }) => kind === 'async'),
  };
}

function returned(source: Source, node: Syntax) {
  const value = expressionOf(source, node);
  return [{ piece: value.piece, from: value.from, to: value.to, type: 'return' as const, value }];
}
