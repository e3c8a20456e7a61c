/** Which names a Python file binds, and where: the base of every "this name means that". */
import type { SyntaxNode } from '@lezer/common';
import { readImport } from './imports.ts';
import { childrenOf, type PythonSource, textOf } from './syntax.ts';

export type Binding =
  | { kind: 'import'; path: string; node: SyntaxNode }
  | { kind: 'value'; value: SyntaxNode; node: SyntaxNode }
  /** Bound, to something that is not read: parameters, loop variables, functions, `+=`, `del`… */
  | { kind: 'other'; node: SyntaxNode };

export interface Scope {
  kind: 'module' | 'function' | 'class' | 'comprehension';
  from: number;
  to: number;
  parent?: Scope;
  /** The scopes inside, in the order of the text. */
  inner: Scope[];
  bindings: Map<string, Binding[]>;
  /** Names declared `global` or `nonlocal`. */
  outside: Set<string>;
  stars: { module: string; node: SyntaxNode }[];
}

const known = new WeakMap<PythonSource, Scope>();

function moduleOf(source: PythonSource): Scope {
  let module = known.get(source);
  if (!module) {
    module = buildScopes(source);
    known.set(source, module);
  }
  return module;
}

/** The innermost scope that holds a node. */
export function scopeAt(source: PythonSource, { from, to }: { from: number; to: number }): Scope {
  let innermost = moduleOf(source);
  for (let child = lastBefore(innermost.inner, from); child && to <= child.to; ) {
    innermost = child;
    child = lastBefore(innermost.inner, from);
  }
  return innermost;
}

/** The last scope that begins at an offset or before. */
function lastBefore(scopes: Scope[], offset: number): Scope | undefined {
  let low = 0;
  let high = scopes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scopes[middle]!.from <= offset) low = middle + 1;
    else high = middle;
  }
  return scopes[low - 1];
}

/** The scope of the function, class or module around a node: comprehensions do not count. */
export function bodyScopeAt(source: PythonSource, node: SyntaxNode): Scope {
  let scope = scopeAt(source, node);
  while (scope.kind === 'comprehension' && scope.parent) scope = scope.parent;
  return scope;
}

const SCOPE_KINDS: Record<string, Scope['kind']> = {
  FunctionDefinition: 'function',
  LambdaExpression: 'function',
  ClassDefinition: 'class',
  ComprehensionExpression: 'comprehension',
  ArrayComprehensionExpression: 'comprehension',
  SetComprehensionExpression: 'comprehension',
  DictionaryComprehensionExpression: 'comprehension',
};

/** The scope of the module, which holds all others. */
function buildScopes(source: PythonSource): Scope {
  const module = newScope('module', { from: 0, to: source.text.length });
  const stack = [module];
  source.tree.iterate({
    enter(ref) {
      const bind = BINDERS[ref.name];
      const kind = SCOPE_KINDS[ref.name];
      if (!bind && !kind) return;
      const node = ref.node;
      if (bind) bind(source, node, stack.at(-1)!);
      if (!kind) return;
      const scope = newScope(kind, node, stack.at(-1));
      stack.at(-1)!.inner.push(scope);
      stack.push(scope);
      bindInside(source, node, scope);
    },
    leave(ref) {
      if (SCOPE_KINDS[ref.name]) stack.pop();
    },
  });
  return module;
}

function newScope(kind: Scope['kind'], { from, to }: { from: number; to: number }, parent?: Scope): Scope {
  return { kind, from, to, parent, bindings: new Map(), outside: new Set(), stars: [], inner: [] };
}

function addBinding(scope: Scope, name: string, binding: Binding): void {
  const list = scope.bindings.get(name);
  if (list) list.push(binding);
  else scope.bindings.set(name, [binding]);
}

type Binder = (source: PythonSource, node: SyntaxNode, scope: Scope) => void;

const BINDERS: Record<string, Binder> = {
  FunctionDefinition: bindDefinition,
  ClassDefinition: bindDefinition,
  ImportStatement: bindImport,
  AssignStatement: bindAssignment,
  UpdateStatement: (source, node, scope) => bindOther(source, childrenOf(node).slice(0, 1), scope),
  DeleteStatement: (source, node, scope) => bindOther(source, childrenOf(node), scope),
  ForStatement: (source, node, scope) => bindOther(source, between(node, 'for', 'in'), scope),
  WithStatement: (source, node, scope) => bindOther(source, following(node, 'as'), scope),
  TryStatement: (source, node, scope) => bindOther(source, following(node, 'as'), scope),
  NamedExpression: (source, node, scope) => bindOther(source, childrenOf(node).slice(0, 1), outer(scope)),
  ArgList: (source, node, scope) => bindOther(source, walrusTargets(source, node), outer(scope)),
  CapturePattern: (source, node, scope) => bindOther(source, childrenOf(node), scope),
  AsPattern: (source, node, scope) => bindOther(source, following(node, 'as'), scope),
  ScopeStatement: bindOutside,
};

