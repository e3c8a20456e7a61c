import type * as tf from '@tensorflow/tfjs-core';
import { kernels } from '../kernels/module.ts';
import type { RecurrentSpec } from '../layerSpecs.ts';
import { GATES } from '../layouts/gates.ts';
import { recurrenceComposed } from './recurrentComposed.ts';
import { cellCode, type RecurrentKernels, recurrenceByKernels } from './recurrentKernels.ts';

/** What a recurrent layer computes: its spec without names, initializers and biases' existence. */
export interface Recurrence
  extends Pick<
    RecurrentSpec,
    'cell' | 'units' | 'activation' | 'recurrentActivation' | 'resetAfter' | 'returnSequences' | 'goBackwards'
  > {
  /** Sequences are returned from the last step taken to the first. */
  reverseOutput?: boolean;
}

export interface RecurrentOperands {
  /** `[K|1, batch, steps, features]`; a first axis of 1 stands for the same rows in every run. */
  x: tf.Tensor4D;
  /** `[K, features, gates·units]` */
  kernel: tf.Tensor3D;
  /** `[K, units, gates·units]` */
  recurrentKernel: tf.Tensor3D;
  /** `[K, gates·units]`; GRU with the reset gate after the product: `[K, 2, gates·units]`. */
  bias?: tf.Tensor;
  /** Times the input of every step: `[K, gates or 1, batch, features]`. No gradient goes to masks. */
  inputMask?: tf.Tensor4D;
  /** Times the state before it is multiplied: `[K, gates or 1, batch, units]`. */
  stateMask?: tf.Tensor4D;
}

/** @throws Error when a shape does not fit the others */
function checkShapes({ cell, units, resetAfter }: Recurrence, operands: RecurrentOperands): void {
  const { x, kernel, recurrentKernel, bias, inputMask, stateMask } = operands;
  const [runs, features, columns] = kernel.shape;
  const batch = x.shape[1];
  const biases = cell === 'gru' && resetAfter ? 2 : 1;
  const masks = (mask: tf.Tensor4D | undefined, size: number) =>
    !mask || [1, GATES[cell]].some((gates) => `${mask.shape}` === `${[runs, gates, batch, size]}`);
  const fits =
    columns === GATES[cell] * units &&
    (x.shape[0] === runs || x.shape[0] === 1) &&
    x.shape[3] === features &&
    `${recurrentKernel.shape}` === `${[runs, units, columns]}` &&
    (!bias || bias.size === runs * biases * columns) &&
    masks(inputMask, features) &&
    masks(stateMask, units);
  if (fits) return;
  const shapes = Object.entries(operands)
    .filter(([, tensor]) => tensor)
    .map(([name, tensor]) => `${name} [${tensor.shape}]`);
  throw new Error(`stackedRecurrence: ${cell} of ${units} units does not fit ${shapes.join(', ')}.`);
}

/**
 * A recurrent layer in each run, from a state of zeros, as Keras computes it (f: `recurrentActivation`, g: `activation`,
 * h' and c': the step before, ⊙: element by element):
 * - simple: h = g(x·W + h'·U + b)
 * - lstm: i, f, o = f(x·W + h'·U + b), c = f⊙c' + i⊙g(x·W_c + h'·U_c + b_c), h = o⊙g(c)
 * - gru: z, r = f(x·W + h'·U + b), h = z⊙h' + (1 − z)⊙g(a), with a = x·W_h + (r⊙h')·U_h + b_h, or (reset after)
 *   a = x·W_h + b_h + r⊙(h'·U_h + b'_h)
 *
 * @returns `[K, batch, steps, units]` with `returnSequences`, otherwise the last step `[K, batch, units]`. With
 * `goBackwards` steps are taken from the last one on, and returned in that order; `reverseOutput` turns the returned
 * sequence round. Differentiable once with respect to
 * x, kernels and bias.
 * @throws Error when the shapes do not fit
 */
export function stackedRecurrence(recurrence: Recurrence, operands: RecurrentOperands): tf.Tensor {
  checkShapes(recurrence, operands);
  const module = kernels<RecurrentKernels>('recurrent');
  const code = cellCode(recurrence);
  return module && code !== undefined
    ? recurrenceByKernels(module, code, recurrence, operands)
    : recurrenceComposed(recurrence, operands);
}
