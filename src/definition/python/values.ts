/** Values that can be known without running the program: literals, constants assigned once, and their arithmetic. */
import type { SyntaxNode } from '@lezer/common';
import { expressionBehind, valueBindingOf } from './names.ts';
import { childrenOf, commaGroups, type PythonSource, textOf, unwrap } from './syntax.ts';

export interface KnownValue {
  value: number | string | boolean | null;
  /** Whether a constant's name took part, rather than literals alone. */
  constant: boolean;
}

const MAX_DEPTH = 60;
/** Tuples of tuples of tuples are no setting of a layer. */
const MAX_NESTING = 3;

/** A value of one expression: tuples and lists are arrays. */
export type Value = number | string | boolean | null | Value[];

/** As {@link evaluate}, tuples and lists included, also behind names that are assigned once. */
export function evaluateAll(
  source: PythonSource,
  node: SyntaxNode,
  depth = 0,
): { value: Value; constant: boolean } | undefined {
  const known = evaluate(source, node);
  if (known || depth > MAX_NESTING) return known;
  const expression = expressionBehind(source, node);
  if (expression?.name !== 'TupleExpression' && expression?.name !== 'ArrayExpression') return undefined;
  const groups = commaGroups(expression);
  if (groups.some((group) => group.length !== 1)) return undefined;
  const elements = groups.map(([element]) => evaluateAll(source, element!, depth + 1));
  if (elements.some((element) => element === undefined)) return undefined;
  return {
    value: elements.map((element) => element!.value),
    constant: unwrap(node).name === 'VariableName' || elements.some((element) => element!.constant),
  };
}

/** The value of an expression, undefined when it cannot be seen. */
export function evaluate(source: PythonSource, node: SyntaxNode, depth = 0): KnownValue | undefined {
  const expression = unwrap(node);
  const read = depth > MAX_DEPTH ? undefined : READERS[expression.name];
  return read?.(source, expression, depth);
}

type Reader = (source: PythonSource, node: SyntaxNode, depth: number) => KnownValue | undefined;

const READERS: Record<string, Reader> = {
  Number: (source, node) => literal(readNumber(textOf(source, node))),
  // The grammar takes `1.` and `1.e3` for an attribute of the number 1, and `1.e-3` for a difference.
  MemberExpression: (source, node) => literal(readNumber(textOf(source, node))),
  String: (source, node) => literal(readString(textOf(source, node))),
  Boolean: (source, node) => literal(textOf(source, node) === 'True'),
  None: () => literal(null),
  VariableName: readName,
  UnaryExpression: readUnary,
  BinaryExpression: readBinary,
};

function literal(value: KnownValue['value'] | undefined): KnownValue | undefined {
  return value === undefined ? undefined : { value, constant: false };
}

/** Values of constants by the place of their expression: each is worked out once, however often it is used. */
const constants = new WeakMap<PythonSource, Map<number, KnownValue | undefined>>();

function readName(source: PythonSource, node: SyntaxNode, depth: number): KnownValue | undefined {
  const binding = valueBindingOf(source, node);
  if (!binding) return undefined;
  const known = constants.get(source) ?? new Map<number, KnownValue | undefined>();
  constants.set(source, known);
  const place = binding.value.from;
  if (!known.has(place)) {
    // Until it is worked out, a constant that needs itself is unknown.
    known.set(place, undefined);
    const value = evaluate(source, binding.value, depth + 1)?.value;
    known.set(place, value === undefined ? undefined : { value, constant: true });
  }
  return known.get(place);
}

function readUnary(source: PythonSource, node: SyntaxNode, depth: number): KnownValue | undefined {
  const [operator, operand] = childrenOf(node);
  const known = operand && evaluate(source, operand, depth + 1);
  if (!operator || typeof known?.value !== 'number') return undefined;
  const sign = textOf(source, operator);
  if (sign === '-') return { value: -known.value, constant: known.constant };
  return sign === '+' ? known : undefined;
}

function readBinary(source: PythonSource, node: SyntaxNode, depth: number): KnownValue | undefined {
  const whole = textOf(source, node);
  if (/^[\d_]+\.e[-+]\d+$/i.test(whole)) return literal(readNumber(whole));
  const [left, operator, right] = childrenOf(node);
  if (!left || !right || operator?.name !== 'ArithOp') return undefined;
  const a = evaluate(source, left, depth + 1);
  const b = evaluate(source, right, depth + 1);
  if (typeof a?.value !== 'number' || typeof b?.value !== 'number') return undefined;
  const value = OPERATORS[textOf(source, operator)]?.(a.value, b.value);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { value, constant: a.constant || b.constant };
}

const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

function readNumber(text: string): number | undefined {
  if (!/^[\d.]/.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

/** A plain string; one with escapes, a bytes or a formatted string is not read. */
function readString(text: string): string | undefined {
  const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(text);
  if (!match) return undefined;
  const [, prefix = '', , body = ''] = match;
  const raw = /r/i.test(prefix);
  if (/[bft]/i.test(prefix) || (!raw && body.includes('\\'))) return undefined;
  return body;
}
