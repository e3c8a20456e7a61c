/** Every rule of advice, in the order of its code. */
import type { Rule } from '../rule.ts';
import { unregularizedDense } from './reg001-unregularized-dense.ts';
import { dropRate } from './reg002-drop-rate.ts';
import { keepProbability } from './reg003-keep-probability.ts';
import { dropoutOnFeatureMaps } from './reg004-dropout-on-feature-maps.ts';
import { dropoutBeforeBatchNormalization } from './reg005-dropout-before-batch-normalization.ts';
import { l2BeforeBatchNormalization } from './reg006-l2-before-batch-normalization.ts';
import { adamWeightDecay } from './reg007-adam-weight-decay.ts';
import { decayOnEverything } from './reg008-decay-on-everything.ts';
import { penaltyAndDecay } from './reg009-penalty-and-decay.ts';
import { initialPenaltyTooLarge } from './reg010-initial-penalty.ts';
import { functionalDropout } from './reg011-functional-dropout.ts';
import { recurrentDropout } from './reg012-recurrent-dropout.ts';
import { dropoutOnOutput } from './reg013-dropout-on-output.ts';
import { earlyStopping } from './reg014-early-stopping.ts';
import { noValidation } from './reg015-no-validation.ts';
import { penaltyOnEverything } from './reg016-penalty-on-everything.ts';
import { subGradientL1 } from './reg017-sub-gradient-l1.ts';
import { transformerWithoutDropout } from './reg018-transformer-without-dropout.ts';
import { smallBatch } from './reg019-small-batch.ts';
import { penalizedBias } from './reg020-penalized-bias.ts';
import { evaluationMode } from './reg021-evaluation-mode.ts';
import { moreParametersThanRows } from './reg022-more-parameters-than-rows.ts';
import { augmentedValidation } from './reg023-augmented-validation.ts';
import { lateRegularizer } from './reg024-late-regularizer.ts';
import { bothPenalties } from './reg025-both-penalties.ts';
import { embeddingDecay } from './reg026-embedding-decay.ts';
import { bareRate } from './reg027-bare-rate.ts';

export const rules: readonly Rule[] = [
  unregularizedDense,
  dropRate,
  keepProbability,
  dropoutOnFeatureMaps,
  dropoutBeforeBatchNormalization,
  l2BeforeBatchNormalization,
  adamWeightDecay,
  decayOnEverything,
  penaltyAndDecay,
  initialPenaltyTooLarge,
  functionalDropout,
  recurrentDropout,
  dropoutOnOutput,
  earlyStopping,
  noValidation,
  penaltyOnEverything,
  subGradientL1,
  transformerWithoutDropout,
  smallBatch,
  penalizedBias,
  evaluationMode,
  moreParametersThanRows,
  augmentedValidation,
  lateRegularizer,
  bothPenalties,
  embeddingDecay,
  bareRate,
];
