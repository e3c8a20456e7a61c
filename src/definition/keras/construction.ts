/** Where models are made and where layers are added to them later. */
import type { SyntaxNode } from '@lezer/common';
import { type Branch, branchesOf, isDead, isWithinBranches } from '../python/branches.ts';
import { assignmentsOf, bodyScopeAt, type Scope, walrusTargets } from '../python/scopes.ts';
import {
  argumentsOf,
  childrenOf,
  dottedText,
  lineOf,
  type PythonSource,
  shorten,
  statementOf,
  textOf,
} from '../python/syntax.ts';
import { usesSeenFrom } from '../python/uses.ts';
import { type Effect, effectOf, isCompiled } from './effects.ts';
import { type Item, readElement } from './elements.ts';
import { isSequential, kerasSymbol } from './symbols.ts';

/** One call of `Sequential`. */
export interface Construction {
  call: SyntaxNode;
  statement: SyntaxNode;
  name: string;
  /** The variable or attribute that holds the model, e.g. `self.net`; absent when there is none. */
  path?: string;
}

/** A use of the model's name that changes its layers or may do so. */
interface Change {
  /** The call `model.add(…)` or `model.pop()`, otherwise the name. */
  node: SyntaxNode;
  effect: Effect;
}

/** What the reader needs of a file, collected in one walk. */
export interface Survey {
  constructions: Construction[];
  /** Assignments to each path by the body they stand in, in the order of the file. */
  assignments: Map<string, Map<Scope, SyntaxNode[]>>;
}

export function surveyOf(source: PythonSource): Survey {
  const survey: Survey = { constructions: [], assignments: new Map() };
  source.tree.iterate({
    enter(ref) {
      if (ref.name === 'AssignStatement') noteAssignment(source, ref.node, survey);
      else if (ref.name === 'CallExpression') noteCall(source, ref.node, survey);
    },
  });
  return survey;
}

function noteAssignment(source: PythonSource, statement: SyntaxNode, { assignments }: Survey): void {
  const scope = bodyScopeAt(source, statement);
  for (const { target } of assignmentsOf(statement)) {
    const path = dottedText(source, target);
    if (path === undefined) continue;
    const bodies = assignments.get(path) ?? new Map<Scope, SyntaxNode[]>();
    assignments.set(path, bodies);
    const list = bodies.get(scope);
    if (list) list.push(statement);
    else bodies.set(scope, [statement]);
  }
}

function noteCall(source: PythonSource, call: SyntaxNode, survey: Survey): void {
  const callee = call.firstChild;
  if (!callee) return;
  if (isSequential(kerasSymbol(source, callee))) {
    survey.constructions.push({ call, statement: statementOf(call), ...nameOf(source, call) });
  }
}

/** The variable, attribute, key or function that a model is known by; Keras' own default otherwise. */
function nameOf(source: PythonSource, call: SyntaxNode): { name: string; path?: string } {
  let child = call;
  for (let parent = call.parent; parent; parent = parent.parent) {
    if (parent.name === 'AssignStatement') return nameOfTarget(source, parent, child);
    const walrus = walrusTarget(source, parent, child);
    if (walrus) return { name: walrus, path: walrus };
    if (parent.name === 'DictionaryExpression') {
      const key = keyBefore(source, parent, child);
      if (key) return { name: key };
    }
    if (parent.name === 'ReturnStatement') return { name: functionAround(source, parent) ?? 'sequential' };
    if (!TRANSPARENT.test(parent.name)) break;
    child = parent;
  }
  return { name: 'sequential' };
}

function walrusTarget(source: PythonSource, parent: SyntaxNode, value: SyntaxNode): string | undefined {
  const target =
    parent.name === 'NamedExpression'
      ? parent.firstChild
      : parent.name === 'ArgList'
        ? walrusTargets(source, parent).find((name) => name.nextSibling?.nextSibling?.from === value.from)
        : undefined;
  return target ? textOf(source, target) : undefined;
}

const TRANSPARENT =
  /^(ParenthesizedExpression|ConditionalExpression|LambdaExpression|ArrayExpression|TupleExpression|DictionaryExpression|ArrayComprehensionExpression)$/;

function nameOfTarget(source: PythonSource, statement: SyntaxNode, value: SyntaxNode) {
  const assignments = assignmentsOf(statement);
  const own = assignments.find((assignment) => assignment.value?.from === value.from) ?? assignments[0];
  const path = own && dottedText(source, own.target);
  const name = path?.split('.').at(-1) ?? (own && /\w+/.exec(textOf(source, own.target))?.[0]);
  const isModel = value.name === 'CallExpression';
  return { name: name ?? 'sequential', ...(path !== undefined && isModel && { path }) };
}

