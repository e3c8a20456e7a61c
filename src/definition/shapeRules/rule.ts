/** What a rule of shapes is, and sizes that may be unknown. */
import type { LayerDefinition, Setting, Shape, WrappedLayer } from '../model.ts';

/** What is known about the values between two layers: the last axis may be known where the rank is not. */
export interface Flow {
  shape?: Shape;
  lastAxis: number | null;
  /** Size along the axis of channels where it is not the last one (`channels_first`). */
  channels?: number | null;
}

export interface Shaped {
  shape?: Shape;
  /** Only where `shape` is undefined. */
  lastAxis?: number | null;
  /** Where the axis of channels is not the last one. */
  channels?: number | null;
  parameters?: number | null;
}

export type ShapedLayer = Pick<LayerDefinition, 'kind' | 'settings'> & { wrapped?: WrappedLayerPart };
type WrappedLayerPart = Pick<WrappedLayer, 'kind' | 'settings'> & { wrapped?: WrappedLayerPart };

/** @param before what the first input is; `inputs` are all of them, at least that one */
export type Rule = (layer: ShapedLayer, before: Flow, inputs: readonly Flow[]) => Shaped;

/** A setting as a size: a positive whole number, otherwise unknown. */
export function sizeOf(setting: Setting<number> | undefined): number | null {
  const value = setting?.value;
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : null;
}

type Size = number | null | undefined;

/** A product of which one unknown factor makes an unknown. */
export const product = (...sizes: Size[]): number | null =>
  sizes.reduce<number | null>((a, b) => (a === null || b === null || b === undefined ? null : a * b), 1);

/** A sum of which one unknown term makes an unknown. */
export const sum = (...sizes: Size[]): number | null =>
  sizes.reduce<number | null>((a, b) => (a === null || b === null || b === undefined ? null : a + b), 0);

/** 1 for true, 0 for false. */
export const flag = (setting: Setting<boolean> | undefined): number | null =>
  setting?.value === undefined ? null : Number(setting.value);

/** A setting's number for each of `rank` axes; undefined when it is not known or does not fit. */
export function perAxis(setting: Setting<number[] | null> | undefined, rank: number): number[] | undefined {
  const values = setting?.value;
  if (!values) return undefined;
  const list = values.length === 1 ? Array.from({ length: rank }, () => values[0]!) : values;
  return list.length === rank && list.every((value) => Number.isInteger(value) && value > 0)
    ? list
    : undefined;
}

/** The size along an axis that is counted with the batch, or from the end. */
export function sizeAlong({ shape, lastAxis }: Flow, axis: number | undefined): number | null {
  if (axis === undefined) return null;
  if (axis === -1) return lastAxis;
  return shape?.[axis > 0 ? axis - 1 : shape.length + axis] ?? null;
}

/** The number of elements of a shape. */
export const elementsOf = (shape: Shape | undefined): number | null => (shape ? product(...shape) : null);

/** A shape whose last axis is replaced; undefined for none. */
export const withLast = (shape: Shape | undefined, size: number | null): Shape | undefined =>
  shape && shape.length > 0 ? [...shape.slice(0, -1), size] : undefined;

/** What comes in goes out. */
export const keep: Rule = (_, { shape, lastAxis, channels }) => ({
  shape,
  lastAxis,
  channels,
  parameters: 0,
});
