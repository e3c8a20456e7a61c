/** How all kinds of layers compute: a kind of {@link LayerSpec} that is missing here does not compile. */
import type { LayerSpec } from '../layerSpecs.ts';
import { activation } from './activation.ts';
import { batchNormalization } from './batchNormalization.ts';
import { bidirectional } from './bidirectional.ts';
import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { depthwiseConvolution } from './depthwiseConvolution.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { globalPooling } from './globalPooling.ts';
import { groupNormalization } from './groupNormalization.ts';
import type { LayerKind } from './layer.ts';
import { layerNormalization } from './layerNormalization.ts';
import { merge } from './merge.ts';
import { multiHeadAttention } from './multiHeadAttention.ts';
import { noise } from './noise.ts';
import { permute } from './permute.ts';
import { pooling } from './pooling.ts';
import { prelu } from './prelu.ts';
import { recurrent } from './recurrent.ts';
import { reshape } from './reshape.ts';
import { transposedConvolution } from './transposedConvolution.ts';
import { zeroPadding } from './zeroPadding.ts';

type Kinds = { [K in LayerSpec['kind']]: LayerKind<Extract<LayerSpec, { kind: K }>> };

export const LAYER_KINDS: Kinds = {
  activation,
  prelu,
  dense,
  convolution,
  depthwiseConvolution,
  transposedConvolution,
  pooling,
  globalPooling,
  flatten,
  reshape,
  permute,
  zeroPadding,
  embedding,
  recurrent,
  bidirectional,
  batchNormalization,
  layerNormalization,
  groupNormalization,
  multiHeadAttention,
  merge,
  dropout,
  noise,
};

/** The kind of `spec`. */
export const kindOf = <S extends LayerSpec>(spec: S): LayerKind<S> =>
  // A table lookup by `kind` loses the tie between a spec and its own kind.
  LAYER_KINDS[spec.kind] as unknown as LayerKind<S>;
