/** How a name of a library is written in a file: with the names that its imports give, or with one import more. */
import type { SyntaxNode } from '@lezer/common';
import type { FrameworkName } from '../../definition/model.ts';
import type { TextEdit } from '../edits.ts';
import { calleeOf, isCall } from './calls.ts';
import { endOfLine, indentOf, insertAfterItem, insertLineAfter } from './layout.ts';
import { canonicalPath, GLOBALS, isExported, packageOf } from './libraries.ts';
import { type Binding, type Names, namesAt } from './names.ts';
import { childrenOf, type Editable, nodeAt, type Span, textOf } from './source.ts';
import { statementAt } from './statements.ts';

/** A name as it can be written in the file, and the edits of its imports that make it so. */
export interface Spelling {
  text: string;
  edits: TextEdit[];
}

const asIs = (text: string): Spelling => ({ text, edits: [] });

/** Where a name is to be written. */
interface Writing {
  source: Editable;
  framework: FrameworkName;
  names: Names;
  /** `keras.layers.Dropout` */
  path: string;
  /** `keras.layers` */
  module: string;
  /** `Dropout` */
  name: string;
}

/**
 * How a name of a library is written at a place, in the style of the file: by a name that is imported, by the prefix
 * of the call that stands there, by a module that is imported, or by an import that is added.
 * @param path the canonical path: `keras.layers.Dropout`, `torch.nn.Dropout`, `tfjs.layers.dropout`
 * @param at where it will be used; a call of the same module there lends its prefix
 * @returns undefined where nothing of the library is imported, or where the name is taken
 */
export function spell(
  source: Editable,
  framework: FrameworkName,
  path: string,
  at: Span,
): Spelling | undefined {
  const dot = path.lastIndexOf('.');
  const [module, name] = [path.slice(0, dot), path.slice(dot + 1)];
  const own = namesAt(source, at.from);
  const names = { ...own, bindings: [...own.bindings, ...throughStars(framework, own, path)] };
  const writing = { source, framework, names, path, module, name };
  return (
    imported(writing) ??
    besideCall(writing, at) ??
    throughModule(writing, module) ??
    extendImport(writing) ??
    throughPackage(writing) ??
    newImport(writing)
  );
}

/** The parts of a path that star imports bind: `layers` and `Dropout` by `from keras import *`. */
function throughStars(framework: FrameworkName, { stars, isFree }: Names, path: string): Binding[] {
  const parts = path.split('.').slice(1);
  return stars.flatMap(({ path: module }) =>
    parts
      .filter((name) => isFree(name) && isExported(framework, module!, name))
      .map((name) => ({ name, path: `${module}.${name}` })),
  );
}

/** A name that stands for it already. */
function imported({ framework, names, path }: Writing): Spelling | undefined {
  const direct = names.bindings.find((binding) => canonicalPath(framework, binding.path!) === path);
  return direct && asIs(direct.name);
}

/** `layers.Dropout` beside `layers.Dense(8)`. */
function besideCall({ source, framework, names, module, name }: Writing, at: Span): Spelling | undefined {
  const call = nodeAt(source, at, isCall);
  const callee = call && calleeOf(call);
  if (callee?.name !== 'MemberExpression') return undefined;
  const prefix = textOf(source, callee.firstChild!);
  const [root = '', ...rest] = prefix.split('.');
  const path = names.bindings.find((binding) => binding.name === root)?.path ?? GLOBALS[framework][root];
  const isSame = path !== undefined && canonicalPath(framework, [path, ...rest].join('.')) === module;
  return isSame ? asIs(`${prefix}.${name}`) : undefined;
}

/** `L.Dropout` where `L` stands for the module. */
function throughModule({ framework, names, name }: Writing, module: string): Spelling | undefined {
  const binding = names.bindings.find(({ path }) => canonicalPath(framework, path!) === module);
  return binding && asIs(`${binding.name}.${name}`);
}

/** `keras.layers.Dropout`, `tf.keras.layers.Dropout`: through the nearest package around the module. */
function throughPackage(writing: Writing): Spelling | undefined {
  const { framework, names, path, module } = writing;
  for (let outer = module; outer.includes('.'); ) {
    outer = outer.slice(0, outer.lastIndexOf('.'));
    const found = throughModule({ ...writing, name: path.slice(outer.length + 1) }, outer);
    if (found) return found;
  }
  const whole = names.bindings.find(
    (binding) =>
      canonicalPath(framework, binding.path!) === undefined &&
      canonicalPath(framework, `${binding.path}.${path}`) === path,
  );
  if (whole) return asIs(`${whole.name}.${path}`);
  const [root] = Object.entries(GLOBALS[framework]).find(([name]) => names.isFree(name)) ?? [];
  return root === undefined ? undefined : asIs(root + path.slice(path.indexOf('.')));
}

/** Adds a name to `from tensorflow.keras.layers import Dense`. */
function extendImport({ source, framework, names, module, name }: Writing): Spelling | undefined {
  if (!names.isFree(name)) return undefined;
  const binding = names.bindings.find(
    (each) => each.at && each.module !== undefined && canonicalPath(framework, each.module) === module,
  );
  const last = binding && lastImported(source, binding);
  return last && { text: name, edits: insertAfterItem(source.text, last, name) };
}

/** The last item of an import: `Dense as D`. */
function lastImported(source: Editable, { at }: Binding): Span | undefined {
  const statement = statementAt(source, at!);
  const list = statement?.getChild('ImportGroup') ?? statement;
  if (!list) return undefined;
  const items = childrenOf(list).filter(({ name }) => /^Variable(Name|Definition)$/.test(name));
  const last = items.at(-1);
  if (!last) return undefined;
  return { from: last.prevSibling?.name === 'as' ? items.at(-2)!.from : last.from, to: last.to };
}

/** Modules whose names are written with the module in front: `regularizers.L2`. */
const WITH_MODULE = /\.(regularizers|initializers|constraints)$/;

/** A line more, below the import that the library comes from. */
function newImport({ source, framework, names, module, name }: Writing): Spelling | undefined {
  const [root] = module.split('.');
  const near = [...names.bindings, ...names.stars].find((binding) => {
    const own = canonicalPath(framework, binding.path!);
    return own?.split('.')[0] === root;
  });
  const origin = near && packageOf(framework, near.path!);
  if (source.language !== 'python' || !origin) return undefined;
  const isModule = WITH_MODULE.test(module);
  const below = module.slice(module.indexOf('.') + 1);
  const [from, local] = isModule ? [origin, below] : [`${origin}.${below}`, name];
  if (!names.isFree(local)) return undefined;
  const edits = [importLine(source, near, `from ${from} import ${local}`)];
  return { text: isModule ? `${local}.${name}` : name, edits };
}

/** Below the last of the imports that the binding's import stands among; in another cell, at the top of this one. */
function importLine(source: Editable, { at }: Binding, line: string): TextEdit {
  const statement = at && statementAt(source, at);
  if (!statement) return { from: 0, to: 0, text: line + endOfLine(source.text) };
  const last = lastOfBlock(statement);
  return insertLineAfter(source.text, last.to, indentOf(source.text, last.from) + line);
}

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
