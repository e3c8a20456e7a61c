/** The batches of a stack: which rows each run takes in which step, and what it sees of them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../dataset/dataset.ts';
import { augmentBatch, augments } from './augmentation.ts';
import type { Targets } from './losses.ts';
import type { Network, RunSpec } from './network.ts';
import { permutation, STREAM } from './random.ts';
import { sizeOf } from './shapes.ts';

export interface Batch {
  /** `[K, rows, ...inputShape]`, or `[1, …]` when all runs see the same. */
  x: tf.Tensor;
  targets: Targets;
}

export class BatchSource {
  readonly rows: number;
  /** Steps of an epoch; the last batch may be smaller. */
  readonly steps: number;
  readonly #network: Network;
  readonly #data: Part;
  readonly #size: number;
  readonly #runs: RunSpec[];
  readonly #augmented: boolean;

  constructor(network: Network, data: Part, batchSize: number, runs: RunSpec[]) {
    this.rows = data.rows;
    this.steps = Math.ceil(data.rows / batchSize);
    this.#network = network;
    this.#data = data;
    this.#size = batchSize;
    this.#runs = runs;
    this.#augmented = runs.some(({ augmentation }) => augments(augmentation));
  }

  /**
   * The order of the rows in an epoch, keyed by each run's seed; a single one when all runs see the same batches, as
   * variants of one seed do.
   * @param epochs finished epochs of each run
   */
  orders(epochs: number[]): Uint32Array[] {
    const { seed } = this.#runs[0]!;
    const same = this.#runs.every((run, index) => run.seed === seed && epochs[index] === epochs[0]);
    const runs = same && !this.#augmented ? this.#runs.slice(0, 1) : this.#runs;
    return runs.map((run, index) =>
      permutation({ seed: run.seed, stream: STREAM.shuffle, step: epochs[index]! }, this.rows),
    );
  }

  /** The rows of one batch in each order. */
  picked(orders: Uint32Array[], batch: number): Uint32Array[] {
    return orders.map((order) => order.subarray(batch * this.#size, (batch + 1) * this.#size));
  }

  /**
   * @param picked rows of each run, or of all
   * @param counts number of each run's step: its augmentation is drawn by it
   */
  batch(picked: Uint32Array[], counts: number[]): Batch {
    const { inputShape } = this.#network;
    const width = sizeOf(inputShape);
    const size = picked[0]!.length;
    const inputs = new Float32Array(picked.length * size * width);
    const targets = new Float32Array(this.#runs.length * size);
    picked.forEach((rows, run) => {
      rows.forEach((row, at) => {
        inputs.set(this.#data.inputs.subarray(row * width, (row + 1) * width), (run * size + at) * width);
      });
    });
    this.#runs.forEach((_, run) => {
      (picked[run] ?? picked[0]!).forEach((row, at) => {
        targets[run * size + at] = this.#data.targets[row]!;
      });
    });
    const augmented = this.#augmented
      ? augmentBatch(this.#places(counts), inputs, targets, inputShape)
      : { values: targets };
    return { x: tf.tensor(inputs, [picked.length, size, ...inputShape]), targets: augmented };
  }

  #places(counts: number[]) {
    return this.#runs.map(({ augmentation, seed }, run) => ({ augmentation, seed, step: counts[run]! }));
  }
}
