/** Reads one layer call, `layers.Dense(64, activation="relu")`, with the settings that matter here. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, Shape } from '../model.ts';
import { expressionBehind } from '../python/names.ts';
import { commaGroups, type PythonSource, rangeOf, textOf } from '../python/syntax.ts';
import { evaluate } from '../python/values.ts';
import { asBoolean, asNumber, bindArguments, type KerasArguments, settingOf } from './arguments.ts';
import { readActivation, readInitializer } from './functions.ts';
import { readPenalty } from './regularizers.ts';
import { kerasSymbol, layerClass } from './symbols.ts';

/** A layer before it has its place in a model. */
export interface LayerDraft {
  layer: Omit<LayerDefinition, 'name' | 'slot'> & { name?: string };
  /** The input shape that the call declares, without the batch axis. */
  declaredInput?: Shape;
}

/** Order of the positional parameters, as far as settings are read. */
const SIGNATURES: Record<string, string[]> = {
  Dense: [
    'units',
    'activation',
    'use_bias',
    'kernel_initializer',
    'bias_initializer',
    'kernel_regularizer',
    'bias_regularizer',
    'activity_regularizer',
    'kernel_constraint',
    'bias_constraint',
  ],
  Dropout: ['rate', 'noise_shape', 'seed'],
  BatchNormalization: ['axis', 'momentum', 'epsilon', 'center', 'scale'],
  Activation: ['activation'],
  Input: ['shape', 'batch_size'],
  InputLayer: ['shape', 'batch_size'],
  LSTM: ['units'],
  GRU: ['units'],
  SimpleRNN: ['units'],
};

function signatureOf(kind: string): string[] {
  if (Object.hasOwn(SIGNATURES, kind)) return SIGNATURES[kind]!;
  if (kind.endsWith('Dropout') || kind.startsWith('SpatialDropout')) return ['rate'];
  if (/^(Separable)?Conv\d/.test(kind)) return ['filters'];
  return [];
}

/** The class of the layer that a call makes, undefined when it is not a layer of Keras. */
function layerKind(source: PythonSource, call: SyntaxNode): string | undefined {
  const callee = call.name === 'CallExpression' ? call.firstChild : null;
  return callee ? layerClass(kerasSymbol(source, callee)) : undefined;
}

/** The arguments of a layer call, bound to the parameters of its class. */
export function layerArguments(source: PythonSource, call: SyntaxNode, kind: string): KerasArguments {
  return bindArguments(source, call, signatureOf(kind));
}

/** Reads a layer call; undefined when the callee is not a layer of Keras. */
export function readLayer(source: PythonSource, call: SyntaxNode): LayerDraft | undefined {
  const kind = layerKind(source, call);
  if (kind === undefined) return undefined;
  const args = layerArguments(source, call, kind);
  const layer = {
    kind,
    ...optional('name', writtenName(args)),
    range: rangeOf(source, call),
    callee: textOf(source, call.firstChild!),
    ...sizesOf(args),
    ...settingsOf(kind, args),
    ...penaltiesOf(args),
  };
  return { layer, ...optional('declaredInput', declaredInput(kind, args)) };
}

function writtenName(args: KerasArguments): string | undefined {
  const argument = args.find('name');
  const value = argument && evaluate(args.source, argument.value)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function sizesOf(args: KerasArguments): Partial<LayerDefinition> {
  const size = (name: string) => (args.find(name) ? settingOf(args, name, asNumber) : undefined);
  return {
    ...optional('units', size('units')),
    ...optional('filters', size('filters')),
    ...optional('rate', size('rate')),
  };
}

function settingsOf(kind: string, args: KerasArguments): Partial<LayerDefinition> {
  if (kind === 'Dense') return denseSettings(args);
  if (kind === 'BatchNormalization') return normalizationSettings(args);
  if (kind === 'Activation') return { activation: readActivation(args) };
  if (kind === 'Dropout') return optional('rate', settingOf(args, 'rate', asNumber));
  return {};
}

function denseSettings(args: KerasArguments): Partial<LayerDefinition> {
  return {
    ...optional('units', settingOf(args, 'units', asNumber)),
    activation: readActivation(args),
    ...optional('useBias', settingOf(args, 'use_bias', asBoolean, true)),
    kernelInitializer: readInitializer(args),
  };
}

function normalizationSettings(args: KerasArguments): Partial<LayerDefinition> {
  return {
    ...optional('axis', settingOf(args, 'axis', asNumber, -1)),
    ...optional('momentum', settingOf(args, 'momentum', asNumber, 0.99)),
    ...optional('epsilon', settingOf(args, 'epsilon', asNumber, 1e-3)),
    ...optional('center', settingOf(args, 'center', asBoolean, true)),
    ...optional('scale', settingOf(args, 'scale', asBoolean, true)),
  };
}

function penaltiesOf(args: KerasArguments): Partial<LayerDefinition> {
  const found: Partial<LayerDefinition> = {};
  const argument = args.find('kernel_regularizer');
  const penalty = argument ? readPenalty(args.source, argument.value) : 'none';
  if (argument && penalty === 'unknown') found.kernelPenaltyUnknown = rangeOf(args.source, argument.value);
  else if (typeof penalty === 'object') found.kernelPenalty = penalty;
  if (!argument && args.spread) found.kernelPenaltyUnknown = rangeOf(args.source, args.spread);
  const other = otherRegularizer(args);
  if (other) found.otherRegularizer = rangeOf(args.source, other);
  return found;
}

/** Parameters of Dense that regularize and may be given by position. */
export const OTHER_PARAMETERS = [
  'bias_regularizer',
  'activity_regularizer',
  'kernel_constraint',
  'bias_constraint',
];

const OTHER_REGULARIZERS =
  /^(?!kernel_regularizer$)\w+_regularizer$|_constraint$|^(recurrent_)?dropout$|^l[12]$/;

function otherRegularizer(args: KerasArguments): SyntaxNode | undefined {
  const candidates = [
    ...OTHER_PARAMETERS.map((name) => args.find(name)),
    ...args.written.filter(({ name }) => name !== undefined && OTHER_REGULARIZERS.test(name)),
  ];
  const acting = candidates.find((argument) => {
    const value = argument && evaluate(args.source, argument.value);
    return argument && value?.value !== null && value?.value !== 0;
  });
  return acting?.value;
}

/** `shape=(64,)` of Input, `input_shape=`, `batch_shape=`, `batch_input_shape=` and `input_dim=` of a first layer. */
function declaredInput(kind: string, args: KerasArguments): Shape | undefined {
  const batched = args.find('batch_shape') ?? args.find('batch_input_shape');
  if (batched) return readShape(args.source, batched.value)?.slice(1);
  const isInput = kind === 'Input' || kind === 'InputLayer';
  const shape = (isInput ? args.find('shape') : undefined) ?? args.find('input_shape');
  if (shape) return readShape(args.source, shape.value);
  // The vocabulary's size in Embedding, not a shape.
  const width = kind === 'Embedding' ? undefined : args.find('input_dim');
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
