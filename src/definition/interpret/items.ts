/** `x[i]`: of lists, dictionaries, containers and tensors. */
import type { Shape } from '../model.ts';
import type { Expression, Place } from '../program/program.ts';
import type { Machine } from './machine.ts';
import { passing } from './merge.ts';
import type { ContainerValue, Item, ListValue, TensorValue, Value } from './values.ts';

export function itemOf(receiver: Value, index: Expression, at: Place, machine: Machine): Value {
  if (receiver.type === 'choice') {
    return machine.chosen(
      receiver.options.map((option) => itemOf(option, index, at, machine)),
      at,
    );
  }
  if (receiver.type === 'tensor') return tensorItem(receiver, index, at, machine);
  if (index.type === 'slice') return sliced(receiver, index, at, machine);
  const key = machine.evaluate(index);
  const taken = key.type === 'known' ? itemAt(receiver, key.value) : undefined;
  if (taken === undefined) return machine.unknown(at, receiver);
  return key.type === 'known' && key.passing ? passing(taken) : taken;
}

function itemAt(receiver: Value, key: number | string | boolean | null): Value | undefined {
  if (receiver.type === 'dictionary') return receiver.entries.get(String(key))?.value;
  if (receiver.type === 'list' && typeof key === 'number')
    return numbered(receiver.items, key, !!receiver.open);
  if (receiver.type !== 'container') return undefined;
  if (typeof key === 'number') return numbered(receiver.items, key, receiver.gaps.length > 0);
  const place = receiver.keys?.indexOf(String(key)) ?? -1;
  return receiver.items[place]?.value;
}

/** Negative numbers count from the end; undefined where items may be missing or more than are seen. */
function numbered(items: Item[], index: number, open: boolean): Value | undefined {
  if (open || items.some((item) => item.unsure)) return undefined;
  return items.at(index)?.value;
}

function sliced(receiver: Value, index: Expression & { type: 'slice' }, at: Place, machine: Machine): Value {
  const bounds = [index.start, index.end, index.step].map((part) =>
    part ? machine.evaluate(part) : undefined,
  );
  const numbers = bounds.map((bound) => (bound?.type === 'known' ? bound.value : bound));
  if (receiver.type !== 'list' && receiver.type !== 'container') return machine.unknown(at, receiver);
  const closed = receiver.type === 'list' ? !receiver.open : receiver.gaps.length === 0;
  const [start, end, step] = numbers;
  const plain = [start, end].every(
    (bound) => bound === undefined || bound === null || typeof bound === 'number',
  );
  const stepped = step === undefined || step === null || step === 1 || step === -1;
  if (!closed || !plain || !stepped) return machine.unknown(at, receiver);
  const items = receiver.items.slice(
    (start as number | null) ?? undefined,
    (end as number | null) ?? undefined,
  );
  if (step === -1) items.reverse();
  if (receiver.type === 'list') return { type: 'list', of: receiver.of, items } satisfies ListValue;
  return { ...receiver, items, at, gaps: [], form: 'list' } satisfies ContainerValue;
}

/** An axis that is indexed is gone, one that is sliced has another size; the first is the batch. */
function tensorItem(tensor: TensorValue, index: Expression, at: Place, machine: Machine): Value {
  const parts = index.type === 'tuple' ? index.elements.map(({ value }) => value) : [index];
  for (const part of parts) if (part.type !== 'slice') machine.evaluate(part);
  const { shape, features } = tensor.node;
  const taken = shape && axesAfter(shape, parts);
  return machine.node({
    operation: 'item',
    inputs: [tensor.node],
    at,
    ...(taken && { shape: taken }),
    features:
      taken?.at(-1) === shape?.at(-1) && shape ? (features ?? null) : lastIsKept(parts) ? features : null,
  });
}

const isWhole = (part: Expression): boolean =>
  part.type === 'slice' && !part.start && !part.end && !part.step;

/** `x[:, -1]`, `x[:, -1, :]`, `x[:, 0]`: of a sequence the axis of features stays. */
function lastIsKept(parts: Expression[]): boolean {
  if (parts.length === 2) return isWhole(parts[0]!);
  return parts.length > 2 && isWhole(parts.at(-1)!);
}

function axesAfter(shape: Shape, [batch, ...parts]: Expression[]): Shape | undefined {
  if (batch?.type !== 'slice' || parts.length > shape.length) return undefined;
  const axes: Shape = [];
  for (const [axis, size] of shape.entries()) {
    const part = parts[axis];
    if (part?.type === 'other' || part?.type === 'none') return undefined;
    if (part === undefined || isWhole(part)) axes.push(size);
    else if (part.type === 'slice') axes.push(null);
  }
  return axes;
}
