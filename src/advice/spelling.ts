/** How a layer or a regularizer of Keras is written in a file: with the names that its imports already give. */
import type { SyntaxNode } from '@lezer/common';
import { type Flavour, kerasSymbolOfName, layerClass, symbolOfPath } from '../definition/keras/symbols.ts';
import { readImport } from '../definition/python/imports.ts';
import { lookUp } from '../definition/python/names.ts';
import { type Scope, scopeAt } from '../definition/python/scopes.ts';
import { childrenOf, type PythonSource, textOf } from '../definition/python/syntax.ts';
import type { TextEdit } from './edits.ts';
import { appendItem, indentOf, insertLineAfter } from './layout.ts';

/** A callee as it can be written in the file, and the import that makes it so. */
export interface Spelling {
  callee: string;
  edits: TextEdit[];
}

const asIs = (callee: string): Spelling => ({ callee, edits: [] });

/** How to write a class of `keras.layers` beside a call of another one, `neighbour`. */
export function spellLayer(source: PythonSource, neighbour: SyntaxNode, name: string): Spelling | undefined {
  const callee = neighbour.firstChild!;
  if (callee.name === 'MemberExpression') return asIs(`${textOf(source, callee.firstChild!)}.${name}`);
  const bound = boundNames(source, callee);
  const direct = bound.find(({ at }) => layerClass(at) === name);
  if (direct) return asIs(direct.name);
  if (layerClass(kerasSymbolOfName(source, name, callee)) === name) return asIs(name);
  return (
    extendImport(source, callee, /^layers(\.|$)/, name) ??
    throughModule(bound, 'layers', name) ??
    newImport(source, callee, 'layers', name)
  );
}

/** How to write a regularizer, e.g. `L2`, at a place; `variants` are the library's names of the same thing. */
export function spellRegularizer(
  source: PythonSource,
  at: SyntaxNode,
  variants: { upper: string; lower: string },
): Spelling | undefined {
  const bound = boundNames(source, at);
  for (const name of [variants.upper, variants.lower]) {
    const direct = bound.find((candidate) => candidate.at.path === `regularizers.${name}`);
    if (direct) return asIs(direct.name);
    if (kerasSymbolOfName(source, name, at)?.path === `regularizers.${name}`) return asIs(name);
  }
  const module = bound.find((candidate) => candidate.at.path === 'regularizers');
  if (module) return asIs(`${module.name}.${variants.upper}`);
  const lowerCase = bound.some((candidate) => /^regularizers\.[a-z]/.test(candidate.at.path));
  return (
    extendImport(source, at, /^regularizers$/, lowerCase ? variants.lower : variants.upper) ??
    throughModule(bound, 'regularizers', variants.upper) ??
    newImport(source, at, 'regularizers', variants.upper)
  );
}

interface BoundName {
  name: string;
  at: { path: string; flavour: Flavour };
  /** Stands for TensorFlow itself: Keras is its attribute. */
  tensorflow: boolean;
}

/** Every name visible at a place that stands for Keras, a part of it, or TensorFlow; star imports come last. */
function boundNames(source: PythonSource, at: SyntaxNode): BoundName[] {
  const found: BoundName[] = [];
  for (let scope: Scope | undefined = scopeAt(source, at); scope; scope = scope.parent) {
    for (const [name, [binding]] of scope.bindings) {
      if (!binding || binding.node.to > at.from) continue;
      const symbol = kerasSymbolOfName(source, name, at);
      if (symbol) found.push({ name, at: symbol, tensorflow: false });
      else if (binding.kind === 'import' && isTensorflow(source, name, at, binding.path)) {
        found.push({ name, at: { path: '', flavour: 'tensorflow' }, tensorflow: true });
      }
    }
  }
  for (const name of ['keras', 'layers', 'regularizers']) {
    const symbol = lookUp(source, name, at) ? undefined : kerasSymbolOfName(source, name, at);
    if (symbol) found.push({ name, at: symbol, tensorflow: false });
  }
  return found;
}

function isTensorflow(source: PythonSource, name: string, at: SyntaxNode, path: string): boolean {
  const visible = lookUp(source, name, at)?.bindings ?? [];
  return visible.length === 1 && /^tensorflow(\.compat\.v[12])?$/.test(path);
}

