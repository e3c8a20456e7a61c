/** Which definition trained weights belong to, and which tensor is whose: by the layers' names and shapes. */
import type { ModelDefinition } from '../../definition/model.ts';
import { parameterTensors } from '../../definition/parameterTensors.ts';
import type { TensorReport } from './weightsReport.ts';

export interface LayerMatch {
  /** The layer's name in the definition, and its tensors in the file. */
  layer: string;
  tensors: TensorReport[];
}

export interface ModelMatch {
  layers: LayerMatch[];
  /** Weights of the file in these tensors, as a share of all its weights. */
  share: number;
}

/** A definition with fewer of the file's weights than this is of another model. */
const SMALLEST_SHARE = 0.9;
/** Optimizer state, counters and the like stand in no definition. */
const WEIGHT_KINDS = new Set(['kernel', 'embedding', 'bias', 'normalization', 'buffer']);

type Sized = Pick<TensorReport, 'name' | 'kind' | 'shape' | 'count'>;

/**
 * Tensors of the definition's layers: first those whose names hold the layer's as a part of their path, then, in the
 * order of both, the first that is left with the same shape. Layers whose sizes cannot be seen match by name alone.
 * @returns undefined where a visible tensor has no counterpart, or too much of the file is left
 */
export function matchModel(tensors: readonly TensorReport[], model: ModelDefinition): ModelMatch | undefined {
  const left = new Set(tensors.filter(({ kind }) => WEIGHT_KINDS.has(kind)));
  const all = countOf([...left].filter(isTrained));
  const layers: LayerMatch[] = [];
  for (const layer of model.layers) {
    const wanted = parameterTensors(layer)?.map(({ shape }) => shape);
    if (wanted?.length === 0) continue;
    const found = wanted ? ofShapes(layer.name, wanted, left) : ofName(layer.name, left);
    if (!found) return undefined;
    for (const tensor of found) left.delete(tensor);
    layers.push({ layer: layer.name, tensors: found });
  }
  const share = countOf(layers.flatMap((each) => each.tensors).filter(isTrained)) / Math.max(1, all);
  return layers.length > 0 && share >= SMALLEST_SHARE ? { layers, share } : undefined;
}

const isTrained = ({ kind }: Sized): boolean => kind !== 'buffer';

const countOf = (tensors: readonly Sized[]): number => tensors.reduce((sum, { count }) => sum + count, 0);

/** One for each shape; undefined where one is missing. */
function ofShapes(layer: string, shapes: number[][], left: Set<TensorReport>): TensorReport[] | undefined {
  const taken = new Set<TensorReport>();
  for (const shape of shapes) {
    const fitting = [...left].filter((tensor) => !taken.has(tensor) && isSame(tensor.shape, shape));
    const tensor = fitting.find(({ name }) => pathOf(name).includes(layer)) ?? fitting[0];
    if (!tensor) return undefined;
    taken.add(tensor);
  }
  return [...taken];
}

function ofName(layer: string, left: Set<TensorReport>): TensorReport[] | undefined {
  const found = [...left].filter(({ name }) => pathOf(name).includes(layer));
  return found.length > 0 ? found : undefined;
}

/** `features.0.weight`, `dense/kernel:0`. */
const pathOf = (name: string): string[] => name.split(/[./:]/);

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);
