/** What an experiment will need, before anything starts: parameters, arithmetic, memory, time. */

import type { LayerSpec, Shape } from '../engine/layerSpecs.ts';
import type { Layout } from '../engine/layout.ts';
import type { Network, Training } from '../engine/network.ts';
import { slotsOf } from '../engine/optimizer.ts';
import { rowsPerPiece } from '../engine/pieces.ts';
import { sizeOf } from '../engine/shapes.ts';

export interface Rows {
  training: number;
  validation: number;
  test: number;
}

export interface Estimate {
  /** Of one run, moving averages included. */
  parameters: number;
  /** Floating-point operations of one run: an optimizer step, and all epochs with their evaluations. */
  flopsPerStep: number;
  flopsPerRun: number;
  /** Optimizer steps of a whole run. */
  steps: number;
  /** Rows of a batch. */
  batch: number;
  /** Bytes of a worker's memory: `fixed + K · perRun` with K stacked runs; `fixed` contains `data`, those of the rows. */
  memory: { fixed: number; perRun: number; data: number };
  /** Seconds that a stack's steps take beside its arithmetic, and those of one run's arithmetic. */
  seconds: { perStack: number; perRun: number };
}

const BYTES = 4;

/** Resident memory of a worker with the backend started and nothing to train. */
export const WORKER_BYTES = 95e6;
/** The host's message and the worker's copy of it are alive together. */
const DATA_COPIES = 2;
/*
 * Compared with the peak resident memory of workers that trained 1, 8 and 24 runs of 64-128-64-10, 784-256-128-10,
 * 784-512-512-10 and a convolutional network with Adam: 1 % below to 65 % above what was measured.
 */
/** A parameter, slot or gradient is there as a tensor, as an array of this epoch and as one of the last. */
const COPIES = 3.5;
/** One run's parameters so many times: what the garbage collector has not taken yet. */
const GARBAGE = 40;
/** Outputs that the backward pass needs, and as many gradients of them. */
const FORWARD_AND_BACKWARD = 2;

/*
 * Compared with the same trainings on one core of a server at 2.5 GHz: 0.6 to 2.1 times what was measured. After the
 * first epoch the time left is measured, not estimated.
 */
const FLOPS_PER_SECOND = 30e9;
/** Passes over memory: elementwise functions, masks, the optimizer. */
const NUMBERS_PER_SECOND = 0.7e9;
/** A call of an operation, and calls that a layer makes in a step, forward, backward and in the optimizer. */
const SECONDS_PER_CALL = 5e-6;
const CALLS_PER_NODE = 20;

/** What training one network on so many rows needs. */
export function estimate(network: Network, layout: Layout, training: Training, rows: Rows): Estimate {
  const batch = Math.min(training.batchSize, rows.training);
  const stepsPerEpoch = Math.ceil(rows.training / batch);
  const steps = stepsPerEpoch * training.epochs;
  // Forward, and backward to the inputs and to the weights.
  const flopsPerStep = 3 * layout.flops * batch;
  const evaluated = rows.training + rows.validation;
  const flopsPerRun = training.epochs * layout.flops * (3 * rows.training + evaluated);
  const passes = FORWARD_AND_BACKWARD * batch * activationsOf(network, layout) + 4 * trainableOf(layout);
  return {
    parameters: parametersOf(layout),
    flopsPerStep,
    flopsPerRun,
    steps,
    batch,
    memory: memoryOf(network, layout, training, rows),
    seconds: {
      perStack: steps * callsOf(network, layout) * SECONDS_PER_CALL,
      perRun: flopsPerRun / FLOPS_PER_SECOND + (steps * passes) / NUMBERS_PER_SECOND,
    },
  };
}

const parametersOf = ({ parameters }: Layout): number =>
  parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

const trainableOf = ({ trainable }: Layout): number =>
  trainable.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

function memoryOf(network: Network, layout: Layout, training: Training, rows: Rows): Estimate['memory'] {
  const input = sizeOf(network.inputShape);
  const data = BYTES * DATA_COPIES * (rows.training + rows.validation + rows.test) * (input + 1);
  const parameters = parametersOf(layout);
  const trainable = trainableOf(layout);
  const kept = parameters + trainable * (1 + slotsOf(training.optimizer).length);
  const outputs = activationsOf(network, layout) + input;
  const step = FORWARD_AND_BACKWARD * Math.min(training.batchSize, rows.training) * outputs;
  const largestPart = Math.max(rows.training, rows.validation, rows.test);
  const evaluation = Math.min(rowsPerPiece(network), largestPart) * outputs;
  return {
    fixed: WORKER_BYTES + data + BYTES * GARBAGE * parameters,
    data,
    perRun: BYTES * (COPIES * kept + Math.max(step, evaluation)),
  };
}

/** Numbers in all outputs of one row, and what layers with a time axis keep inside; relu is part of the pass before it. */
function activationsOf(network: Network, layout: Layout): number {
  return layout.nodes.reduce((sum, { inputs, output }, index) => {
    const { layer } = network.nodes[index]!;
    if (layer.kind === 'activation' && layer.activation === 'relu') return sum;
    return sum + sizeOf(output) + insideOf(layer, inputs[0] ?? network.inputShape);
  }, 0);
}

const GATES = { simple: 1, lstm: 4, gru: 3 };

function insideOf(layer: LayerSpec, input: Shape): number {
  const steps = input.length > 1 ? input[0]! : 1;
  switch (layer.kind) {
    case 'recurrent':
      // Per step the gates before and after their activation, and the states.
      return steps * layer.units * (2 * GATES[layer.cell] + 2);
    case 'bidirectional':
      return 2 * insideOf(layer.layer, input);
    case 'multiHeadAttention':
      // Scores, their softmax and its mask; queries, keys, values and the heads' outputs.
      return 3 * layer.heads * steps ** 2 + 2 * steps * layer.heads * (layer.keySize + layer.valueSize);
    default:
      return 0;
  }
}

/** Operations of a step; a recurrent layer makes its calls once a time step. */
function callsOf(network: Network, layout: Layout): number {
  return network.nodes.reduce((sum, { layer }, index) => {
    const input = layout.nodes[index]!.inputs[0] ?? network.inputShape;
    const recurrent = layer.kind === 'recurrent' || layer.kind === 'bidirectional';
    return sum + CALLS_PER_NODE * (recurrent ? input[0]! : 1);
  }, 0);
}

/** Bytes of a worker that trains `runs` at a time. */
export const bytesOf = ({ memory }: Estimate, runs: number): number => memory.fixed + runs * memory.perRun;

/** The most runs that fit together into so many bytes; may be 0. */
export const runsWithin = ({ memory }: Estimate, bytes: number): number =>
  Math.max(0, Math.floor((bytes - memory.fixed) / memory.perRun));
