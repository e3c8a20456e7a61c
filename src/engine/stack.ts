import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../dataset/dataset.ts';
import { download, SMALLEST_NORMAL, SMALLEST_WEIGHT, upload, withoutDenormals } from './arrays.ts';
import { evaluateRun } from './evaluate.ts';
import { type BatchMoments, forward } from './forward.ts';
import { batchLosses, type Evaluation } from './losses.ts';
import { dropoutPlaces, type Network, type RunSpec, type Training } from './network.ts';
import { slotsOf, step, stepSizes } from './optimizer.ts';
import { initialValues, type ParameterSpec, parametersOf, sizeOf } from './parameters.ts';
import { fillDropoutMask, permutation, STREAM } from './random.ts';

/** A run between two epochs, as plain arrays: what a checkpoint holds and a stack is built from. */
export interface RunState {
  spec: RunSpec;
  /** Finished epochs. */
  epoch: number;
  /** One array for each parameter of `parametersOf`. */
  values: Float32Array[];
  /** Optimizer slots: for each trainable parameter, one array for each slot. */
  slots: Float32Array[][];
}

export function newRunState(network: Network, training: Training, spec: RunSpec): RunState {
  const slots = parametersOf(network)
    .filter((parameter) => parameter.trainable)
    .map((parameter) => Array.from({ length: slotsOf(training) }, () => new Float32Array(sizeOf(parameter))));
  return { spec, epoch: 0, values: initialValues(network, spec), slots };
}

/** K numbers, one a run, broadcastable to `[K, ...shape]`. */
const perRun = (values: number[], rank: number): tf.Tensor =>
  tf.tensor(values, [values.length, ...Array<number>(rank).fill(1)]);

/**
 * K runs of one network trained as one graph: every tensor has a leading axis of length K. A run's arithmetic never
 * touches another run's, so its numbers are those it would have alone.
 */
export class Stack {
  readonly runs: RunState[];
  readonly #network: Network;
  readonly #training: Training;
  readonly #data: Part;
  readonly #parameters: ParameterSpec[];
  #values: tf.Tensor[];
  #slots: tf.Tensor[][];

