/** A Python text with its syntax tree, and small helpers to walk it. Lezer's parser never fails: it marks errors. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { SourceRange } from '../model.ts';

export interface PythonSource {
  text: string;
  tree: Tree;
  /** Offset of the first character of every line. */
  lineStarts: number[];
}

export function parsePython(text: string): PythonSource {
  const lineStarts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) lineStarts.push(match.index + match[0].length);
  // A byte order mark would hide the first statement; a space in its place keeps the offsets.
  const visible = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  return { text, tree: parser.parse(visible), lineStarts };
}

/** Index of the line that holds an offset, 0-based. */
export function lineOf(source: PythonSource, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (source.lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function rangeOf(source: PythonSource, { from, to }: { from: number; to: number }): SourceRange {
  const startLine = lineOf(source, from);
  const endLine = lineOf(source, to);
  return {
    from,
    to,
    startLine: startLine + 1,
    startColumn: from - source.lineStarts[startLine]! + 1,
    endLine: endLine + 1,
    endColumn: to - source.lineStarts[endLine]! + 1,
  };
}

export function textOf(source: PythonSource, node: { from: number; to: number }): string {
  return source.text.slice(node.from, node.to);
}

/** Identifies a node: Lezer makes a new object each time one is visited. */
export function keyOf(node: SyntaxNode): string {
  return `${node.name}:${node.from}:${node.to}`;
}

/** The children of a node without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** The children between commas, brackets left out: one group for each list element or call argument. */
export function commaGroups(node: SyntaxNode): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === ',') groups.push([]);
    else if (!/^[[\](){}]$/.test(child.name)) groups.at(-1)!.push(child);
  }
  return groups.filter((group) => group.some((child) => !child.type.isError));
}

export interface Argument {
  /** The keyword, when there is one. */
  name?: string;
  value: SyntaxNode;
  /** `*args` and `**kwargs`: which parameters they set is not visible. */
  spread: boolean;
  from: number;
  to: number;
}

/** The arguments of a call as they are written. */
export function argumentsOf(source: PythonSource, call: SyntaxNode): Argument[] {
  const list = call.getChild('ArgList');
  if (!list) return [];
  return commaGroups(list).map((group) => {
    const first = group[0]!;
    const last = group.at(-1)!;
    const place = { from: first.from, to: last.to };
    if (group[1]?.name === 'AssignOp' && textOf(source, group[1]) === '=') {
      return { name: textOf(source, first), value: group[2] ?? group[1], spread: false, ...place };
    }
    if (first.name === '*' || first.name === '**') return { value: last, spread: true, ...place };
    // `f(x for x in y)` and `f(x := y)` are no plain values.
    return { value: first, spread: group.length > 1 && !group[1]!.type.isError, ...place };
  });
}

/** `a.b.c` as text, undefined for anything but names joined by dots. */
export function dottedText(source: PythonSource, node: SyntaxNode): string | undefined {
  const parts: string[] = [];
  let current: SyntaxNode | null = node;
  while (current?.name === 'MemberExpression') {
    const property: SyntaxNode | null = current.getChild('PropertyName');
    if (!property) return undefined;
    parts.unshift(textOf(source, property));
    current = current.firstChild;
  }
  if (current?.name !== 'VariableName') return undefined;
  return [textOf(source, current), ...parts].join('.');
}

/** The expression inside any number of parentheses. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let current = node;
  while (current.name === 'ParenthesizedExpression') {
    const inner = childrenOf(current).find((child) => child.name !== '(');
    if (!inner || inner.name === ')') return current;
    current = inner;
  }
  return current;
}

const SIMPLE_STATEMENT =
  /^(Assign|Update|Expression|Delete|Return|Yield|Print|Raise|Import|Assert)Statement$|^TypeDefinition$/;

/** The simple statement that holds a node, or the node itself when it stands in the head of a compound one. */
export function statementOf(node: SyntaxNode): SyntaxNode {
  for (let current: SyntaxNode | null = node; current; current = current.parent) {
    if (SIMPLE_STATEMENT.test(current.name)) return current;
    if (current.name === 'Body') break;
  }
  return node;
}

/**
 * Whether code inside a node is not complete, so that it may have swallowed what follows. The grammar marks an error in
 * the number `1.` too: that one does not count.
 */
export function hasError(node: SyntaxNode): boolean {
  let found = false;
  node.cursor().iterate((ref) => {
    if (ref.type.isError && ref.node.parent?.firstChild?.name !== 'Number') found = true;
    return !found;
  });
  return found;
}

/** The node of exactly this kind and place. */
export function nodeAt(
  source: PythonSource,
  place: { from: number; to: number },
  accepts: (node: SyntaxNode) => boolean,
): SyntaxNode | undefined {
  for (let node: SyntaxNode | null = source.tree.resolveInner(place.from, 1); node; node = node.parent) {
    if (node.from < place.from || node.to > place.to) return undefined;
    if (node.from === place.from && node.to === place.to && accepts(node)) return node;
  }
  return undefined;
}

/** Source text for a message: on one line, of at most 40 characters. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
