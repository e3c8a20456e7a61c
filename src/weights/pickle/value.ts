/** What a pickle says, described: nothing of it is called or imported. */

/** A class or function by name: `torch._utils._rebuild_tensor_v2`. */
export interface PickleGlobal {
  kind: 'global';
  module: string;
  name: string;
}

interface PickleItems<K extends 'list' | 'tuple' | 'set'> {
  kind: K;
  items: PickleValue[];
}

export interface PickleDict {
  kind: 'dict';
  entries: Map<PickleValue, PickleValue>;
}

/** What a call would return: `callable(*args)`, with the state that would be given to it afterwards. */
export interface PickleObject {
  kind: 'object';
  callable: PickleValue;
  args: readonly PickleValue[];
  state?: PickleValue;
}

/** Something outside of the pickle: a storage of PyTorch. */
export interface PicklePersistent {
  kind: 'persistent';
  id: PickleValue;
}

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleGlobal
  | PickleItems<'list'>
  | PickleItems<'tuple'>
  | PickleItems<'set'>
  | PickleDict
  | PickleObject
  | PicklePersistent;

/** `torch.Size`; empty for what is no global. */
export const globalName = (value: PickleValue | undefined): string =>
  isKind(value, 'global') ? `${value.module}.${value.name}` : '';

type Described = Extract<PickleValue, { kind: string }>;

export const isKind = <K extends Described['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<Described, { kind: K }> => isDescribed(value) && value.kind === kind;

export const isDescribed = (value: PickleValue | undefined): value is Described =>
  typeof value === 'object' && value !== null && 'kind' in value;

/** The items of a list or tuple; undefined for anything else. */
export const itemsOf = (value: PickleValue | undefined): PickleValue[] | undefined =>
  isKind(value, 'list') || isKind(value, 'tuple') ? value.items : undefined;

/** An entry of a dictionary; undefined when it is none or has none of that name. */
export const entryOf = (value: PickleValue | undefined, key: PickleValue): PickleValue | undefined =>
  isKind(value, 'dict') ? value.entries.get(key) : undefined;
