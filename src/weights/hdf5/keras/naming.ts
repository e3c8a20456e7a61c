/** What a dataset is called for people, and what it is for. */
import type { TensorRole } from '../../weightFile.ts';

export interface Named {
  path: string;
  name: string;
  role: TensorRole;
  layerClass?: string;
}

/** Of Keras 1 and of layers that keep statistics. */
const BUFFERS = /(^|[/_])(running_mean|running_std|moving_mean|moving_variance|seed_generator_state)(:\d+)?$/;

export function roleOf(name: string, layerClass: string | undefined): TensorRole {
  return BUFFERS.test(name) || layerClass === 'Normalization' ? 'buffer' : 'weight';
}

const order = new Intl.Collator('en', { numeric: true });

/** `dense_2` before `dense_10`. */
export const byNumber = (a: string, b: string): number => order.compare(a, b);

/** Names that occur twice are replaced by the path, which occurs once. */
export function unambiguous(tensors: readonly Named[]): Named[] {
  const counts = new Map<string, number>();
  for (const { name } of tensors) counts.set(name, (counts.get(name) ?? 0) + 1);
  return tensors.map((tensor) => (counts.get(tensor.name)! > 1 ? { ...tensor, name: tensor.path } : tensor));
}
