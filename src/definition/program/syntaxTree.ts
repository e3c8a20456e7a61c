/** Lezer's compact tree as plain objects: quick to walk many times, without comments and errors in between. */
import type { SyntaxNode, Tree } from '@lezer/common';

export interface Syntax {
  kind: string;
  from: number;
  to: number;
  children: Syntax[];
}

export interface PlainTree {
  top: Syntax;
  comments: { from: number; to: number }[];
  /** Where the grammar did not fit the text, in its order. */
  errors: number[];
}

/** Code that is nested deeper is not written by people; below it nothing is read. */
const MAX_DEPTH = 400;

const COMMENT = /Comment$/;

/** Copies a tree; `shift` is added to every offset. What stands inside an error is kept, the error itself is not. */
export function plainTree(tree: Tree | SyntaxNode, shift = 0): PlainTree {
  const cursor = tree.cursor();
  const top: Syntax = { kind: cursor.name, from: cursor.from + shift, to: cursor.to + shift, children: [] };
  const comments: PlainTree['comments'] = [];
  const errors: number[] = [];
  const parents = [top];
  if (!cursor.firstChild()) return { top, comments, errors };
  for (;;) {
    const from = cursor.from + shift;
    const to = cursor.to + shift;
    let parent = parents.at(-1)!;
    let enters = parents.length < MAX_DEPTH;
    if (cursor.type.isError) {
      errors.push(from);
    } else if (COMMENT.test(cursor.name)) {
      comments.push({ from, to });
      enters = false;
    } else {
      const node: Syntax = { kind: cursor.name, from, to, children: [] };
      parent.children.push(node);
      parent = node;
    }
    if (enters && cursor.firstChild()) {
      parents.push(parent);
      continue;
    }
    while (!cursor.nextSibling()) {
      endWithStatements(parents.pop()!);
      if (parents.length === 0 || !cursor.parent()) return { top, comments, errors };
    }
  }
}

/** What ends with a body of Python: the tree counts the line break after it, and all before the next statement. */
const BODIES =
  /^(?:(?:Match)?Body|MatchClause|StatementGroup|(?:If|For|While|With|Try|Match|Decorated)Statement|(?:Function|Class)Definition)$/;

/** Lets a block end where its last statement does. */
function endWithStatements(node: Syntax): void {
  const last = node.children.at(-1);
  if (last && BODIES.test(node.kind)) node.to = last.to;
}

/** The children between commas, brackets left out: one group for each element or argument. */
export function commaGroups(children: Syntax[]): Syntax[][] {
  const groups: Syntax[][] = [[]];
  for (const child of children) {
    if (child.kind === ',') groups.push([]);
    else if (!BRACKETS.has(child.kind)) groups.at(-1)!.push(child);
  }
  return groups.filter((group) => group.length > 0);
}

const BRACKETS = new Set(['(', ')', '[', ']', '{', '}']);

/** The first child of a kind. */
export function childOf(node: Syntax, kind: string): Syntax | undefined {
  return node.children.find((child) => child.kind === kind);
}
