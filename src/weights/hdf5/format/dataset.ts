/** A dataset: its type, shape and place. */
import { countOf } from '../../weightFile.ts';
import type { Cursor } from './cursor.ts';
import { contentOf, MESSAGE, type Message } from './header.ts';
import { type Filter, fillAt, filtersAt, type Layout, layoutAt } from './layout.ts';
import type { Store } from './store.ts';
import { type ElementType, shapeAt, typeAt } from './types.ts';

export interface Dataset {
  /** Of its header. */
  address: number;
  type: ElementType;
  /** Null where it is empty by intention. */
  shape: number[] | null;
  layout: Layout;
  filters: Filter[];
  /** Value of what was never written; zeros where undefined. */
  fill?: Uint8Array;
}

/** @throws UserError `WEIGHTS_DAMAGED` when a part is missing */
export async function datasetOf(
  store: Store,
  address: number,
  messages: readonly Message[],
): Promise<Dataset> {
  const content = async (type: number): Promise<Cursor | undefined> => {
    const message = messages.find((each) => each.type === type);
    return message && contentOf(store, message);
  };
  const type = await content(MESSAGE.datatype);
  const space = await content(MESSAGE.dataspace);
  const layout = await content(MESSAGE.layout);
  if (!type || !space || !layout)
    throw store.damaged('A dataset has no type, no shape or no place.', 'Expected all three.');
  const filters = await content(MESSAGE.filters);
  const fill = await content(MESSAGE.fill);
  const isOutside = messages.some((each) => each.type === MESSAGE.externalFiles);
  const dataset: Dataset = {
    address,
    type: typeAt(type),
    shape: shapeAt(store, space),
    layout: isOutside ? { kind: 'other', what: 'values in other files' } : layoutAt(store, layout),
    filters: filters ? filtersAt(filters) : [],
  };
  const value = fill && fillAt(fill);
  return value && value.length === dataset.type.size ? { ...dataset, fill: value } : dataset;
}

export const isDataset = (messages: readonly Message[]): boolean =>
  messages.some(({ type }) => type === MESSAGE.layout);

/** Bytes of the values. */
export const bytesIn = ({ type, shape }: Dataset): number => type.size * countOf(shape ?? [0]);
