/** What an `import` statement binds. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type PythonSource, textOf } from './syntax.ts';

export interface ImportedName {
  /** The name it binds in the file. */
  name: string;
  /** The dotted path that the name stands for; relative imports begin with a dot. */
  path: string;
}

export interface Import {
  names: ImportedName[];
  /** The module of `from module import *`. */
  star?: string;
  /** The module of `from module import …`. */
  module?: string;
}

/** Reads `import a.b`, `import a.b as c`, `from a.b import c as d, e` and `from a import *`. */
export function readImport(source: PythonSource, statement: SyntaxNode): Import {
  const tokens = childrenOf(statement).filter((node) => !node.type.isError && !/^[()]$/.test(node.name));
  const start = tokens.findIndex((node) => node.name === 'import');
  if (start < 0) return { names: [] };
  const items = splitAtCommas(tokens.slice(start + 1)).map((item) => readItem(source, item));
  if (tokens[0]?.name !== 'from') return { names: items.flatMap(bindModule) };
  const module = tokens
    .slice(1, start)
    .map((node) => textOf(source, node))
    .join('');
  if (tokens[start + 1]?.name === '*') return { names: [], star: module, module };
  const names = items
    .filter((item) => item.path)
    .map((item) => ({ name: item.alias ?? item.path, path: `${module}.${item.path}` }));
  return { names, module };
}

interface Item {
  path: string;
  alias?: string;
}

function splitAtCommas(nodes: SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') groups.push([]);
    else groups.at(-1)!.push(node);
  }
  return groups.filter((group) => group.length > 0);
}

function readItem(source: PythonSource, nodes: SyntaxNode[]): Item {
  const as = nodes.findIndex((node) => node.name === 'as');
  const path = (as < 0 ? nodes : nodes.slice(0, as)).map((node) => textOf(source, node)).join('');
  const alias = as < 0 ? undefined : nodes[as + 1];
  return alias ? { path, alias: textOf(source, alias) } : { path };
}

/** `import a.b` binds `a`; `import a.b as c` binds `a.b`. */
function bindModule({ path, alias }: Item): ImportedName[] {
  if (!path) return [];
  const root = path.split('.')[0]!;
  return [alias ? { name: alias, path } : { name: root, path: root }];
}
