/** Arithmetic of shapes. */
import type { Shape } from './layerSpecs.ts';

/** Number of elements. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Size of the last axis: features or channels. */
export const lastOf = (shape: Shape): number => shape[shape.length - 1]!;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** For messages: `[8, 8, 3]`. */
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`;
