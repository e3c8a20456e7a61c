/** The tensors among the calls that a pickle describes. */
import { bytesOf } from '../decode.ts';
import {
  globalName,
  isKind,
  itemsOf,
  type PickleObject,
  type PicklePersistent,
  type PickleValue,
} from '../pickle/value.ts';
import type { NumberType } from '../pieces.ts';
import { MOST_AXES } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { storageType, typeByName } from './dtypes.ts';
import { arrayOf } from './numpy.ts';
import { Contradiction, type NotRead, type StoredTensor } from './stored.ts';

export interface StorageId {
  key: string;
  type: NumberType | 'bytes';
  /** Announced number of elements (of bytes, where it has no type). */
  elements: number;
  /** Of the view that this is, in elements of the whole. */
  offset: number;
}

/** Calls in calls: a parameter of a subclass of a tensor has three. */
const DEEPEST = 8;

/**
 * The tensor that `value` describes; undefined when it is something else.
 * Source: PyTorch, torch/_utils.py and torch/_tensor.py.
 * @throws Contradiction when its parts do not fit together
 */
export function tensorOf(value: PickleValue, depth = 0): StoredTensor | NotRead | undefined {
  if (!isKind(value, 'object') || depth > DEEPEST) return undefined;
  const { args } = value;
  switch (globalName(value.callable)) {
    case 'torch._utils._rebuild_tensor':
    case 'torch._utils._rebuild_tensor_v2':
      return viewOf(args);
    case 'torch._utils._rebuild_tensor_v3':
      return viewOf(args, globalName(args[6]));
    case 'torch._utils._rebuild_parameter':
    case 'torch._utils._rebuild_parameter_with_state':
      return tensorOf(args[0] ?? null, depth + 1);
    case 'torch._tensor._rebuild_from_type':
    case 'torch._tensor._rebuild_from_type_v2':
      return tensorOf({ kind: 'object', callable: args[0] ?? null, args: itemsOf(args[2]) ?? [] }, depth + 1);
    case 'torch._utils._rebuild_qtensor':
      return quantizedView(args);
    default:
      return notReadOf(value) ?? arrayOf(value);
  }
}

function notReadOf({ callable }: PickleObject): NotRead | undefined {
  const name = globalName(callable);
  if (/^torch\._utils\._rebuild_(sparse|nested)/.test(name)) return { reason: 'is sparse or nested' };
  if (name.startsWith('torch._utils._rebuild_meta_tensor')) return { reason: 'has a shape and no values' };
  if (/^torch\._(utils|tensor)\._rebuild_/.test(name))
    return { reason: `is made by ${name.slice(0, 100)}, which is not known here` };
  return undefined;
}

function viewOf(args: readonly PickleValue[], typeName?: string): StoredTensor | NotRead {
  const [storage, offset, size, stride] = args;
  const id = storageId(storage);
  if (id === undefined) return { reason: 'was stored outside of a file of torch.save' };
  if ('reason' in id) return id;
  const dtype = typeName === undefined ? id.type : typeByName(typeName);
  if (dtype === undefined || dtype === 'bytes')
    return { reason: `is of the type ${typeName?.slice(0, 60) || 'of bytes'}, which is not known here` };
  const shape = sizes(size, 'a shape');
  const strides = sizes(stride, 'strides');
  if (shape.length !== strides.length)
    throw new Contradiction(`has ${shape.length} axes and ${strides.length} strides`);
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
    throw new Contradiction('has an offset that is no whole number from 0 on');
  const view: StoredTensor = { dtype, shape, strides, offset: offset + id.offset, storage: id.key };
  checkInside(
    view,
    Math.floor((id.elements * (id.type === 'bytes' ? 1 : bytesOf(id.type))) / bytesOf(dtype)),
  );
  return view;
}

function sizes(value: PickleValue | undefined, what: string): number[] {
  const items = itemsOf(value);
  if (items && items.length > MOST_AXES) throw new Contradiction(`has over ${MOST_AXES} axes`);
  if (!items?.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0))
    throw new Contradiction(`has ${what} of other things than whole numbers from 0 on`);
  if (what === 'a shape' && !isShape(items)) throw new Contradiction('has more elements than a tensor can');
  return items as number[];
}

/** @param elements of the storage @throws Contradiction when the last element lies behind its end */
export function checkInside({ shape, strides, offset }: StoredTensor, elements: number): void {
  const last = offset + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
  if (!shape.includes(0) && !(last < elements))
    throw new Contradiction(
      `reaches to element ${(last + 1).toLocaleString('en-US')} of a storage with ${elements.toLocaleString('en-US')}`,
    );
}

/** The storage that a persistent id names: `('storage', torch.FloatStorage, '0', 'cpu', 12)`; undefined when it is none. */
export function storageId(value: PickleValue | undefined): StorageId | NotRead | undefined {
  const [kind, type, key, , count, view] = isKind(value, 'persistent') ? (idOf(value) ?? []) : [];
  if (kind !== 'storage') return undefined;
  const name = globalName(type);
  const found = storageType(name);
  if (found === undefined)
    return { reason: `is stored as ${name.slice(0, 60) || 'an unnamed type'}, which is not known here` };
  if (typeof key !== 'string' && typeof key !== 'number')
    throw new Contradiction('has a storage without a name');
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw new Contradiction('has a storage whose size is no whole number from 0 on');
  const offset = itemsOf(view)?.[1] ?? 0;
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
    throw new Contradiction('has a storage that starts nowhere');
  return { key: String(key), type: found, elements: count + offset, offset };
}

const idOf = ({ id }: PicklePersistent): PickleValue[] | undefined => itemsOf(id);

function quantizedView(args: readonly PickleValue[]): StoredTensor | NotRead {
  const view = viewOf(args);
  if ('reason' in view) return view;
  const [scheme, scale, zeroPoint, axis] = itemsOf(args[4]) ?? [];
  if (globalName(scheme) !== 'torch.per_tensor_affine')
    return { ...view, byChannel: channelsOf(scale, zeroPoint, axis) };
  if (typeof scale !== 'number' || typeof zeroPoint !== 'number' || !Number.isFinite(scale))
    throw new Contradiction('is quantized without a scale and a zero point');
  return { ...view, quantization: { scale, zeroPoint } };
}

/** `(scales, zero points, axis)` of a tensor that is quantized by channel. */
function channelsOf(
  scales: PickleValue | undefined,
  zeroPoints: PickleValue | undefined,
  axis: PickleValue | undefined,
): StoredTensor['byChannel'] {
  // One level only: the scales of a tensor are not quantized themselves.
  const [first, second] = [scales, zeroPoints].map((each) => tensorOf(each ?? null, DEEPEST));
  if (!first || 'reason' in first || !second || 'reason' in second || typeof axis !== 'number')
    throw new Contradiction('is quantized by channel without scales and zero points');
  return { axis, scales: first, zeroPoints: second };
}
