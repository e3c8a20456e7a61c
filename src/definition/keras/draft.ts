/** Reads one layer call, `layers.Dense(64, activation="relu")`, with everything that matters here. */
import { bind, writtenArguments } from '../interpret/arguments.ts';
import type { Bound, Call, CallArgument, Run } from '../interpret/framework.ts';
import type { LayerDraft, LayerValue, Value } from '../interpret/values.ts';
import type { Shape, WrappedLayer } from '../model.ts';
import { modernized } from './keras1.ts';
import { unreadArguments } from './otherArguments.ts';
import type { Version } from './paths.ts';
import { readRegularizers } from './penalties.ts';
import { readSettings } from './settings.ts';
import { signatureOf } from './signatures.ts';

/** What a wrapper was given: `TimeDistributed(model)`, the function of a `Lambda`. */
const inner = new WeakMap<LayerDraft, Value>();

/** What a layer holds: another layer, a model, a function. */
export const innerOf = (layer: LayerValue): Value | undefined => inner.get(layer.draft);

/** @param name as it is called, which may be another name of the class */
export function makeLayer(kind: string, name: string, given: Call, version: Version, run: Run): LayerValue {
  const call = modernized(kind, name, given, version, run);
  const signature = signatureOf(kind);
  const parameters = Object.keys(signature);
  const bound = bind(call, parameters, run);
  const held = heldValue(bound);
  const wrapped = held?.type === 'layer' ? wrappedLayer(held, run) : undefined;
  const declaredInput = declaredShape(kind, bound);
  const written = nameOf(bound);
  const others = unreadArguments(kind, call, parameters, run);
  const draft: LayerDraft = {
    kind,
    callee: run.text(given.expression.callee),
    arguments: writtenArguments(call, parameters, run),
    settings: readSettings(kind, bound, signature, run),
    ...(written !== undefined && { name: written }),
    ...(wrapped && { wrapped }),
    ...(wrapped?.otherRegularizer && { otherRegularizer: wrapped.otherRegularizer }),
    ...readRegularizers(kind, call, bound, parameters, run),
    ...(others.length > 0 && { otherArguments: others }),
    ...(declaredInput && { declaredInput }),
  };
  if (held) inner.set(draft, held);
  const parts = call.arguments.flatMap(({ value }) => hold(value)).filter((part) => part !== held);
  if (parts.length > 0) draft.held = parts.map((part) => wrappedLayer(part, run));
  return run.layer(given, 'keras', draft);
}

/**
 * A layer that is given to another one has no place of its own: `Bidirectional(LSTM(8))`, `activation=LeakyReLU()`.
 * Answers those that no other layer holds.
 */
function hold(value: Value): LayerValue[] {
  if (value.type === 'list') return value.items.flatMap((item) => hold(item.value));
  if (value.type !== 'layer') return [];
  const isFirst = !value.held;
  value.held = true;
  value.parameters = 0;
  return isFirst ? [value] : [];
}

const heldValue = (bound: Bound): Value | undefined =>
  (bound.get('layer') ?? bound.get('cell') ?? bound.get('function'))?.value;

function wrappedLayer(layer: LayerValue, run: Run): WrappedLayer {
  const { declaredInput: _, name = '', ...draft } = layer.draft;
  return { ...draft, name, range: run.range(layer.at) };
}

function nameOf(bound: Bound): string | undefined {
  const value = bound.get('name')?.value;
  return value?.type === 'known' && typeof value.value === 'string' && value.value !== '' && !value.passing
    ? value.value
    : undefined;
}

/**
 * `shape=(64,)` of Input, `input_shape=`, `batch_shape=`, `batch_input_shape=`, `input_dim=` of a first layer, and
 * `input_length=` of an Embedding.
 */
function declaredShape(kind: string, bound: Bound): Shape | undefined {
  const batched = bound.get('batch_shape') ?? bound.get('batch_input_shape');
  if (batched) return shapeOf(batched.value)?.slice(1);
  const isInput = kind === 'Input' || kind === 'InputLayer';
  const shape = (isInput ? bound.get('shape') : undefined) ?? bound.get('input_shape');
  if (shape) return shapeOf(shape.value);
  // `input_dim` is the vocabulary's size in Embedding, not a shape.
  const width = bound.get(kind === 'Embedding' ? 'input_length' : 'input_dim');
  if (!width) return undefined;
  const length = kind === 'Embedding' ? undefined : bound.get('input_length');
  return length ? [sizeOf(length), sizeOf(width)] : [sizeOf(width)];
}

/** `(28, 28, 1)`, `[64]`, or a bare number; undefined when the rank is not visible. */
export function shapeOf(value: Value): Shape | undefined {
  if (value.type === 'known') {
    const size = knownSize(value);
    return size === null ? undefined : [size];
  }
  if (value.type !== 'list' || value.open !== undefined || value.items.some((item) => item.unsure))
    return undefined;
  return value.items.map((item) => knownSize(item.value));
}

const sizeOf = ({ value }: CallArgument): number | null => knownSize(value);

function knownSize(value: Value): number | null {
  if (value.type !== 'known' || typeof value.value !== 'number') return null;
  return Number.isInteger(value.value) && value.value > 0 ? value.value : null;
}
