/** Parameter tensors as the rules of each framework sketch them, before it is known whether every size is. */
import type { LayerDefinition, Regularized, Setting, Shape, WrappedLayer } from '../model.ts';
import type { Distribution } from './distributions.ts';
import type { Place } from './initializers.ts';

export type TensorKind = 'kernel' | 'recurrentKernel' | 'bias' | 'normalization' | 'embedding' | 'other';

/** What a layer's own penalty may act on. */
export type Part = Exclude<Regularized, 'activity'>;

export interface ParameterTensor {
  /** The framework's: `kernel`, `gamma`, `weight_ih_l0`, `self_attn.in_proj_weight`. */
  name: string;
  kind: TensorKind;
  /** Keras and TensorFlow.js: the part of the layer whose penalty acts on it. */
  part?: Part;
  shape: number[];
  count: number;
  fanIn: number;
  fanOut: number;
  trainable: boolean;
  /** `distribution` is undefined for an initializer that is not known. */
  initializer: { name: string; distribution?: Distribution };
}

/** A layer, also one inside another. */
export type Layer = Pick<LayerDefinition, 'kind' | 'settings' | 'arguments'> & {
  framework?: LayerDefinition['framework'];
  wrapped?: WrappedLayer;
};

/** What is known of a layer's input: its shape without the batch, its number of features or channels. */
export interface LayerInput {
  shape?: Shape;
  features?: number | null;
}

export type Size = number | null;

/** A tensor of which sizes may be unknown (`null`), or whether it exists (`present` undefined). */
export interface Sketch {
  name: string;
  kind: TensorKind;
  part?: Part;
  shape: Size[];
  present: boolean | undefined;
  /** Defaults to the shape's: of `[…, a, b]` the product of all but b, and of all but a. */
  fanIn?: Size;
  fanOut?: Size;
  trainable?: false;
  initializer: { name: string; draw(place: Place): Distribution | undefined };
}

export type Rule = (layer: Layer, input: Required<LayerInput>) => Sketch[] | undefined;

/** A setting as a size: a positive whole number, otherwise unknown. */
export function sizeOf(setting: Setting<number> | Setting<number | null> | undefined): Size {
  const value = setting?.value;
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}

/** A product; unknown when a factor is. */
export const times = (...sizes: Size[]): Size =>
  sizes.reduce<Size>((product, size) => (product === null || size === null ? null : product * size), 1);

/** a/b where b divides a. */
export const part = (a: Size, b: Size): Size => (a !== null && b && a % b === 0 ? a / b : null);

/** The size of a window along each of `rank` axes. */
export function windowOf(setting: Setting<number[]> | undefined, rank: number): Size[] {
  const values = setting?.value;
  if (values?.length === 1) return Array.from({ length: rank }, () => values[0]!);
  return values?.length === rank ? values : Array.from({ length: rank }, () => null);
}

/** The tensors, undefined where a size or whether one exists is not known. */
export function finished(sketches: Sketch[]): ParameterTensor[] | undefined {
  const tensors: ParameterTensor[] = [];
  for (const sketch of sketches) {
    if (sketch.present === false) continue;
    const shape = sketch.shape.filter(
      (size) => size !== null && Number.isInteger(size) && size > 0,
    ) as number[];
    if (sketch.present === undefined || shape.length < sketch.shape.length) return undefined;
    tensors.push(tensorOf(sketch, shape));
  }
  return tensors;
}

function tensorOf(sketch: Sketch, shape: number[]): ParameterTensor {
  const { name, kind, part: regularized, trainable = true, initializer } = sketch;
  const places = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const fanIn = sketch.fanIn ?? places * (shape.at(-2) ?? shape[0] ?? 1);
  const fanOut = sketch.fanOut ?? places * (shape.at(-1) ?? 1);
  return {
    name,
    kind,
    ...(regularized && { part: regularized }),
    shape,
    count: shape.reduce((product, size) => product * size, 1),
    fanIn,
    fanOut,
    trainable,
    initializer: { name: initializer.name, distribution: initializer.draw({ shape, fanIn, fanOut }) },
  };
}

/** The same tensors under a longer name. */
export const prefixed = <T extends { name: string }>(prefix: string, tensors: T[]): T[] =>
  tensors.map((tensor) => ({ ...tensor, name: prefix + tensor.name }));
