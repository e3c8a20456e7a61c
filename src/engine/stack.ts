import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../dataset/dataset.ts';
import { ActivityPenalties } from './activity.ts';
import { download, upload } from './arrays.ts';
import { BatchSource } from './batches.ts';
import { evaluateStack, strengthsOf } from './evaluate.ts';
import { forward, type TrainingPass } from './forward.ts';
import { type Layout, layoutOf, matrixOf, type ParameterSpec } from './layout.ts';
import { averageRows, batchLosses, type Evaluation } from './losses.ts';
import type { Network, ParameterPenalty, RunSpec, Training } from './network.ts';
import { dropoutMask } from './ops/masks.ts';
import { type OptimizerState, optimizerStep } from './ops/optimizerStep.ts';
import { actsOnUnits, withUnitsLast } from './ops/unitsLast.ts';
import { slotsOf, stepScalars } from './optimizer.ts';
import { initialValues } from './parameters.ts';
import { normals, STREAM } from './random.ts';
import { sizeOf } from './shapes.ts';

/** A run between two epochs, as plain arrays: what a checkpoint holds and a stack is built from. */
export interface RunState {
  spec: RunSpec;
  /** Finished epochs. */
  epoch: number;
  /** One array for each parameter of the network's layout. */
  values: Float32Array[];
  /** Optimizer slots: for each trainable parameter, one array for each slot. */
  slots: Float32Array[][];
}

export function newRunState(network: Network, training: Training, spec: RunSpec): RunState {
  const slots = layoutOf(network).trainable.map(({ shape }) =>
    slotsOf(training.optimizer).map(({ initial }) => new Float32Array(sizeOf(shape)).fill(initial)),
  );
  return { spec, epoch: 0, values: initialValues(network, spec), slots };
}

/** Means over the rows of an epoch, while the weights move and with everything random on. */
export interface EpochLosses {
  dataLoss: number;
  activityPenalty: number;
}

/**
 * K runs of one network trained as one graph: every tensor has a leading axis of length K. A run's arithmetic never
 * touches another run's, so its numbers are those it would have alone.
 */
export class Stack {
  readonly runs: RunState[];
  readonly #network: Network;
  readonly #training: Training;
  readonly #layout: Layout;
  readonly #batches: BatchSource;
  readonly #strengths: number[][];
  /** Of each trainable parameter, per run. */
  readonly #penalties: ParameterPenalty[][];
  readonly #smoothing: number[];
  #values: tf.Tensor[];
  #slots: tf.Tensor[][];

