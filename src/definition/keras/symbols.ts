/** Whether an expression names something of Keras, under any of the roads by which Keras is imported. */
import type { SyntaxNode } from '@lezer/common';
import { pathsOf, pathsOfName } from '../python/names.ts';
import type { PythonSource } from '../python/syntax.ts';
import { kerasExports } from './catalog.ts';

/** Which package a file takes Keras from; the defaults of some functions differ between them. */
export type Flavour = 'tensorflow' | 'tf_keras' | 'keras';

export interface KerasSymbol {
  /** The path below `keras`, e.g. `layers.Dense`; empty for `keras` itself. */
  path: string;
  flavour: Flavour;
}

const ROOT = /^(?:tensorflow(?:\.compat\.v[12]|\.python|\._api\.v[12])?\.keras|tf_keras|keras)(?=\.|$)/;

/** `tensorflow.keras.layers.Dense` → `{ path: 'layers.Dense', flavour: 'tensorflow' }`, undefined outside Keras. */
export function kerasSymbol(source: PythonSource, node: SyntaxNode): KerasSymbol | undefined {
  return common(pathsOf(source, node, exports));
}

/** The same for a bare name as seen from a place. */
export function kerasSymbolOfName(
  source: PythonSource,
  name: string,
  at: SyntaxNode,
): KerasSymbol | undefined {
  return common(pathsOfName(source, name, at, exports));
}

/** The dotted path of an expression when all roads to it agree, e.g. `tensorflow.nn.relu`. */
export function libraryPath(source: PythonSource, node: SyntaxNode): string | undefined {
  const [path, ...others] = pathsOf(source, node, exports);
  return others.every((other) => other === path) ? path : undefined;
}

/** The symbol of a dotted path of imports. */
export function symbolOfPath(path: string): KerasSymbol | undefined {
  const root = ROOT.exec(path)?.[0];
  if (root === undefined) return undefined;
  const parts = path.slice(root.length).split('.');
  // Private and generated packages mirror the public tree.
  const visible = parts.filter((part) => part && !['src', 'api', '_v1', '_v2', 'v2'].includes(part));
  return { path: visible.join('.'), flavour: flavourOf(path) };
}

function flavourOf(path: string): Flavour {
  if (/^tensorflow\b/.test(path)) return 'tensorflow';
  return /^tf_keras\b/.test(path) ? 'tf_keras' : 'keras';
}

function common(paths: string[]): KerasSymbol | undefined {
  const [first, ...others] = paths.map(symbolOfPath);
  return first && others.every((other) => other?.path === first.path) ? first : undefined;
}

function exports(module: string, name: string): boolean | undefined {
  const symbol = symbolOfPath(module);
  return kerasExports(symbol ? ['keras', symbol.path].filter(Boolean).join('.') : module, name);
}

/** `Sequential` under `keras`, `keras.models` or, in old versions, `keras.engine`. */
export function isSequential(symbol: KerasSymbol | undefined): boolean {
  return symbol !== undefined && /^((models|engine)\.(\w+\.)?)?Sequential$/.test(symbol.path);
}

/** The class of a layer, e.g. `Dense`; `Input` for the function of that name. */
export function layerClass(symbol: KerasSymbol | undefined): string | undefined {
  if (symbol?.path === 'Input') return 'Input';
  const match = symbol && /^layers\.(?:[a-z_]\w*\.)*([A-Z]\w*)$/.exec(symbol.path);
  return match?.[1];
}
