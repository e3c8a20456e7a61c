/** Which statements run for certain: the branches, loops and lambdas around a node. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, keyOf, type PythonSource, textOf } from './syntax.ts';

export interface Branch {
  key: string;
  kind: 'loop' | 'condition' | 'function';
}

/** The branches around a node, innermost first. `with`, the body of `try` and the main guard always run. */
export function branchesOf(source: PythonSource, node: SyntaxNode): Branch[] {
  const branches: Branch[] = [];
  let child = node;
  for (let parent = node.parent; parent; parent = parent.parent) {
    const kind = branchKind(source, parent, child);
    if (kind) branches.push({ key: keyOf(child), kind });
    child = parent;
  }
  return branches;
}

/** Whether every branch around `outer` is also around `inner`: then `inner` runs only after `outer` did. */
export function isWithinBranches(source: PythonSource, inner: SyntaxNode, outer: SyntaxNode): boolean {
  const keys = new Set(branchesOf(source, inner).map((branch) => branch.key));
  return branchesOf(source, outer)
    .filter((branch) => branch.kind !== 'function')
    .every((branch) => keys.has(branch.key));
}

const ENDS = /^(Return|Raise|Break|Continue)Statement$/;
const ends = new WeakMap<PythonSource, Map<number, number>>();

/** Whether a `return` (`raise`, `break`, `continue`) after `start` ends a block around the node before it is reached. */
export function isDead(source: PythonSource, node: SyntaxNode, start: number): boolean {
  for (let current = node.parent; current; current = current.parent) {
    if (current.name !== 'Body') continue;
    const end = endOf(source, current);
    if (end > start && end < node.from) return true;
  }
  return false;
}

/** Where the first statement stands that always leaves a block. */
function endOf(source: PythonSource, body: SyntaxNode): number {
  const known = ends.get(source) ?? new Map<number, number>();
  ends.set(source, known);
  let end = known.get(body.from);
  if (end === undefined) {
    const statements = childrenOf(body).flatMap((child) =>
      child.name === 'StatementGroup' ? childrenOf(child) : [child],
    );
    end = statements.find(({ name }) => ENDS.test(name))?.to ?? Number.POSITIVE_INFINITY;
    known.set(body.from, end);
  }
  return end;
}

function branchKind(source: PythonSource, parent: SyntaxNode, child: SyntaxNode): Branch['kind'] | undefined {
  if (parent.name.endsWith('ComprehensionExpression')) return parent.getChild('for') ? 'loop' : undefined;
  if (parent.name === 'ConditionalExpression') return 'condition';
  if (parent.name === 'LambdaExpression') return 'function';
  if (child.name !== 'Body') return undefined;
  if (parent.name === 'ForStatement' || parent.name === 'WhileStatement') return 'loop';
  if (parent.name === 'IfStatement') return isMainGuard(source, parent, child) ? undefined : 'condition';
  if (parent.name === 'MatchClause') return 'condition';
  if (parent.name === 'TryStatement') return isFirstBody(parent, child) ? undefined : 'condition';
  return undefined;
}

function isFirstBody(parent: SyntaxNode, body: SyntaxNode): boolean {
  return parent.getChild('Body')?.from === body.from;
}

function isMainGuard(source: PythonSource, statement: SyntaxNode, body: SyntaxNode): boolean {
  const condition = childrenOf(statement)[1];
  return (
    isFirstBody(statement, body) &&
    condition !== undefined &&
    /^__name__\s*==\s*(["'])__main__\1$/.test(textOf(source, condition))
  );
}
