/**
 * JavaScript as pieces: its top-level statements. The whole file is parsed, again only where it changed; a statement
 * whose text did not change keeps its piece. Statements that are left open are parsed apart, each by itself.
 */
import { type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { bodyOf, statementOf } from './javascript.ts';
import { expressionOf } from './javascriptExpressions.ts';
import { openRegions, type Region } from './javascriptRegions.ts';
import type { Piece } from './program.ts';
import { commentText, newSource, ownText, type Source, type Translator } from './source.ts';
import { plainTree } from './syntaxTree.ts';

type Parser = typeof parser;

/** A text with its tree, to parse the next text from. */
interface Parsed {
  text: string;
  tree: Tree;
}

/** A file with what its next state is made from. */
export interface JavascriptState {
  pieces: Piece[];
  whole: Parsed;
  /** With statements that are left open taken out, where there are some. */
  mended?: Parsed;
  cache: Map<string, Piece[]>;
}

/** The pieces of a text; of the state before it those are used again whose text is the same. */
export function javascriptState(text: string, dialect: string, before?: JavascriptState): JavascriptState {
  const dialected = parser.configure({ dialect });
  const whole = parse(dialected, text, before?.whole);
  const found = regionsIn(whole);
  const without = found.length > 0 ? withoutRegions(text, found) : text;
  const tried = found.length > 0 ? parse(dialected, without, before?.mended ?? whole) : undefined;
  // Where taking them out does not help, something else is wrong.
  const mended = tried && errorsOf(tried.tree).length < errorsOf(whole.tree).length ? tried : undefined;
  const regions = mended ? found : [];
  const cache: JavascriptState['cache'] = new Map();
  const pieces = rangesOf((mended ?? whole).tree).map(({ from, to, nodes }) => {
    const own = regions.filter((region) => region.from >= from && region.from < to);
    const key = text.slice(from, Math.max(to, own.at(-1)?.to ?? 0));
    const known = cache.get(key) ?? [];
    cache.set(key, known);
    const reused = before?.cache.get(key)?.[known.length];
    const piece =
      reused && own.length === 0 && !reused.broken ? reused : pieceOf(key, nodes, from, own, dialected);
    known.push(piece);
    piece.start = from;
    return piece;
  });
  return { pieces, whole, ...(mended && { mended }), cache };
}

function parse(dialected: Parser, text: string, before: Parsed | undefined): Parsed {
  if (!before) return { text, tree: dialected.parse(text) };
  const fragments = TreeFragment.applyChanges(TreeFragment.addTree(before.tree), [
    changeBetween(before.text, text),
  ]);
  return { text, tree: dialected.parse(text, fragments) };
}

/** The one range in which two texts differ. */
function changeBetween(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
}

/** Where the grammar did not fit, in the order of the text. */
function errorsOf(tree: Tree): number[] {
  const errors: number[] = [];
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(from);
    },
  });
  return errors;
}

/** The statements that are left open; an error stands within them, or in the line after them. */
function regionsIn({ text, tree }: Parsed): Region[] {
  const errors = errorsOf(tree);
  if (errors.length === 0) return [];
  return openRegions(text).filter(({ from, to }) => {
    const nextLine = text.indexOf('\n', to + 1);
    const end = text.indexOf('\n', (nextLine < 0 ? text.length : nextLine) + 1);
    return errors.some((error) => error >= from && (end < 0 || error <= end));
  });
}

/** The text with `0;` in the place of regions, offsets kept. */
function withoutRegions(text: string, regions: Region[]): string {
  let mended = '';
  let at = 0;
  for (const { from, to } of regions) {
    if (to - from < 2) continue;
    mended += `${text.slice(at, from)}0;${text.slice(from + 2, to).replace(/[^\n\r]/g, ' ')}`;
    at = to;
  }
  return mended + text.slice(at);
}

interface Range {
  from: number;
  to: number;
  nodes: SyntaxNode[];
}

/** Every top-level statement with the comments before it. */
function rangesOf(tree: Tree): Range[] {
  const ranges: Range[] = [];
  let nodes: SyntaxNode[] = [];
  const close = () => {
    if (nodes.length > 0) ranges.push({ from: nodes[0]!.from, to: nodes.at(-1)!.to, nodes });
    nodes = [];
  };
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    nodes.push(node);
    if (!node.type.isError && !node.name.endsWith('Comment')) close();
  }
  close();
  return ranges;
}

const JAVASCRIPT: Translator = { expression: expressionOf, body: bodyOf };

/** One top-level statement as a piece; a file without any has one piece as well. */
function pieceOf(
  text: string,
  nodes: SyntaxNode[],
  start: number,
  regions: Region[],
  dialected: Parser,
): Piece {
  const source = newSource(ownText(text), JAVASCRIPT);
  const { piece } = source;
  for (const { from, to } of regions) {
    source.apart.set(from - start, {
      statements: apart(source, from - start, to - start, dialected),
      deeper: false,
    });
  }
  piece.broken = regions.length > 0;
  for (const node of nodes) {
    if (node.name.endsWith('Comment')) {
      addComments(source, [{ from: node.from - start, to: node.to - start }]);
      continue;
    }
    const tree = plainTree(node, -start);
    if (node.type.isError || tree.errors.length > 0) piece.broken = true;
    const statements = node.type.isError ? tree.top.children : [tree.top];
    piece.statements.push(...statements.flatMap((statement) => statementOf(source, statement)));
    addComments(source, tree.comments);
  }
  return piece;
}

function addComments({ piece, text }: Source, comments: { from: number; to: number }[]): void {
  for (const { from, to } of comments)
    piece.comments.push({ piece, from, to, text: commentText(text.slice(from, to)) });
}

function apart(source: Source, from: number, to: number, dialected: Parser) {
  const tree = plainTree(dialected.parse(source.text.slice(from, to)), from);
  addComments(source, tree.comments);
  return tree.top.children.flatMap((statement) => statementOf({ ...source, apart: new Map() }, statement));
}