  constructor(network: Network, training: Training, data: Part, runs: RunState[]) {
    this.runs = runs;
    this.#network = network;
    this.#training = training;
    this.#data = data;
    this.#parameters = parametersOf(network);
    this.#values = this.#parameters.map((parameter, index) =>
      upload(
        runs.map((run) => run.values[index]!),
        parameter.shape,
      ),
    );
    this.#slots = this.#parameters
      .filter((parameter) => parameter.trainable)
      .map((parameter, index) =>
        Array.from({ length: slotsOf(training) }, (_, slot) =>
          upload(
            runs.map((run) => run.slots[index]![slot]!),
            parameter.shape,
          ),
        ),
      );
  }

  dispose(): void {
    tf.dispose(this.#values);
    tf.dispose(this.#slots);
  }

  /**
   * One pass over the training part; each run has its own batch order. The runs' arrays and epoch counters are
   * brought up to date.
   * @returns per run the mean data loss over the epoch's rows, with dropout on, while the weights move
   */
  trainEpoch(): number[] {
    const { batchSize } = this.#training;
    const rows = this.#data.rows;
    const steps = Math.ceil(rows / batchSize);
    const orders = this.runs.map(({ spec, epoch }) =>
      permutation({ seed: spec.seed, stream: STREAM.shuffle, step: epoch }, rows),
    );
    const sums = this.runs.map(() => 0);
    for (let batch = 0; batch < steps; batch++) {
      const from = batch * batchSize;
      const picked = orders.map((order) => order.subarray(from, Math.min(rows, from + batchSize)));
      const counts = this.runs.map((run) => run.epoch * steps + batch + 1);
      const losses = this.trainBatch(picked, counts);
      losses.forEach((loss, index) => {
        sums[index]! += loss * picked[0]!.length;
      });
    }
    this.readBack();
    return sums.map((sum) => sum / rows);
  }

  /**
   * One optimizer step of every run.
   * @param picked per run the rows of its batch, all of one length
   * @param counts per run the number of this step, from 1
   * @returns per run the data loss of its batch before the step
   */
  trainBatch(picked: Uint32Array[], counts: number[]): number[] {
    const moments: BatchMoments[] = [];
    const kept = tf.tidy(() => {
      const { x, y } = this.#batch(picked);
      const masks = this.#masks(picked[0]!.length, counts);
      const trainable = this.#values.filter((_, index) => this.#parameters[index]!.trainable);
      let losses: tf.Tensor1D | undefined;
      const gradients = tf.grads((...values: tf.Tensor[]) => {
        const outputs = forward(this.#network, this.#merge(values), x, { training: true, masks, moments });
        const perRun = batchLosses(this.#network.loss, outputs, y);
        losses = tf.keep(perRun.clone());
        return tf.sum(perRun);
      })(trainable);
      return { ...this.#update(trainable, gradients, counts), losses: losses! };
    });
    this.#replaceTrainable(kept.values, kept.slots);
    this.#moveAverages(moments);
    const losses = Array.from(kept.losses.dataSync());
    kept.losses.dispose();
    return losses;
  }

  /** Loss and accuracy of every run on `part`, dropout off, moving averages for batch normalization. */
  evaluate(part: Part): Evaluation[] {
    return this.runs.map((run) => evaluateRun(this.#network, run.values, part));
  }

  /** Inputs `[K, batch, inputs]` and targets (one-hot `[K, batch, outputs]` or `[K, batch, 1]`). */
  #batch(picked: Uint32Array[]): { x: tf.Tensor3D; y: tf.Tensor3D } {
    const { inputs: width, outputs, loss } = this.#network;
    const size = picked[0]!.length;
    const depth = loss === 'softmax' ? outputs : 1;
    const x = new Float32Array(picked.length * size * width);
    const y = new Float32Array(picked.length * size * depth);
    picked.forEach((rows, run) => {
      rows.forEach((row, at) => {
        const place = run * size + at;
        x.set(this.#data.inputs.subarray(row * width, (row + 1) * width), place * width);
        const target = this.#data.targets[row]!;
        if (loss === 'softmax') y[place * depth + target] = 1;
        else y[place] = target;
      });
    });
    return {
      x: tf.tensor3d(x, [picked.length, size, width]),
      y: tf.tensor3d(y, [picked.length, size, depth]),
    };
  }

  #masks(batch: number, counts: number[]): (tf.Tensor | undefined)[] {
    return dropoutPlaces(this.#network).map((place, index) => {
      if (this.runs.every((run) => run.spec.rates[index] === 0)) return undefined;
      const size = batch * place.units;
      const mask = new Float32Array(this.runs.length * size);
      this.runs.forEach(({ spec }, run) => {
        fillDropoutMask(mask, run * size, size, spec.rates[index]!, {
          seed: spec.seed,
          stream: STREAM.dropout + index,
          step: counts[run]!,
        });
      });
      return tf.tensor(mask, [this.runs.length, batch, place.units]);
    });
  }

  /** All parameter tensors in order, the trainable ones from `trainable`. */
  #merge(trainable: tf.Tensor[]): tf.Tensor[] {
    let next = 0;
    return this.#parameters.map((parameter, index) =>
      parameter.trainable ? trainable[next++]! : this.#values[index]!,
    );
  }

  /** Data gradients plus the penalties' λ1·sign(w) + 2·λ2·w, then one optimizer step on each parameter. */
  #update(trainable: tf.Tensor[], gradients: tf.Tensor[], counts: number[]) {
    const rates = stepSizes(this.#training, counts);
    const specs = this.#parameters.filter((parameter) => parameter.trainable);
    let dense = -1;
    const updated = trainable.map((value, index) => {
      if (specs[index]!.role === 'kernel') dense++;
      const gradient =
        specs[index]!.role === 'kernel'
          ? this.#penalized(value, gradients[index]!, dense)
          : gradients[index]!;
      return step(this.#training, value, gradient, this.#slots[index]!, perRun(rates, value.rank - 1));
    });
    return { values: updated.map(({ value }) => value), slots: updated.map(({ slots }) => slots) };
  }

  #penalized(value: tf.Tensor, gradient: tf.Tensor, dense: number): tf.Tensor {
    const l1 = this.runs.map(({ spec }) => spec.l1[dense]!);
    const l2 = this.runs.map(({ spec }) => 2 * spec.l2[dense]!);
    let sum = gradient;
    if (l1.some((lambda) => lambda > 0)) sum = tf.add(sum, tf.mul(tf.sign(value), perRun(l1, 2)));
    if (l2.some((lambda) => lambda > 0)) sum = tf.add(sum, tf.mul(value, perRun(l2, 2)));
    return sum;
  }

  #replaceTrainable(values: tf.Tensor[], slots: tf.Tensor[][]): void {
    let next = 0;
    this.#values = this.#values.map((old, index) => {
      if (!this.#parameters[index]!.trainable) return old;
      old.dispose();
      return values[next++]!;
    });
    tf.dispose(this.#slots);
    this.#slots = slots;
  }

  /** moving ← momentum·moving + (1 − momentum)·batch, for each batch normalization in order. */
  #moveAverages(moments: BatchMoments[]): void {
    const layers = this.#network.layers.filter((layer) => layer.kind === 'batchNormalization');
    let next = 0;
    this.#values = this.#values.map((old, index) => {
      const { role } = this.#parameters[index]!;
      if (role !== 'movingMean' && role !== 'movingVariance') return old;
      const { momentum } = layers[next]!;
      const batch = role === 'movingMean' ? moments[next]!.mean : moments[next++]!.variance;
      const moved = tf.tidy(() =>
        tf.add(tf.mul(old, momentum), tf.mul(tf.reshape(batch, old.shape), 1 - momentum)),
      );
      old.dispose();
      batch.dispose();
      return moved;
    });
  }

  /** Brings the runs’ arrays up to date, takes denormals out of them and of the tensors, and counts an epoch. */
  readBack(): void {
    const clean = (tensor: tf.Tensor, limit: number, replacement: number) => {
      const arrays = download(tensor);
      if (!withoutDenormals(arrays, limit, replacement)) return { tensor, arrays };
      const shape = tensor.shape.slice(1);
      tensor.dispose();
      return { tensor: upload(arrays, shape), arrays };
    };
    const values = this.#values.map((tensor) => clean(tensor, SMALLEST_WEIGHT, SMALLEST_WEIGHT));
    const slots = this.#slots.map((tensors) => tensors.map((tensor) => clean(tensor, SMALLEST_NORMAL, 0)));
    this.#values = values.map(({ tensor }) => tensor);
    this.#slots = slots.map((tensors) => tensors.map(({ tensor }) => tensor));
    this.runs.forEach((run, index) => {
      run.values = values.map(({ arrays }) => arrays[index]!);
      run.slots = slots.map((tensors) => tensors.map(({ arrays }) => arrays[index]!));
      run.epoch++;
    });
  }
}
