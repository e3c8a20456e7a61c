/** Where models are made and where layers are added to them later. */
import type { SyntaxNode } from '@lezer/common';
import { type Branch, branchesOf, isWithinBranches } from '../python/branches.ts';
import { lookUp } from '../python/names.ts';
import { assignmentsOf, bodyScopeAt, type Scope, walrusTargets } from '../python/scopes.ts';
import {
  argumentsOf,
  childrenOf,
  dottedText,
  type PythonSource,
  statementOf,
  textOf,
} from '../python/syntax.ts';
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

/** `model.add(…)` or `model.pop()`. */
interface Change {
  call: SyntaxNode;
  path: string;
  method: 'add' | 'pop';
}

/** What the reader needs of a file, collected in one walk. */
export interface Survey {
  constructions: Construction[];
  changes: Change[];
  /** Assignments to each path, in the order of the file. */
  assignments: Map<string, { statement: SyntaxNode; scope: Scope }[]>;
}

export function surveyOf(source: PythonSource): Survey {
  const survey: Survey = { constructions: [], changes: [], assignments: new Map() };
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
    const list = assignments.get(path);
    if (list) list.push({ statement, scope });
    else assignments.set(path, [{ statement, scope }]);
  }
}

function noteCall(source: PythonSource, call: SyntaxNode, survey: Survey): void {
  const callee = call.firstChild;
  if (!callee) return;
  if (isSequential(kerasSymbol(source, callee))) {
    survey.constructions.push({ call, statement: statementOf(call), ...nameOf(source, call) });
    return;
  }
  const property = callee.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
  const method = property && textOf(source, property);
  const path = callee.firstChild && dottedText(source, callee.firstChild);
  if (path && (method === 'add' || method === 'pop')) survey.changes.push({ call, path, method });
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
  const { path } = construction;
  if (path === undefined) return [];
  return survey.changes
    .filter((change) => change.path === path)
    .flatMap((change) => {
      const reach = reachOf(source, construction, change, survey);
      if (reach === 'none') return [];
      const statement = statementOf(change.call);
      return [{ statement, item: itemOf(source, construction, change, statement, reach) }];
    });
}

/** Whether a change acts on this model: in line with it, from another function, or not at all. */
function reachOf(
  source: PythonSource,
  { call, path, statement }: Construction,
  change: Change,
  { assignments }: Survey,
): 'same' | 'elsewhere' | 'none' {
  const scope = bodyScopeAt(source, call);
  if (bodyScopeAt(source, change.call) !== scope) {
    return reachesFromElsewhere(source, call, path!, change) ? 'elsewhere' : 'none';
  }
  const own = (assignments.get(path!) ?? []).filter((assignment) => assignment.scope === scope);
  const before = own.filter((assignment) => assignment.statement.to <= change.call.from);
  for (const assignment of before.toReversed()) {
    if (assignment.statement.from === statement.from) return 'same';
    // A later assignment on every way to the change: the name holds another model by then.
    if (isWithinBranches(source, change.call, assignment.statement)) return 'none';
  }
  return statement.name === 'AssignStatement' || call.to > change.call.from ? 'none' : 'same';
}

function reachesFromElsewhere(source: PythonSource, call: SyntaxNode, path: string, change: Change): boolean {
  const scope = bodyScopeAt(source, call);
  const other = bodyScopeAt(source, change.call);
  if (path.startsWith('self.')) return scope.parent?.kind === 'class' && other.parent === scope.parent;
  const root = path.split('.')[0]!;
  return lookUp(source, root, change.call)?.scope === scope;
}

function itemOf(
  source: PythonSource,
  construction: Construction,
  change: Change,
  statement: SyntaxNode,
  reach: 'same' | 'elsewhere',
): Item {
  const unreadable = (what: string): Item => ({ kind: 'unreadable', node: statement, what });
  if (change.method === 'pop') return unreadable(`“${textOf(source, change.call)}”`);
  if (reach === 'elsewhere') return unreadable('layers added in another function');
  const branch = extraBranch(source, construction, change);
  if (branch) {
    return unreadable(branch.kind === 'loop' ? 'layers added in a loop' : 'layers added under a condition');
  }
  const [argument] = argumentsOf(source, change.call);
  if (!argument || argument.spread || statement.name !== 'ExpressionStatement') {
    return unreadable(`“${textOf(source, change.call).slice(0, 40)}”`);
  }
  return readElement(source, argument.value, statement);
}

/** A branch around the change that is not around the construction: it may run any number of times. */
function extraBranch(source: PythonSource, construction: Construction, change: Change): Branch | undefined {
  const around = new Set(branchesOf(source, construction.call).map((branch) => branch.key));
  return branchesOf(source, change.call).find((branch) => !around.has(branch.key));
}
