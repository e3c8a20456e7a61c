/** Axes of tensors as PyTorch numbers them (the batch is 0) on shapes without the batch axis. */
import type { Shape } from '../model.ts';
import { product, type Signal, shaped } from './signals.ts';

/** The place in a shape of PyTorch's axis; `'batch'`, or undefined where it lies outside. */
function placeOf(dim: number, shape: Shape): number | 'batch' | undefined {
  const rank = shape.length + 1;
  const axis = dim < 0 ? dim + rank : dim;
  if (axis === 0) return 'batch';
  return axis > 0 && axis < rank ? axis - 1 : undefined;
}

/** Axes `start` to `end` become one. */
export function flattened({ shape, axis }: Signal, start: number, end: number): Signal {
  const [first, last] = shape ? [placeOf(start, shape), placeOf(end, shape)] : [];
  if (!shape || typeof first !== 'number' || typeof last !== 'number' || first > last) {
    return start === 1 && end === -1 ? { shape: [null], features: null, axis: 'last' } : { features: null };
  }
  const joined = [...shape.slice(0, first), product(shape.slice(first, last + 1)), ...shape.slice(last + 1)];
  const kept = first > 0 && axis === 'first' ? 'first' : 'last';
  return shaped(joined, joined.length === 1 ? 'last' : kept);
}

/** One axis becomes several; one of them may be −1. */
export function unflattened({ shape }: Signal, dim: number, sizes: unknown[]): Signal {
  const place = shape && placeOf(dim, shape);
  const count = sizes.map((size) => (typeof size === 'number' ? size : null));
  if (!shape || typeof place !== 'number') return { features: null };
  const known = solved(count, shape[place]!);
  return grown([...shape.slice(0, place), ...known, ...shape.slice(place + 1)]);
}

/** Of three axes and more nobody knows which one holds the features: maps, or heads of attention. */
const grown = (shape: Shape): Signal => shaped(shape, shape.length > 2 ? undefined : 'last');

/** A −1 among the sizes is what remains of the whole. */
function solved(sizes: (number | null)[], whole: number | null | undefined): Shape {
  const rest = product(sizes.map((size) => (size === -1 ? 1 : size)));
  const free = whole && rest && whole % rest === 0 ? whole / rest : null;
  return sizes.map((size) => (size === -1 ? free : size));
}

/**
 * `view` and `reshape`: the first size is the batch's. A single −1 elsewhere takes what remains of the values of one
 * example, which is known only where the batch axis is kept (`x.size(0)`, `-1` first).
 */
export function reshaped({ shape }: Signal, sizes: (number | null)[]): Signal {
  const [batch, ...rest] = sizes;
  if (batch === undefined || rest.length === 0) return { features: null };
  if (batch === -1) return rest.includes(-1) ? { features: null } : grown(rest);
  // A literal first size is no batch; only an unknown one may be `x.size(0)`.
  if (batch !== null) return { features: rest.at(-1) === -1 ? null : (rest.at(-1) ?? null), axis: 'last' };
  const whole = shape ? product(shape) : null;
  return grown(solved(rest, whole));
}

/** Axes in another order: by PyTorch's numbers of all axes. */
export function permuted({ shape, features, axis }: Signal, order: number[]): Signal {
  const rank = order.length;
  const places = order.map((dim) => (dim < 0 ? dim + rank : dim));
  const from = axis === 'first' ? 1 : rank - 1;
  const to = axis && places.indexOf(from);
  const moved = to === 1 && rank > 2 ? 'first' : to === rank - 1 ? 'last' : undefined;
  const kept = { features: axis ? features : null, ...(moved && { axis: moved }) } satisfies Signal;
  if (places[0] !== 0 || !shape || shape.length !== rank - 1) return kept;
  return { ...kept, shape: places.slice(1).map((place) => shape[place - 1] ?? null) };
}

/** Two axes change places. */
export function transposedAxes(signal: Signal, first: number, second: number): Signal {
  const { shape, features, axis } = signal;
  if (!shape) {
    const swapped = [first, second].includes(-1) || [first, second].includes(2);
    // Of sequences: `(batch, channels, steps)` and `(batch, steps, features)`.
    const flipped =
      swapped && [first, second].includes(1) && axis ? (axis === 'first' ? 'last' : 'first') : undefined;
    const stays = [first, second].every((dim) => dim === 0 || dim === 1) && axis === 'last';
    return { features, ...(flipped && { axis: flipped }), ...(stays && { axis }) };
  }
  const order = Array.from({ length: shape.length + 1 }, (_, index) => index);
  const [a, b] = [first, second].map((dim) => (dim < 0 ? dim + order.length : dim)) as [number, number];
  if (a >= order.length || b >= order.length) return { features: null };
  [order[a], order[b]] = [order[b]!, order[a]!];
  return permuted(signal, order);
}

