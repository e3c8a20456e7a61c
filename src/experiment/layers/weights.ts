/** Layers with weights, from the source to the network: Dense, convolutions and Embedding. */
import type { ActivationSpec, Padding, Window } from '../../engine/layerSpecs.ts';
import { activationOf, initializerOf } from './functions.ts';
import type { Draft, Reading } from './reading.ts';

/** The layer, and its activation as one of its own. */
function withActivation(draft: Draft, activation: ActivationSpec): Draft[] {
  return activation.activation === 'linear' ? [draft] : [draft, { spec: activation }];
}

const bias = (reading: Reading) => ({
  useBias: reading.get('useBias'),
  kernelInitializer: initializerOf(reading, 'kernelInitializer'),
  biasInitializer: initializerOf(reading, 'biasInitializer'),
});

export function dense(reading: Reading): Draft[] {
  const { name } = reading.layer;
  const draft: Draft = {
    spec: { kind: 'dense', name, units: reading.size('units'), ...bias(reading) },
  };
  return withActivation(draft, activationOf(reading, 'activation'));
}

function windowOf(reading: Reading, rank: number, paddings: ('valid' | 'same' | 'causal')[]): Window {
  reading.channelsLast();
  const padding: Padding = reading.oneOf('padding', paddings);
  const strides = reading.perAxis('strides', rank);
  const dilation = reading.perAxis('dilation', rank);
  // Keras refuses both together, in every kind of convolution.
  if (Math.max(...strides) > 1 && Math.max(...dilation) > 1) {
    throw reading.impossible('dilation', '1 where strides are above 1');
  }
  return { size: reading.perAxis('size', rank), strides, dilation, padding };
}

const paddingsFor = (rank: number): ('valid' | 'same' | 'causal')[] =>
  rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same'];

export const convolution =
  (rank: number) =>
  (reading: Reading): Draft[] => {
    reading.mustBe({ groups: 1 });
    const { name } = reading.layer;
    const filters = reading.size('filters');
    const draft: Draft = {
      spec: {
        kind: 'convolution',
        name,
        filters,
        ...windowOf(reading, rank, paddingsFor(rank)),
        ...bias(reading),
      },
    };
    return withActivation(draft, activationOf(reading, 'activation'));
  };

export const depthwise =
  (rank: number) =>
  (reading: Reading): Draft[] => {
    const { name } = reading.layer;
    const draft: Draft = {
      spec: {
        kind: 'depthwiseConvolution',
        name,
        multiplier: reading.size('multiplier'),
        ...windowOf(reading, rank, paddingsFor(rank)),
        ...bias(reading),
      },
    };
    return withActivation(draft, activationOf(reading, 'activation'));
  };

export const transposed =
  (rank: number) =>
  (reading: Reading): Draft[] => {
    const { name } = reading.layer;
    const added = reading.get('outputPadding');
    const outputPadding = added?.length === 1 ? Array.from({ length: rank }, () => added[0]!) : added;
    const draft: Draft = {
      spec: {
        kind: 'transposedConvolution',
        name,
        filters: reading.size('filters'),
        ...windowOf(reading, rank, ['valid', 'same']),
        ...(outputPadding && { outputPadding }),
        ...bias(reading),
      },
    };
    return withActivation(draft, activationOf(reading, 'activation'));
  };

export function embedding(reading: Reading): Draft[] {
  reading.mustBe({ maskZero: false, weights: null });
  return [
    {
      spec: {
        kind: 'embedding',
        name: reading.layer.name,
        vocabulary: reading.size('vocabulary'),
        size: reading.size('outputSize'),
        initializer: initializerOf(reading, 'kernelInitializer'),
      },
    },
  ];
}
