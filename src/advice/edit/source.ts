/** A source text with its parse tree, for edits: what every function of this folder starts from. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser as javascriptParser } from '@lezer/javascript';
import { parser as pythonParser } from '@lezer/python';

export type Language = 'python' | 'javascript';

/** A half-open range of a text. */
export interface Span {
  from: number;
  to: number;
}

export interface Editable {
  language: Language;
  text: string;
  tree: Tree;
  /** The extension of files with this grammar. */
  dialect: 'py' | 'ts' | 'tsx';
  /** Notebooks: the texts of the cells above, whose imports are visible here. */
  above: readonly string[];
}

/** As many texts are kept parsed: the fixes of one file ask for the same one again and again. */
const KEPT = 8;
const parsed: Editable[] = [];

/**
 * A text ready for edits; parsed once. Offsets are those of the text: of a notebook, of the cell.
 * @param above of a notebook: the texts of the code cells above
 */
export function editable(language: Language, text: string, above: readonly string[] = []): Editable {
  const known = parsed.find((entry) => entry.language === language && entry.text === text);
  if (known) return sameTexts(known.above, above) ? known : { ...known, above };
  const source = { language, text, ...parse(language, text), above };
  parsed.unshift(source);
  parsed.length = Math.min(parsed.length, KEPT);
  return source;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

const TYPED_JSX = javascriptParser.configure({ dialect: 'ts jsx' });
const TYPED = javascriptParser.configure({ dialect: 'ts' });

/** A text of JavaScript does not say its dialect: `<T>x` is a cast or an element, so the one without errors counts. */
function parse(language: Language, text: string): Pick<Editable, 'tree' | 'dialect'> {
  // A byte order mark would hide the first statement; a space in its place keeps the offsets.
  const visible = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  if (language === 'python') return { tree: pythonParser.parse(withoutMagics(visible)), dialect: 'py' };
  const tree = TYPED_JSX.parse(visible);
  if (countErrors(tree) === 0) return { tree, dialect: 'tsx' };
  const other = TYPED.parse(visible);
  return countErrors(other) < countErrors(tree) ? { tree: other, dialect: 'ts' } : { tree, dialect: 'tsx' };
}

/** `%magic` and `!shell` lines of notebooks become spaces: no line of Python begins so at column 0. */
function withoutMagics(text: string): string {
  return text.replace(/^[%!?][^\r\n]*/gm, (line) => ' '.repeat(line.length));
}

/** How many places of a text the grammar does not know. */
export function countErrors(tree: Tree): number {
  let errors = 0;
  tree.iterate({
    enter(ref) {
      // The grammar of Python marks an error in the number `1.` too.
      if (ref.type.isError && ref.node.parent?.firstChild?.name !== 'Number') errors++;
    },
  });
  return errors;
}

export function textOf(source: Editable, { from, to }: Span): string {
  return source.text.slice(from, to);
}

/** The smallest node of exactly this place that is accepted. */
export function nodeAt(
  source: Editable,
  { from, to }: Span,
  accepts: (node: SyntaxNode) => boolean,
): SyntaxNode | undefined {
  for (let node: SyntaxNode | null = source.tree.resolveInner(from, 1); node; node = node.parent) {
    if (node.from < from || node.to > to) return undefined;
    if (node.from === from && node.to === to && accepts(node)) return node;
  }
  return undefined;
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!/Comment$/.test(child.name)) children.push(child);
  }
  return children;
}

/** The nearest node around another that is accepted. */
export function around(
  node: SyntaxNode,
  accepts: (candidate: SyntaxNode) => boolean,
): SyntaxNode | undefined {
  for (let outer = node.parent; outer; outer = outer.parent) if (accepts(outer)) return outer;
  return undefined;
}

/** The node around that is not just a parenthesis. */
export function parentOf(node: SyntaxNode): SyntaxNode | undefined {
  return around(node, ({ name }) => name !== 'ParenthesizedExpression');
}

/** The expression inside any number of parentheses. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let current = node;
  while (current.name === 'ParenthesizedExpression') {
    const inner = childrenOf(current)[1];
    if (!inner || inner.name === ')') return current;
    current = inner;
  }
  return current;
}
