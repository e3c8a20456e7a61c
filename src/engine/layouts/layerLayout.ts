/** What is known of a kind of layer without computing anything: no TensorFlow.js here. */
import type { Initializer, Shape } from '../layerSpecs.ts';

/** What a parameter is for: advice and penalties tell them apart by it. */
export type Role =
  | 'kernel'
  | 'recurrentKernel'
  | 'embedding'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'alpha'
  | 'movingMean'
  | 'movingVariance';

/** One parameter tensor of a layer; a stack of K runs holds it as `[K, ...shape]`. */
export interface LayerParameter {
  /** Within the layer: `kernel`, `bias`, `query/kernel`. */
  name: string;
  role: Role;
  shape: Shape;
  /** How many of the last axes count the units: 1 when left out. What stands before them enters a unit. */
  unitAxes?: number;
  /** Present when the units are counted by the last axis but one, as in Keras' kernels of transposed convolutions. */
  unitsBeforeLast?: true;
  initializer: Initializer;
  /** Sizes of the sums it takes part in; a bias has those of its layer's kernel. */
  fanIn: number;
  fanOut: number;
  /** False for moving averages, which the layer itself updates. */
  trainable: boolean;
}

/** A place where a run draws random numbers in training. */
export interface RandomPlace {
  /** Rates are probabilities below 1; a deviation is any number from 0 on. */
  strength: 'rate' | 'deviation';
}

export interface LayerLayout<Spec> {
  /** Shape of one row of output. @throws Error when the inputs do not fit */
  outputShape(spec: Spec, inputs: Shape[]): Shape;
  /** In the order `forward` takes them; none when left out. */
  parameters?(spec: Spec, inputs: Shape[]): LayerParameter[];
  places?(spec: Spec): RandomPlace[];
  /** Floating-point operations of one row's forward pass; a multiply-add is two. Left out: as many as it has outputs. */
  flops?(spec: Spec, inputs: Shape[]): number;
}
