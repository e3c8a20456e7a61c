import type { EmbeddingSpec } from '../layerSpecs.ts';
import type { LayerLayout } from './layerLayout.ts';

/** Rows of a table `[vocabulary, size]`, picked by whole numbers that come as float32. */
export const embeddingLayout: LayerLayout<EmbeddingSpec> = {
  outputShape: ({ size }, [shape]) => [...shape!, size],
  parameters: ({ vocabulary, size, initializer }) => [
    {
      name: 'embeddings',
      role: 'embedding',
      shape: [vocabulary, size],
      initializer,
      fanIn: vocabulary,
      fanOut: size,
      trainable: true,
    },
  ],
};
