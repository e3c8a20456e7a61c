/** What a class inherits, and the name of its constructor. */
import type { Machine } from './machine.ts';
import type { ClassValue } from './values.ts';

/** Classes above one another: more are taken for a circle. */
const MAX_CLASSES = 24;

/** The base classes of a class, nearest first, as far as they stand in the file. */
export function ancestry(value: ClassValue, depth = 0): ClassValue[] {
  const parents = value.bases.filter((base) => base.type === 'class');
  return depth > MAX_CLASSES ? [value] : [value, ...parents.flatMap((parent) => ancestry(parent, depth + 1))];
}

export const constructorName = (machine: Machine): string =>
  machine.program.language === 'javascript' ? 'constructor' : '__init__';
