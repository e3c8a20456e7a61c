import * as tf from '@tensorflow/tfjs-core';
import { fusionsOf } from './fusion.ts';
import type { Shape } from './layerSpecs.ts';
import type { LayerContext } from './layers/layer.ts';
import { kindOf } from './layers/registry.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { Network } from './network.ts';

/** What a pass in training mode draws and leaves behind; places and parameters are counted over the whole network. */
export interface TrainingPass {
  mask(place: number, shape: Shape, kept: (rate: number) => number): tf.Tensor | undefined;
  normals(place: number, shape: Shape): tf.Tensor;
  /** A new value of a parameter that is not trained. */
  update(parameter: number, value: tf.Tensor): void;
  /** Batch normalization as in evaluation: only what is drawn at random differs from it. */
  movingAverages?: true;
}

/** Sees outputs of inner nodes, `[K, rows, …]` or `[1, rows, …]` where all runs share them. */
export interface Observer {
  observed: ReadonlySet<number>;
  observe(node: number, output: tf.Tensor): void;
}

/** One forward pass of a stack of K runs. */
export interface Pass {
  readonly runs: number;
  /** Per place, per run. */
  readonly strengths: readonly (readonly number[])[];
  /** Left out in evaluation mode: nothing random, moving averages for batch normalization. */
  readonly training?: TrainingPass;
  readonly observer?: Observer;
}

const NONE: ReadonlySet<number> = new Set();

/**
 * The network's outputs (logits or values) for a stack of K runs.
 * @param values parameter tensors `[K, ...shape]` in the order of `layoutOf(network).parameters`
 * @param x inputs `[K, rows, ...inputShape]`, or `[1, rows, ...inputShape]` when all runs see the same rows
 * @returns `[K, rows, outputs]`
 */
export function forward(
  network: Network,
  values: readonly tf.Tensor[],
  x: tf.Tensor,
  pass: Pass,
): tf.Tensor3D {
  const layout = layoutOf(network);
  const fusions = fusionsOf(network, pass.observer?.observed ?? NONE);
  const outputs: tf.Tensor[] = [];
  network.nodes.forEach(({ layer, inputs }, index) => {
    if (outputs[index]) return;
    const kind = kindOf(layer);
    const given = inputs.map((input) => (input < 0 ? x : outputs[input]!));
    const fitting =
      kind.acceptsShared && sameStack(given) ? given : given.map((y) => forEachRun(y, pass.runs));
    const fusion = fusions.get(index);
    const context = contextOf(layout, index, pass);
    const mask =
      fusion?.dropout === undefined
        ? undefined
        : dropoutMask(layout, fusion.dropout, [given[0]!.shape[1]!, ...layout.nodes[index]!.output], pass);
    const [from, to] = layout.nodes[index]!.parameters;
    const output = kind.forward(layer, fitting, values.slice(from, to), {
      ...context,
      ...(fusion && { epilogue: { relu: true, ...(mask && { mask }) } }),
    });
    outputs[index] = output;
    if (fusion) outputs[fusion.relu] = output;
    if (fusion?.dropout !== undefined) outputs[fusion.dropout] = output;
    // Of a folded chain only the end may be asked for: its output is this node's, too.
    for (const node of [index, fusion?.relu, fusion?.dropout]) {
      if (node !== undefined && pass.observer?.observed.has(node)) pass.observer.observe(node, output);
    }
  });
  return forEachRun(outputs.at(-1)!, pass.runs) as tf.Tensor3D;
}

const sameStack = (tensors: tf.Tensor[]): boolean =>
  tensors.every(({ shape }) => shape[0] === tensors[0]!.shape[0]);

/** A tensor that all runs share, once for each run. A product with ones is far faster on wasm than `tf.tile`. */
function forEachRun(tensor: tf.Tensor, runs: number): tf.Tensor {
  if (tensor.shape[0] === runs) return tensor;
  return tf.mul(tensor, tf.ones([runs, ...Array<number>(tensor.rank - 1).fill(1)]));
}

/** The mask of an inverted dropout of elements. */
function dropoutMask(layout: Layout, node: number, shape: Shape, pass: Pass): tf.Tensor | undefined {
  const place = layout.nodes[node]!.places[0];
  return pass.training?.mask(place, shape, (rate) => 1 / (1 - rate));
}

function contextOf(layout: Layout, node: number, { runs, strengths, training }: Pass): LayerContext {
  const parameters = layout.nodes[node]!.parameters[0];
  const places = layout.nodes[node]!.places[0];
  const inTraining = (): TrainingPass => {
    if (!training) throw new Error('random numbers outside training');
    return training;
  };
  return {
    runs,
    training: training !== undefined,
    movingAverages: !training || training.movingAverages === true,
    strengths: (place) => strengths[places + place]!,
    mask: (place, shape, kept) => inTraining().mask(places + place, shape, kept),
    normals: (place, shape) => inTraining().normals(places + place, shape),
    update: (parameter, value) => inTraining().update(parameters + parameter, value),
  };
}
