/** What is known of all kinds of layers without computing: a kind of {@link LayerSpec} that is missing here does not compile. */
import type { LayerSpec } from '../layerSpecs.ts';
import { activationLayout } from './activation.ts';
import { batchNormalizationLayout } from './batchNormalization.ts';
import { bidirectionalLayout } from './bidirectional.ts';
import { convolutionLayout } from './convolution.ts';
import { denseLayout } from './dense.ts';
import { depthwiseConvolutionLayout } from './depthwiseConvolution.ts';
import { dropoutLayout } from './dropout.ts';
import { embeddingLayout } from './embedding.ts';
import { flattenLayout } from './flatten.ts';
import { globalPoolingLayout } from './globalPooling.ts';
import { groupNormalizationLayout } from './groupNormalization.ts';
import type { LayerLayout } from './layerLayout.ts';
import { layerNormalizationLayout } from './layerNormalization.ts';
import { mergeLayout } from './merge.ts';
import { multiHeadAttentionLayout } from './multiHeadAttention.ts';
import { noiseLayout } from './noise.ts';
import { permuteLayout } from './permute.ts';
import { poolingLayout } from './pooling.ts';
import { preluLayout } from './prelu.ts';
import { recurrentLayout } from './recurrent.ts';
import { reshapeLayout } from './reshape.ts';
import { transposedConvolutionLayout } from './transposedConvolution.ts';
import { zeroPaddingLayout } from './zeroPadding.ts';

type Layouts = { [K in LayerSpec['kind']]: LayerLayout<Extract<LayerSpec, { kind: K }>> };

const LAYOUTS: Layouts = {
  activation: activationLayout,
  batchNormalization: batchNormalizationLayout,
  bidirectional: bidirectionalLayout,
  convolution: convolutionLayout,
  dense: denseLayout,
  depthwiseConvolution: depthwiseConvolutionLayout,
  dropout: dropoutLayout,
  embedding: embeddingLayout,
  flatten: flattenLayout,
  globalPooling: globalPoolingLayout,
  groupNormalization: groupNormalizationLayout,
  layerNormalization: layerNormalizationLayout,
  merge: mergeLayout,
  multiHeadAttention: multiHeadAttentionLayout,
  noise: noiseLayout,
  permute: permuteLayout,
  pooling: poolingLayout,
  prelu: preluLayout,
  recurrent: recurrentLayout,
  reshape: reshapeLayout,
  transposedConvolution: transposedConvolutionLayout,
  zeroPadding: zeroPaddingLayout,
};

/** The layout of the kind of `spec`. */
export const layerLayoutOf = <S extends LayerSpec>(spec: S): LayerLayout<S> =>
  // A table lookup by `kind` loses the tie between a spec and its own kind.
  LAYOUTS[spec.kind] as unknown as LayerLayout<S>;