/** Axes that are reduced to one number are gone, or 1 where they are kept. */
export function reduced({ shape, features, axis }: Signal, dims: number[], keep: boolean): Signal {
  const over = (dim: number): boolean => {
    const place = shape && placeOf(dim, shape);
    if (axis === 'last') return dim === -1 || (shape ? place === shape.length - 1 : false);
    return axis === 'first' ? dim === 1 || (shape ? place === 0 : dim < -3) : true;
  };
  const lost = dims.some(over);
  const rest = lost && !keep ? {} : axis ? { axis } : {};
  const left = { features: lost ? (keep ? 1 : null) : features, ...rest } satisfies Signal;
  if (!shape) return left;
  const places = new Set(dims.map((dim) => placeOf(dim, shape)));
  if (places.has('batch') || places.has(undefined)) return left;
  const axes = shape.flatMap((size, place) => (!places.has(place) ? [size] : keep ? [1] : []));
  return { ...left, shape: axes };
}

/** An axis of size 1 is put in. */
export function unsqueezed({ shape, features, axis }: Signal, dim: number): Signal {
  if (!shape || dim === 0) return { features, ...(axis === 'last' && dim !== -1 && { axis }) };
  const place = dim < 0 ? dim + shape.length + 2 : dim;
  if (place < 1 || place > shape.length + 1) return { features };
  const axes = shape.toSpliced(place - 1, 0, 1);
  return dim === 1 || dim === -1
    ? { shape: axes, features: null }
    : { shape: axes, features, ...(axis && { axis }) };
}

/** `squeeze(d)`: an axis of size 1 is taken out. Without axis nobody knows which are of size 1. */
export function squeezed(signal: Signal, dim: number | undefined): Signal {
  const { shape, features, axis } = signal;
  if (!shape || dim === undefined) return { features, ...(axis && { axis }) };
  const place = placeOf(dim, shape);
  if (typeof place !== 'number' || (shape[place] !== 1 && shape[place] !== null)) return signal;
  // Of an unknown size it may be taken out or stay.
  if (shape[place] === null) return { features };
  const axes = shape.toSpliced(place, 1);
  return { shape: axes, features: axes.length === 1 ? (axes[0] ?? null) : features, ...(axis && { axis }) };
}

/** Tensors side by side along an axis. */
export function concatenated(signals: Signal[], dim: number): Signal {
  const shapes = signals.map(({ shape }) => shape);
  const [first] = shapes;
  const axis = signals[0]?.axis;
  const alongFeatures = (dim === 1 && axis === 'first') || (dim === -1 && axis === 'last');
  const total = signals.reduce<number | null>(
    (sum, { features }) => (sum === null || features === null ? null : sum + features),
    0,
  );
  if (first && dim !== 0 && shapes.every((shape) => shape?.length === first.length)) {
    const place = placeOf(dim, first);
    if (typeof place === 'number') {
      const sizes = first.map((size, index) => {
        const all = shapes.map((shape) => shape![index]!);
        if (index !== place) return all.find((each) => each !== null) ?? size;
        return all.some((each) => each === null) ? null : (all as number[]).reduce((a, b) => a + b, 0);
      });
      return shaped(sizes, axis, alongFeatures ? total : (signals[0]?.features ?? null));
    }
  }
  const flat = dim === 1 && signals.every(({ shape }) => shape?.length === 1);
  const features =
    alongFeatures || flat ? total : dim === 0 || axis === 'first' ? (signals[0]?.features ?? null) : null;
  return { features, ...(axis && { axis }) };
}

/** Spatial axes of another size: the sizes asked for, or a multiple of what they were. */
export function resized(
  { shape, features, axis }: Signal,
  sizes: (number | null)[] | undefined,
  factors: number[] | undefined,
): Signal {
  if (!shape || shape.length < 2) return { features, ...(axis && { axis }) };
  const [channels, ...axes] = shape;
  const after = axes.map((size, index) => {
    if (sizes) return (sizes.length === 1 ? sizes[0] : sizes[index]) ?? null;
    const factor = factors?.length === 1 ? factors[0] : factors?.[index];
    return size === null || factor === undefined ? null : Math.floor(size * factor);
  });
  return shaped([channels!, ...after], 'first');
}

/** Of elementwise operations on two tensors: axes that agree; 1 gives way to the other. */
export function broadcast(a: Signal, b: Signal): Signal {
  const features = a.features === null || a.features === 1 ? (b.features ?? a.features) : a.features;
  const axis = a.axis ?? b.axis;
  const rest = { features, ...(axis && { axis }) };
  if (!a.shape || !b.shape || a.shape.length !== b.shape.length) return rest;
  const shape = a.shape.map((size, index) => {
    const other = b.shape![index]!;
    if (size === other || other === 1) return size;
    if (size === 1) return other;
    return size ?? other;
  });
  return { ...rest, shape };
}