/** `keras.regularizers.L2`, `tf.keras.regularizers.L2` through a name that stands for a package. */
function throughModule(bound: BoundName[], module: string, name: string): Spelling | undefined {
  const own = bound.find(({ at, tensorflow }) => at.path === module && !tensorflow);
  if (own) return asIs(`${own.name}.${name}`);
  const keras = bound.find(({ at, tensorflow }) => at.path === '' && !tensorflow);
  if (keras) return asIs(`${keras.name}.${module}.${name}`);
  const tensorflow = bound.find((candidate) => candidate.tensorflow);
  return tensorflow && asIs(`${tensorflow.name}.keras.${module}.${name}`);
}

/** Adds a name to `from tensorflow.keras.layers import Dense`, when there is such a line and the name is free. */
function extendImport(
  source: PythonSource,
  at: SyntaxNode,
  module: RegExp,
  name: string,
): Spelling | undefined {
  if (lookUp(source, name, at)) return undefined;
  for (const statement of importsBefore(source, at)) {
    const { module: path, names, star } = readImport(source, statement);
    const symbol = path === undefined ? undefined : symbolOfPath(path);
    if (!symbol || !module.test(symbol.path) || star || names.length === 0) continue;
    const last = lastImported(statement);
    if (last) return { callee: name, edits: appendItem(source.text, last, name) };
  }
  return undefined;
}

function lastImported(statement: SyntaxNode): { from: number; to: number } | undefined {
  const names = childrenOf(statement).filter((child) => child.name === 'VariableName');
  const last = names.at(-1);
  if (!last) return undefined;
  // `Dense as D`: the item begins at `Dense`.
  const as = last.prevSibling?.name === 'as' ? names.at(-2) : undefined;
  return { from: (as ?? last).from, to: last.to };
}

/** The import statements in the scopes around a place, nearest first. */
function importsBefore(source: PythonSource, at: SyntaxNode): SyntaxNode[] {
  const statements: SyntaxNode[] = [];
  for (let scope: Scope | undefined = scopeAt(source, at); scope; scope = scope.parent) {
    const own = [...scope.bindings.values()].flat().filter((binding) => binding.kind === 'import');
    const nodes = [...own, ...scope.stars].map(({ node }) => node).filter((node) => node.to <= at.from);
    for (const node of nodes.toSorted((a, b) => b.from - a.from)) {
      if (!statements.some((other) => other.from === node.from)) statements.push(node);
    }
  }
  return statements;
}

/** A line `from tensorflow.keras import regularizers` (or `from keras …`) after the import that Keras comes from. */
function newImport(source: PythonSource, at: SyntaxNode, module: string, name: string): Spelling | undefined {
  const keras = importsBefore(source, at).find((statement) => packageOf(source, statement) !== undefined);
  const imported = module === 'layers' ? name : module;
  if (!keras || lookUp(source, imported, at)) return undefined;
  const line = `from ${packageOf(source, keras)}${module === 'layers' ? '.layers' : ''} import ${imported}`;
  const last = lastOfBlock(keras);
  const edit = insertLineAfter(source.text, last.to, `${indentOf(source.text, last.from)}${line}`);
  return { callee: module === 'layers' ? name : `${module}.${name}`, edits: [edit] };
}

/** The package that a statement imports Keras from: `tensorflow.keras`, `tf_keras` or `keras`. */
function packageOf(source: PythonSource, statement: SyntaxNode): string | undefined {
  const { names, star } = readImport(source, statement);
  for (const path of [...names.map((entry) => entry.path), star ?? '']) {
    const symbol = symbolOfPath(path);
    if (symbol) return symbol.flavour === 'tensorflow' ? 'tensorflow.keras' : symbol.flavour;
  }
  return undefined;
}

/** The last import of the unbroken run of imports that a statement belongs to. */
function lastOfBlock(statement: SyntaxNode): SyntaxNode {
  let last = statement;
  for (
    let next = last.nextSibling;
    next && /^(ImportStatement|Comment)$/.test(next.name);
    next = next.nextSibling
  ) {
    if (next.name === 'ImportStatement') last = next;
  }
  return last;
}