function bindDefinition(source: PythonSource, node: SyntaxNode, scope: Scope): void {
  const name = node.getChild('VariableName');
  if (name) addBinding(scope, textOf(source, name), { kind: 'other', node });
}

function bindImport(source: PythonSource, node: SyntaxNode, scope: Scope): void {
  const { names, star } = readImport(source, node);
  for (const { name, path } of names) addBinding(scope, name, { kind: 'import', path, node });
  if (star) scope.stars.push({ module: star, node });
}

/** `a = b = value`, `a: int = value`, `a, b = 1, 2`. */
function bindAssignment(source: PythonSource, node: SyntaxNode, scope: Scope): void {
  for (const { target, value } of assignmentsOf(node)) {
    if (target.name === 'VariableName' && value) {
      addBinding(scope, textOf(source, target), { kind: 'value', value, node });
    } else {
      bindOther(source, [target], scope);
    }
  }
}

/** The targets of an assignment, each with its own value where that is visible. */
export function assignmentsOf(statement: SyntaxNode): { target: SyntaxNode; value?: SyntaxNode }[] {
  const sides: SyntaxNode[][] = [[]];
  for (const child of childrenOf(statement)) {
    if (child.name === 'AssignOp') sides.push([]);
    else if (child.name !== 'TypeDef' && child.name !== ',') sides.at(-1)!.push(child);
  }
  if (sides.length < 2) return [];
  const values = sides.pop()!;
  const readable = values.every((value) => value.name !== '*' && !value.type.isError);
  return sides.flatMap((targets) =>
    targets.map((target, index) => {
      const matches = readable && targets.length === values.length;
      return { target, value: matches ? values[index] : undefined };
    }),
  );
}

/** Binds every name inside the targets; attributes and items bind nothing. */
function bindOther(source: PythonSource, targets: SyntaxNode[], scope: Scope): void {
  for (const target of targets) {
    if (target.name === 'MemberExpression') continue;
    target.cursor().iterate((ref) => {
      if (ref.name === 'MemberExpression') return false;
      if (ref.name === 'VariableName') {
        addBinding(scope, textOf(source, ref), { kind: 'other', node: ref.node });
      }
      return undefined;
    });
  }
}

function bindOutside(source: PythonSource, node: SyntaxNode, scope: Scope): void {
  for (const child of childrenOf(node)) {
    if (child.name !== 'VariableName') continue;
    const name = textOf(source, child);
    scope.outside.add(name);
    for (let other = scope.parent; other; other = other.parent) {
      if (other.kind === 'module' || other.bindings.has(name)) {
        addBinding(other, name, { kind: 'other', node });
      }
    }
  }
}

/** Parameters of a function, targets of a comprehension. */
function bindInside(source: PythonSource, node: SyntaxNode, scope: Scope): void {
  if (scope.kind === 'comprehension') bindOther(source, between(node, 'for', 'in'), scope);
  const parameters = scope.kind === 'function' ? node.getChild('ParamList') : null;
  if (!parameters) return;
  let previous = '';
  for (const child of childrenOf(parameters)) {
    const isDefault = previous === 'AssignOp';
    if (child.name === 'VariableName' && !isDefault) bindOther(source, [child], scope);
    previous = child.name;
  }
}

function outer(scope: Scope): Scope {
  return scope.kind === 'comprehension' && scope.parent ? outer(scope.parent) : scope;
}

/** `f(name := value)`, which the grammar does not tell from a keyword argument. */
export function walrusTargets(source: PythonSource, list: SyntaxNode): SyntaxNode[] {
  return list
    .getChildren('AssignOp')
    .filter((operator) => textOf(source, operator) === ':=')
    .flatMap((operator) => operator.prevSibling ?? []);
}

/** The children between two keywords, at every occurrence. */
function between(node: SyntaxNode, start: string, end: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let inside = false;
  for (const child of childrenOf(node)) {
    if (child.name === start) inside = true;
    else if (child.name === end) inside = false;
    else if (inside) found.push(child);
  }
  return found;
}

/** The child after each occurrence of a keyword. */
function following(node: SyntaxNode, keyword: string): SyntaxNode[] {
  const children = childrenOf(node);
  return children.filter((_, index) => children[index - 1]?.name === keyword);
}
