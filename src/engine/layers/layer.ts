/** How a kind of layer computes. One file a kind; `registry.ts` lists them. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../layerSpecs.ts';
import type { LayerLayout } from '../layouts/layerLayout.ts';

/** What a layer may use during one forward pass of a stack of K runs. */
export interface LayerContext {
  readonly runs: number;
  /** Random numbers are drawn. */
  readonly training: boolean;
  /** Batch normalization takes its moving averages. */
  readonly movingAverages: boolean;
  /** Per run the strength at one of this layer's places. Outside training, too: standard dropout scales by it. */
  strengths(place: number): readonly number[];
  /**
   * For one of this layer's places, `[K, ...shape]` (shape: batch first): 0 with a probability of the run's rate, `kept(rate)` otherwise. Undefined when
   * no run drops anything here. Training only.
   */
  mask(place: number, shape: Shape, kept: (rate: number) => number): tf.Tensor | undefined;
  /** Standard normal numbers `[K, ...shape]` for one of this layer's places. Training only. */
  normals(place: number, shape: Shape): tf.Tensor;
  /**
   * What follows the layer at once, given only to a kind that says `fuses`: it then applies a relu, and after it
   * multiplies with the dropout mask `[K, batch, ...outputShape]`.
   */
  readonly epilogue?: { relu: boolean; mask?: tf.Tensor };
  /** New value `[K, ...shape]` of one of this layer's parameters that is not trainable, from the next step on. Training only. */
  update(parameter: number, value: tf.Tensor): void;
}

export interface LayerKind<Spec> extends LayerLayout<Spec> {
  /**
   * @param inputs `[K, batch, ...shape]` each. Where `acceptsShared` is true, a first axis of 1 stands for the same
   * rows in every run.
   * @param values `[K, ...shape]` of each parameter
   * @returns `[K, batch, ...outputShape]`, differentiable with respect to inputs and trainable values
   */
  forward(spec: Spec, inputs: tf.Tensor[], values: tf.Tensor[], context: LayerContext): tf.Tensor;
  /** Layers that keep a shared input shared or multiply it with each run's kernel. */
  acceptsShared?: boolean;
  /** What may be folded into this layer's own pass over its output. */
  fuses?: 'relu' | 'reluAndMask';
}
