import type { EpochRecord } from '../experiment/records.ts';
import { decodeTensors, encodeTensors, type NamedTensor } from '../weights/safetensors/runTensors.ts';
import type { Shape } from './layerSpecs.ts';
import { layoutOf } from './layout.ts';
import type { RowLosses } from './measure.ts';
import type { Network, RunSpec, Training } from './network.ts';
import { slotsOf } from './optimizer.ts';
import { sizeOf } from './shapes.ts';
import type { RunState } from './stack.ts';

/** The weights with the lowest validation loss so far. */
export interface Best {
  epoch: number;
  validationLoss: number;
  values: Float32Array[];
}

/** Everything a run needs to continue after its last finished epoch. */
export interface Checkpoint {
  state: RunState;
  best: Best;
  /** Validation loss of each finished epoch. */
  history: number[];
  /** The last finished epoch's record: it may not have reached the run's JSONL file when the process was killed. */
  record: EpochRecord;
  seconds: number;
}

function tensorsOf(network: Network, prefix: string, arrays: Float32Array[]): NamedTensor[] {
  return layoutOf(network).parameters.map((parameter, index) => ({
    name: `${prefix}${parameter.name}`,
    shape: [...parameter.shape],
    values: arrays[index]!,
  }));
}

/** A checkpoint as safetensors bytes: `weights/…`, `best/…`, `slot<i>/…`, the rest as metadata. */
export function encodeCheckpoint(
  network: Network,
  { state, best, history, record, seconds }: Checkpoint,
): Uint8Array {
  const slots = layoutOf(network).trainable.flatMap((parameter, index) =>
    state.slots[index]!.map((values, slot) => ({
      name: `slot${slot}/${parameter.name}`,
      shape: [...parameter.shape],
      values,
    })),
  );
  return encodeTensors({
    tensors: [
      ...tensorsOf(network, 'weights/', state.values),
      ...tensorsOf(network, 'best/', best.values),
      ...slots,
    ],
    metadata: {
      epoch: String(state.epoch),
      bestEpoch: String(best.epoch),
      bestValidationLoss: String(best.validationLoss),
      history: JSON.stringify(history),
      record: JSON.stringify(record),
      seconds: String(seconds),
    },
  });
}

/** @throws Error when the bytes are no checkpoint of this network */
export function decodeCheckpoint(
  network: Network,
  training: Training,
  spec: RunSpec,
  bytes: Uint8Array,
): Checkpoint {
  const { tensors, metadata } = decodeTensors(bytes);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor.values]));
  const get = (name: string, shape: Shape): Float32Array => {
    const values = byName.get(name);
    if (values?.length !== sizeOf(shape))
      throw new Error(`checkpoint: ${name} is missing or has another size`);
    return values;
  };
  const { parameters, trainable } = layoutOf(network);
  return {
    state: {
      spec,
      epoch: Number(metadata.epoch),
      values: parameters.map(({ name, shape }) => get(`weights/${name}`, shape)),
      slots: trainable.map(({ name, shape }) =>
        slotsOf(training.optimizer).map((_, slot) => get(`slot${slot}/${name}`, shape)),
      ),
    },
    best: {
      epoch: Number(metadata.bestEpoch),
      validationLoss: Number(metadata.bestValidationLoss),
      values: parameters.map(({ name, shape }) => get(`best/${name}`, shape)),
    },
    history: JSON.parse(metadata.history ?? 'null') as number[],
    record: JSON.parse(metadata.record ?? 'null') as EpochRecord,
    seconds: Number(metadata.seconds),
  };
}

/** The final weights and the best epoch's, for other tools: plain `layer/parameter` names. */
export function encodeWeights(network: Network, values: Float32Array[], best: Best): Uint8Array {
  return encodeTensors({
    tensors: [...tensorsOf(network, '', values), ...tensorsOf(network, 'best/', best.values)],
    metadata: { format: 'regularization-lens', bestEpoch: String(best.epoch) },
  });
}

/** Each row's loss at the end of a run and what else is kept by row, as flat float32 tensors. */
export function encodeRowLosses(rows: RowLosses): Uint8Array {
  const entries = Object.entries(rows) as [string, Float32Array | Float64Array | undefined][];
  const known = entries.filter((entry): entry is [string, Float32Array | Float64Array] => !!entry[1]);
  return encodeTensors({
    tensors: known.map(([name, values]) => ({
      name,
      shape: [values.length],
      values: Float32Array.from(values),
    })),
    metadata: {},
  });
}
