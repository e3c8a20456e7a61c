/** From a name in the source to what it stands for: a dotted path of a library, or the value assigned to it. */
import type { SyntaxNode } from '@lezer/common';
import { isWithinBranches } from './branches.ts';
import { type Binding, bodyScopeAt, type Scope, scopeAt } from './scopes.ts';
import { dottedText, type PythonSource, textOf, unwrap } from './syntax.ts';

/** Chains of aliases longer than this are not followed: they are circular or not written by people. */
const MAX_DEPTH = 20;
const MAX_ALIASES = 8;

/** Tells whether a module exports a name through `import *`; undefined for a module that is not known. */
export type Exports = (module: string, name: string) => boolean | undefined;

/** The bindings of a name as seen from a node, by Python's rules of scope. */
export function lookUp(
  source: PythonSource,
  name: string,
  at: SyntaxNode,
): { scope: Scope; bindings: Binding[] } | undefined {
  const start = scopeAt(source, at);
  for (let scope: Scope | undefined = start; scope; scope = scope.parent) {
    if (scope.kind === 'class' && scope !== start) continue;
    const bindings = scope.outside.has(name) ? undefined : scope.bindings.get(name);
    if (bindings) return { scope, bindings };
  }
  return undefined;
}

/**
 * The binding of a name that is assigned exactly once, before its use and on every way to it.
 * Undefined otherwise: a name assigned twice, a parameter, a loop variable, an import.
 */
export function valueBindingOf(
  source: PythonSource,
  name: SyntaxNode,
): Extract<Binding, { kind: 'value' }> | undefined {
  const found = lookUp(source, textOf(source, name), name);
  const [binding] = found?.bindings ?? [];
  if (found?.bindings.length !== 1 || binding?.kind !== 'value') return undefined;
  const sameBody = found.scope === bodyScopeAt(source, name);
  if (sameBody && binding.node.to > name.from) return undefined;
  return isWithinBranches(source, name, binding.node) ? binding : undefined;
}

/** The expression behind a node: parentheses and once-assigned names are followed. */
export function expressionBehind(source: PythonSource, node: SyntaxNode): SyntaxNode | undefined {
  let current = unwrap(node);
  for (let depth = 0; current.name === 'VariableName'; depth++) {
    const binding = depth < MAX_DEPTH ? valueBindingOf(source, current) : undefined;
    if (!binding) return undefined;
    current = unwrap(binding.value);
  }
  return current;
}

/**
 * The dotted paths that an expression `a.b.c` may stand for: several where imports differ by branch
 * (`try: … except ImportError: …`), none where the name is not an import or an alias of one.
 */
export function pathsOf(source: PythonSource, node: SyntaxNode, exports: Exports, depth = 0): string[] {
  const dotted = dottedText(source, unwrap(node));
  if (dotted === undefined || depth > MAX_DEPTH) return [];
  const [root, ...rest] = dotted.split('.');
  return pathsOfName(source, root!, node, exports, depth).map((path) => [path, ...rest].join('.'));
}

/** The dotted paths that a name stands for at a place. */
export function pathsOfName(
  source: PythonSource,
  name: string,
  at: SyntaxNode,
  exports: Exports,
  depth = 0,
): string[] {
  const found = lookUp(source, name, at);
  if (!found) return starPath(source, name, at, exports);
  // Aliases that are assigned often, and chains of them, are not written by people.
  const aliases = found.bindings.filter(({ kind }) => kind === 'value').length;
  if (aliases > (depth < 3 ? MAX_ALIASES : 1)) return [];
  const paths = found.bindings.map((binding) => {
    if (binding.kind === 'import') return [binding.path];
    if (binding.kind === 'other') return [];
    return pathsOf(source, binding.value, exports, depth + 1);
  });
  return paths.every((list) => list.length > 0) ? [...new Set(paths.flat())] : [];
}

/** The last `import *` that can bind the name decides; one of an unknown module might, so nothing is known. */
function starPath(source: PythonSource, name: string, at: SyntaxNode, exports: Exports): string[] {
  for (let scope: Scope | undefined = scopeAt(source, at); scope; scope = scope.parent) {
    for (const { module } of scope.stars.toReversed()) {
      const exported = exports(module, name);
      if (exported === undefined) return [];
      if (exported) return [`${module}.${name}`];
    }
  }
  return [];
}
