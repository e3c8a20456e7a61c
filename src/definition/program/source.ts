/** What the translators share: a piece that is being built out of its parse tree. */
import type { Expression, Piece, Place, Statement } from './program.ts';
import type { Syntax } from './syntaxTree.ts';

/** Statements that were parsed by themselves, because they are broken. */
export interface Apart {
  statements: Statement[];
  /** Whether lines below are their body. */
  deeper: boolean;
}

/** What the parts of a language's translator need of each other: expressions hold functions, whose bodies hold both. */
export interface Translator {
  expression(source: Source, node: Syntax): Expression;
  /** The statements of a block, or the one that stands in place of it. */
  body(source: Source, node: Syntax | undefined): Statement[];
}

/** A piece's own text and the piece that its places belong to. */
export interface Source {
  translate: Translator;
  text: string;
  piece: Piece;
  /** What was parsed apart, by the offset where the tree has something else in its place. */
  apart: Map<number, Apart>;
}

/** A text that does not keep the document alive out of which it was cut: joining makes a new one. */
export function ownText(text: string): string {
  return `${text}\n`;
}

/** An empty piece at the beginning of a text. */
export function newSource(text: string, translate: Translator): Source {
  return {
    translate,
    text,
    piece: { start: 0, statements: [], comments: [], broken: false },
    apart: new Map(),
  };
}

export function placeOf({ piece }: Source, { from, to }: { from: number; to: number }): Place {
  return { piece, from, to };
}

/** From the beginning of the first node to the end of the last. */
export function spanOf({ piece }: Source, first: { from: number }, last: { to: number }): Place {
  return { piece, from: first.from, to: last.to };
}

export function textOf({ text }: Source, { from, to }: { from: number; to: number }): string {
  return text.slice(from, to);
}

/** An expression that is not known, at a place: its parts may still contain calls. */
export function other(
  source: Source,
  node: { from: number; to: number },
  parts: Expression[] = [],
): Expression {
  return { ...placeOf(source, node), type: 'other', parts };
}

/** A comment without its marks. */
export function commentText(text: string): string {
  return text
    .replace(/^(?:#+|\/\/+|\/\*+)/, '')
    .replace(/\*+\/$/, '')
    .trim();
}

/** Removes from the nodes those of the given kinds. */
export function without(nodes: Syntax[], ...kinds: string[]): Syntax[] {
  return nodes.filter(({ kind }) => !kinds.includes(kind));
}