  constructor(network: Network, training: Training, data: Part, runs: RunState[]) {
    this.runs = runs;
    this.#network = network;
    this.#training = training;
    this.#layout = layoutOf(network);
    this.#batches = new BatchSource(
      network,
      data,
      training.batchSize,
      runs.map(({ spec }) => spec),
    );
    this.#strengths = strengthsOf(runs.map(({ spec }) => spec));
    this.#penalties = this.#layout.trainable.map((_, index) =>
      runs.map(({ spec }) => spec.penalties[index]!),
    );
    this.#smoothing = runs.map(({ spec }) => spec.labelSmoothing);
    this.#values = this.#layout.parameters.map(({ shape }, index) =>
      upload(
        runs.map((run) => run.values[index]!),
        shape,
      ),
    );
    this.#slots = this.#layout.trainable.map(({ shape }, index) =>
      slotsOf(training.optimizer).map((_, slot) =>
        upload(
          runs.map((run) => run.slots[index]![slot]!),
          shape,
        ),
      ),
    );
  }

  dispose(): void {
    tf.dispose(this.#values);
    tf.dispose(this.#slots);
  }

  /**
   * One pass over the training part; each run has its own order of the rows, by its seed. The runs' arrays and epoch
   * counters are brought up to date.
   */
  trainEpoch(): EpochLosses[] {
    const { rows, steps } = this.#batches;
    const orders = this.#batches.orders(this.runs.map(({ epoch }) => epoch));
    const sums = this.runs.map(() => ({ dataLoss: 0, activityPenalty: 0 }));
    for (let batch = 0; batch < steps; batch++) {
      const picked = this.#batches.picked(orders, batch);
      const counts = this.runs.map((run) => run.epoch * steps + batch + 1);
      const size = picked[0]!.length;
      this.trainBatch(picked, counts).forEach(({ dataLoss, activityPenalty }, run) => {
        sums[run]!.dataLoss += dataLoss * size;
        sums[run]!.activityPenalty += activityPenalty * size;
      });
    }
    this.readBack();
    return sums.map(({ dataLoss, activityPenalty }) => ({
      dataLoss: dataLoss / rows,
      activityPenalty: activityPenalty / rows,
    }));
  }

  /**
   * One optimizer step of every run.
   * @param picked per run the rows of its batch, all of one length; one for all runs when they share it
   * @param counts per run the number of this step, from 1
   * @returns per run the losses of its batch before the step
   */
  trainBatch(picked: Uint32Array[], counts: number[]): EpochLosses[] {
    const updates = new Map<number, tf.Tensor>();
    const trainable = this.#trainable();
    const losses: EpochLosses[] = [];
    const gradients = tf.tidy(() => this.#gradients(trainable, picked, counts, updates, losses));
    const scalars = stepScalars(this.#training, counts, this.#batches.steps);
    this.#layout.trainable.forEach((parameter, index) => {
      this.#step(parameter, index, trainable[index]!, gradients[index]!, scalars);
    });
    tf.dispose(gradients);
    this.#update(updates);
    return losses;
  }

  #trainable(): tf.Tensor[] {
    return this.#values.filter((_, index) => this.#layout.parameters[index]!.trainable);
  }

  /** One forward and backward pass. @param losses receives each run's; @returns the gradients of `trainable` */
  #gradients(
    trainable: tf.Tensor[],
    picked: Uint32Array[],
    counts: number[],
    updates: Map<number, tf.Tensor>,
    losses: EpochLosses[],
  ): tf.Tensor[] {
    const { x, targets } = this.#batches.batch(picked, counts);
    const activity = new ActivityPenalties(this.runs.map(({ spec }) => spec));
    const training = this.#draws(counts, updates);
    let data: ArrayLike<number> = [];
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const outputs = forward(this.#network, this.#merge(tensors), x, {
        runs: this.runs.length,
        strengths: this.#strengths,
        training,
        observer: activity.hooks,
      });
      const dataLosses = batchLosses(this.#network.loss, outputs, targets, this.#smoothing);
      data = dataLosses.dataSync();
      return activity.addTo(dataLosses);
    })(trainable);
    const total = value.dataSync();
    this.runs.forEach((_, run) => {
      losses.push({ dataLoss: data[run]!, activityPenalty: total[run]! - data[run]! });
    });
    return grads;
  }

  /** Where the random numbers of this step come from and the new moving averages go. */
  #draws(counts: number[], updates: Map<number, tf.Tensor>): TrainingPass {
    const addresses = (place: number) =>
      this.runs.map(({ spec }, run) => ({
        seed: spec.seed,
        stream: STREAM.dropout + place,
        step: counts[run]!,
      }));
    return {
      mask: (place, shape, kept) => {
        const rates = this.#strengths[place]!;
        if (rates.every((rate) => rate === 0)) return undefined;
        return dropoutMask([...shape], rates, addresses(place), rates.map(kept));
      },
      normals: (place, shape) =>
        upload(
          addresses(place).map((address) => Float32Array.from(normals(address, sizeOf(shape)))),
          shape,
        ),
      update: (parameter, value) => {
        updates.set(parameter, tf.keep(value.clone()));
      },
    };
  }

  /** All parameter tensors in order, the trainable ones from `trainable`. */
  #merge(trainable: tf.Tensor[]): tf.Tensor[] {
    let next = 0;
    return this.#layout.parameters.map((parameter, index) =>
      parameter.trainable ? trainable[next++]! : this.#values[index]!,
    );
  }

  #step(
    parameter: ParameterSpec,
    index: number,
    value: tf.Tensor,
    gradient: tf.Tensor,
    scalars: ReturnType<typeof stepScalars>,
  ): void {
    const penalties = this.#penalties[index]!;
    const state = { value, slots: this.#slots[index]! };
    const step = (arranged: OptimizerState, towards: tf.Tensor) =>
      optimizerStep(
        this.#training.optimizer,
        arranged,
        towards,
        scalars,
        penalties,
        matrixOf(parameter).units,
      );
    const stepped =
      parameter.unitsBeforeLast && penalties.some(actsOnUnits)
        ? withUnitsLast(state, gradient, step)
        : step(state, gradient);
    this.#values[this.#layout.parameters.indexOf(parameter)] = stepped.value;
    this.#slots[index] = stepped.slots;
  }

  #update(updates: Map<number, tf.Tensor>): void {
    for (const [parameter, value] of updates) {
      this.#values[parameter]!.dispose();
      this.#values[parameter] = value;
    }
  }

  /** Loss and accuracy of every run on `part` in evaluation mode. */
  evaluate(part: Part): Evaluation[] {
    const rows = evaluateStack(this.#network, this.#values, this.#strengths, this.runs.length, part);
    return rows.map(averageRows);
  }

  /** Brings the runs' arrays up to date and counts an epoch. */
  readBack(): void {
    const values = this.#values.map(download);
    const slots = this.#slots.map((tensors) => tensors.map(download));
    this.runs.forEach((run, index) => {
      run.values = values.map((arrays) => arrays[index]!);
      run.slots = slots.map((tensors) => tensors.map((arrays) => arrays[index]!));
      run.epoch++;
    });
  }
}
