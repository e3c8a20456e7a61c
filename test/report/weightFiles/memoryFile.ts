/** A weight file that is only in memory. */
import type { TensorEntry, WeightFile } from '../../../src/weights/weightFile.ts';

type Values = Float32Array | Float64Array;

export type MemoryTensor = Partial<TensorEntry> & { name: string; shape: number[] } & (
    | { values: Values | number[] }
    /** Thrown after the first piece. */
    | { fault: Error }
  );

export interface MemoryFile extends WeightFile {
  /** How often pieces of a tensor were asked for. */
  reads: Map<string, number>;
}

/** @param piece values in a piece */
export function memoryFile(tensors: MemoryTensor[], rest: Partial<WeightFile> = {}, piece = 7): MemoryFile {
  const reads = new Map<string, number>();
  const values = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return {
    path: 'model.safetensors',
    format: 'safetensors',
    title: 'safetensors',
    bytes: 1000,
    notes: [],
    metadata: {},
    ...rest,
    reads,
    tensors: tensors.map(({ name, shape, dtype, role, order, ...others }) => {
      const { layerClass, sharedWith, quantization } = others;
      const entry = {
        dtype: dtype ?? 'float32',
        role: role ?? 'weight',
        order: order ?? 'outputs-first',
      } as const;
      return { name, shape, ...entry, layerClass, sharedWith, quantization };
    }),
    async *pieces({ name }) {
      reads.set(name, (reads.get(name) ?? 0) + 1);
      const tensor = values.get(name)!;
      if ('fault' in tensor) {
        yield new Float32Array(1);
        throw tensor.fault;
      }
      const all = Array.isArray(tensor.values) ? Float32Array.from(tensor.values) : tensor.values;
      for (let from = 0; from < all.length; from += piece) yield all.subarray(from, from + piece);
    },
    async close() {},
  };
}
