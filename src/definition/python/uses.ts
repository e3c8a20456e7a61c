/** Where a variable or attribute is used: names are indexed once a file. */
import type { SyntaxNode } from '@lezer/common';
import { lookUp } from './names.ts';
import { bodyScopeAt, type Scope } from './scopes.ts';
import { dottedText, type PythonSource, textOf } from './syntax.ts';

/** The uses of one variable, in the order of the file, by the function, class or module they stand in. */
export type Uses = Map<Scope, SyntaxNode[]>;

interface Index {
  names: Map<string, SyntaxNode[]>;
  paths: Map<string, Map<Scope | undefined, Uses>>;
}

const indexes = new WeakMap<PythonSource, Index>();

/** The uses of the variable or attribute that a node `a` or `a.b` stands for, its assignments included. */
export function usesOfPath(source: PythonSource, node: SyntaxNode): Uses {
  const path = dottedText(source, node);
  return path === undefined ? new Map() : usesSeenFrom(source, path, node);
}

/** The uses of what a dotted path means at a place. */
export function usesSeenFrom(source: PythonSource, path: string, at: SyntaxNode): Uses {
  const index = indexOf(source);
  const root = path.split('.')[0]!;
  let groups = index.paths.get(path);
  if (!groups) {
    groups = new Map();
    for (const name of index.names.get(root) ?? []) {
      const use = climb(source, name, path);
      if (use) addUse(groups, ownerOf(source, root, use), bodyScopeAt(source, use), use);
    }
    index.paths.set(path, groups);
  }
  return groups.get(ownerOf(source, root, at)) ?? new Map();
}

function addUse(
  groups: Map<Scope | undefined, Uses>,
  owner: Scope | undefined,
  body: Scope,
  use: SyntaxNode,
): void {
  const uses = groups.get(owner) ?? new Map<Scope, SyntaxNode[]>();
  groups.set(owner, uses);
  const list = uses.get(body);
  if (list) list.push(use);
  else uses.set(body, [use]);
}

function indexOf(source: PythonSource): Index {
  let index = indexes.get(source);
  if (!index) {
    index = { names: new Map(), paths: new Map() };
    indexes.set(source, index);
    const { names } = index;
    source.tree.iterate({
      enter(ref) {
        if (ref.name !== 'VariableName') return;
        const text = textOf(source, ref);
        const list = names.get(text);
        if (list) list.push(ref.node);
        else names.set(text, [ref.node]);
      },
    });
  }
  return index;
}

/** From the name `a` to the node of `a.b.c` that it begins, if it does. */
function climb(source: PythonSource, name: SyntaxNode, path: string): SyntaxNode | undefined {
  let node = name;
  for (const part of path.split('.').slice(1)) {
    const parent = node.parent;
    const property = parent?.name === 'MemberExpression' ? parent.getChild('PropertyName') : null;
    if (!parent || !property || parent.from !== node.from || textOf(source, property) !== part)
      return undefined;
    node = parent;
  }
  return node;
}

/** The scope that binds a name; the methods of a class share its `self`. */
function ownerOf(source: PythonSource, root: string, at: SyntaxNode): Scope | undefined {
  const scope = lookUp(source, root, at)?.scope;
  return root === 'self' && scope?.parent?.kind === 'class' ? scope.parent : scope;
}
