/** Reads one layer call, `layers.Dense(64, activation="relu")`, with the settings that matter here. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, Shape, WrappedLayer } from '../model.ts';
import { expressionBehind } from '../python/names.ts';
import { commaGroups, type PythonSource, rangeOf, textOf } from '../python/syntax.ts';
import { evaluate } from '../python/values.ts';
import { bindArguments, type KerasArguments } from './arguments.ts';
import { otherArguments } from './otherArguments.ts';
import { readRegularizers } from './penalties.ts';
import { readSettings } from './settings.ts';
import { className, signatureOf } from './signatures.ts';
import { kerasSymbol, layerClass } from './symbols.ts';

/** A layer that may not have its name yet. */
type Unnamed<T> = Omit<T, 'name' | 'wrapped'> & { name?: string; wrapped?: Unnamed<WrappedLayer> };

/** A layer before it has its place in a model. */
export interface LayerDraft {
  layer: Unnamed<Omit<LayerDefinition, 'slot'>>;
  /** The input shape that the call declares, without the batch axis. */
  declaredInput?: Shape;
}

/** The class of the layer that a call makes, undefined when it is not a layer of Keras. */
function layerKind(source: PythonSource, call: SyntaxNode): string | undefined {
  const callee = call.name === 'CallExpression' ? call.firstChild : null;
  const name = callee ? layerClass(kerasSymbol(source, callee)) : undefined;
  return name === undefined ? undefined : className(name);
}

/** The arguments of a layer call, bound to the parameters of its class. */
export function layerArguments(source: PythonSource, call: SyntaxNode, kind: string): KerasArguments {
  return bindArguments(source, call, Object.keys(signatureOf(kind)));
}

/** Reads a layer call; undefined when the callee is not a layer of Keras. */
export function readLayer(source: PythonSource, call: SyntaxNode): LayerDraft | undefined {
  const kind = layerKind(source, call);
  if (kind === undefined) return undefined;
  const args = layerArguments(source, call, kind);
  const signature = signatureOf(kind);
  const wrapped = kind === 'Bidirectional' ? wrappedLayer(source, args) : undefined;
  const parameters = Object.keys(signature);
  const regularizers = readRegularizers(kind, args, parameters);
  const others = otherArguments(kind, args, parameters);
  const layer = {
    kind,
    ...optional('name', writtenName(args)),
    range: rangeOf(source, call),
    callee: textOf(source, call.firstChild!),
    settings: readSettings(args, signature),
    ...optional('wrapped', wrapped),
    ...optional('otherRegularizer', wrapped?.otherRegularizer),
    ...regularizers,
    ...(others.length > 0 && { otherArguments: others }),
  };
  return { layer, ...optional('declaredInput', declaredInput(kind, args)) };
}

function wrappedLayer(source: PythonSource, args: KerasArguments): LayerDraft['layer'] | undefined {
  const argument = args.find('layer');
  const call = argument && expressionBehind(source, argument.value);
  return call?.name === 'CallExpression' ? readLayer(source, call)?.layer : undefined;
}

function writtenName(args: KerasArguments): string | undefined {
  const argument = args.find('name');
  const value = argument && evaluate(args.source, argument.value)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * `shape=(64,)` of Input, `input_shape=`, `batch_shape=`, `batch_input_shape=`, `input_dim=` of a first layer, and
 * `input_length=` of an Embedding.
 */
function declaredInput(kind: string, args: KerasArguments): Shape | undefined {
  const batched = args.find('batch_shape') ?? args.find('batch_input_shape');
  if (batched) return readShape(args.source, batched.value)?.slice(1);
  const isInput = kind === 'Input' || kind === 'InputLayer';
  const shape = (isInput ? args.find('shape') : undefined) ?? args.find('input_shape');
  if (shape) return readShape(args.source, shape.value);
  // `input_dim` is the vocabulary's size in Embedding, not a shape.
  const width = args.find(kind === 'Embedding' ? 'input_length' : 'input_dim');
  return width && [readSize(args.source, width.value)];
}

/** `(28, 28, 1)`, `[64]`, or a bare number; undefined when the rank is not visible. */
function readShape(source: PythonSource, node: SyntaxNode): Shape | undefined {
  const expression = expressionBehind(source, node);
  if (!expression) return undefined;
  if (evaluate(source, expression)?.value !== undefined) {
    const size = readSize(source, expression);
    return size === null ? undefined : [size];
  }
  if (expression.name !== 'TupleExpression' && expression.name !== 'ArrayExpression') return undefined;
  const groups = commaGroups(expression);
  if (groups.some((group) => group.length !== 1)) return undefined;
  return groups.map(([element]) => readSize(source, element!));
}

function readSize(source: PythonSource, node: SyntaxNode): number | null {
  const value = evaluate(source, node)?.value;
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}

/** `{ [key]: value }`, or nothing when the value is undefined. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
