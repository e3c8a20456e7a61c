/** How many parameters of each kind a model has: what decides where weight decay belongs. */
import type { ModelDefinition } from '../../../definition/model.ts';
import { parameterTensors } from '../../../definition/parameterTensors.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { allLayersOf } from './layersOf.ts';
import { grouped, listed } from './strengths.ts';

export interface TensorCounts {
  /** Kernels: what weight decay is for. */
  weights: number;
  biases: number;
  /** γ and β of normalization. */
  normalizations: number;
  embeddings: number;
  /** All that are trained. */
  total: number;
}

/** Undefined where a size of the model, or a part of it, is not known. */
export function tensorCounts(reading: SourceReading, model: ModelDefinition): TensorCounts | undefined {
  const layers = model.parameters === undefined ? undefined : allLayersOf(reading, model);
  if (!layers) return undefined;
  const counts: TensorCounts = { weights: 0, biases: 0, normalizations: 0, embeddings: 0, total: 0 };
  for (const { layer, count } of layers) {
    const tensors = parameterTensors(layer);
    if (!tensors || (count === null && tensors.length > 0)) return undefined;
    for (const tensor of tensors) {
      if (!tensor.trainable) continue;
      const size = (count ?? 0) * tensor.count;
      counts[COUNTED[tensor.kind]] += size;
      counts.total += size;
    }
  }
  return counts;
}

const COUNTED = {
  kernel: 'weights',
  recurrentKernel: 'weights',
  other: 'weights',
  bias: 'biases',
  normalization: 'normalizations',
  embedding: 'embeddings',
} as const;

/** What is usually kept out of a penalty: `1,034 biases and 512 normalization parameters`; empty without any. */
export function biasesAndNorms({ biases, normalizations }: TensorCounts): string {
  return listed([
    ...(biases > 0 ? [biases === 1 ? '1 bias' : `${grouped(biases)} biases`] : []),
    ...(normalizations > 0 ? [`${grouped(normalizations)} normalization parameters`] : []),
  ]);
}