function keyBefore(source: PythonSource, dictionary: SyntaxNode, value: SyntaxNode): string | undefined {
  const children = childrenOf(dictionary);
  const index = children.findIndex((child) => child.from === value.from);
  const key = children[index - 2];
  return key?.name === 'String' ? textOf(source, key).replace(/^\w*["']+|["']+$/g, '') : undefined;
}

function functionAround(source: PythonSource, node: SyntaxNode): string | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (current.name !== 'FunctionDefinition') continue;
    const name = current.getChild('VariableName');
    return name ? textOf(source, name) : undefined;
  }
  return undefined;
}

export interface Addition {
  statement: SyntaxNode;
  item: Item;
}

/** The layers that are added to a model after its construction, in the order of the file. */
export function additionsTo(source: PythonSource, construction: Construction, survey: Survey): Addition[] {
  const { path, call } = construction;
  if (path === undefined) return [];
  const uses = usesSeenFrom(source, path, construction.call);
  const scope = bodyScopeAt(source, call);
  const own = usesInLine(source, construction, survey, scope, uses.get(scope) ?? []);
  const others = [...uses].flatMap(([body, list]) => (body === scope ? [] : list));
  const inOrder = [...own, ...others].sort((x, y) => x.from - y.from);
  return changesAmong(source, inOrder).map((change) => {
    const statement = statementOf(change.node);
    const isOwn = bodyScopeAt(source, change.node) === scope;
    return { statement, item: itemOf(source, construction, change, statement, isOwn) };
  });
}

/** The uses in the body of the construction that act on this model: after it, and before the name is bound again. */
function usesInLine(
  source: PythonSource,
  { call, path, statement }: Construction,
  { assignments }: Survey,
  scope: Scope,
  uses: SyntaxNode[],
): SyntaxNode[] {
  const later = (assignments.get(path!)?.get(scope) ?? []).filter(({ from }) => from > statement.from);
  const end = later.find((node) => branchesOf(source, node).every(({ kind }) => kind === 'function'));
  const from = firstAfter(uses, call.to);
  const to = end ? firstAfter(uses, end.to) : uses.length;
  const between = end ? later.slice(0, later.indexOf(end)) : later;
  return uses.slice(from, to).filter(
    (use) =>
      !isDead(source, use, call.from) &&
      // A later assignment on every way to the use: the name holds another model by then.
      !between.some((node) => node.to <= use.from && isWithinBranches(source, use, node)),
  );
}

/** Index of the first node that begins at an offset or later. */
function firstAfter(nodes: SyntaxNode[], offset: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.from < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function changesAmong(source: PythonSource, uses: SyntaxNode[]): Change[] {
  const compiled: SyntaxNode[] = [];
  return uses.flatMap((use): Change[] => {
    const effect = effectOf({ source, kind: 'model' }, use);
    if (effect === 'compile') compiled.push(use);
    if (effect === 'none' || effect === 'compile') return [];
    if (effect === 'unknown') return isCompiled(source, compiled, use) ? [] : [{ node: use, effect }];
    return [{ node: use.parent!.parent!, effect }];
  });
}

function itemOf(
  source: PythonSource,
  construction: Construction,
  { node, effect }: Change,
  statement: SyntaxNode,
  isOwn: boolean,
): Item {
  const unreadable = (what: string): Item => ({ kind: 'unreadable', node: statement, what });
  if (effect === 'unknown') return unreadable(`“${shorten(wordsAround(source, statement))}”`);
  if (effect === 'pop') return unreadable(`“${textOf(source, node)}”`);
  if (!isOwn) return unreadable('layers added in another function');
  const branch = extraBranch(source, construction, node);
  if (branch) {
    return unreadable(branch.kind === 'loop' ? 'layers added in a loop' : 'layers added under a condition');
  }
  const [argument] = argumentsOf(source, node);
  if (!argument || argument.spread || statement.name !== 'ExpressionStatement') {
    return unreadable(`“${shorten(textOf(source, node))}”`);
  }
  return readElement(source, argument.value, statement);
}

/** The statement; the line where the use stands in the head of a loop or a function. */
function wordsAround(source: PythonSource, statement: SyntaxNode): string {
  if (statement.name.endsWith('Statement')) return textOf(source, statement);
  const line = lineOf(source, statement.from);
  return source.text.slice(source.lineStarts[line], source.lineStarts[line + 1]).trim();
}

/** A branch around the change that is not around the construction: it may run any number of times. */
function extraBranch(
  source: PythonSource,
  construction: Construction,
  change: SyntaxNode,
): Branch | undefined {
  const around = new Set(branchesOf(source, construction.call).map((branch) => branch.key));
  return branchesOf(source, change).find((branch) => !around.has(branch.key));
}
