/** Shapes as files state them. */
import { MOST_AXES } from './refusal.ts';
import { countOf } from './weightFile.ts';

/** A list of whole numbers from 0 on whose product is exact. */
export const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.length <= MOST_AXES &&
  value.every((size) => Number.isSafeInteger(size) && size >= 0) &&
  Number.isSafeInteger(countOf(value));
