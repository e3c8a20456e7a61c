/** What every reader of weight files makes: which tensors are in the file, and their values one piece at a time. */

export type WeightFormat =
  | 'safetensors'
  | 'keras'
  | 'hdf5'
  | 'pytorch'
  | 'onnx'
  | 'tfjs'
  | 'npz'
  | 'npy'
  | 'tensorflow';

/** How a number is stored; what is not among these is refused with its name. */
export type DType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float8_e4m3fn'
  | 'float8_e4m3fnuz'
  | 'float8_e5m2'
  | 'float8_e5m2fnuz'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128'
  /** Counted and named, never read: text. */
  | 'string';

/** Integers that stand for real numbers: w = scale·(q − zeroPoint). */
export interface Quantization {
  scale: number;
  zeroPoint: number;
  /** Number of channels with a scale and a zero point each, where there are several: `scale` is the largest, `zeroPoint` the first. */
  channels?: number;
}

/**
 * What a tensor is there for. `buffer`: kept with the weights and not trained by gradients (running averages of a batch
 * normalization, masks, tables of positions); `optimizer`: state of the optimizer; `other`: data of no model, in an .npz.
 */
export type TensorRole = 'weight' | 'buffer' | 'optimizer' | 'other';

/** How a matrix or a convolution kernel lies in the file, `i` inputs, `o` outputs: decides which axis units are on. */
export type KernelOrder = 'inputs-first' | 'outputs-first';

export interface TensorEntry {
  /** As in the file: `model.0.weight`, `dense/kernel:0`. */
  name: string;
  dtype: DType;
  shape: number[];
  role: TensorRole;
  /** Keras, TensorFlow.js, TensorFlow and JAX store `[…, inputs, outputs]`, PyTorch `[outputs, inputs, …]`. */
  order: KernelOrder;
  quantization?: Quantization;
  /** Class of the layer where the file says it: `Dense`, `Embedding`, `BatchNormalization`; helps to tell kinds apart. */
  layerClass?: string;
  /** Name of an earlier tensor with the same storage (tied weights): its values are counted once in totals. */
  sharedWith?: string;
}

/** What a checkpoint says of how it was trained. */
export interface OptimizerFacts {
  /** `Adam`, `SGD`; null where nothing in the file tells it, or several optimizers differ. */
  name: string | null;
  /** Each setting with its name in the framework: `lr`, `weight_decay`, `betas`; of the parameter groups, where they differ, one entry a group, of several optimizers one after another. */
  groups: { parameters: number | null; settings: Record<string, number | boolean | string> }[];
  step: number | null;
  /** Of the training beside the optimizer: `epoch`, `global_step`. */
  training: Record<string, number>;
}

/** The layers, where the file tells them: the framework's own description, as JSON. */
export interface StoredArchitecture {
  /** `keras`: `model_config` of Keras 1 to 3 and of TensorFlow.js; `onnx`: the graph. */
  kind: 'keras' | 'onnx';
  config: unknown;
}

/** One piece of a tensor's values, in row-major order. Valid until the next piece is asked for. */
export type Piece = Float32Array | Float64Array;

export interface WeightFile {
  /** Path that was opened. */
  path: string;
  format: WeightFormat;
  /** For a heading: `PyTorch checkpoint (zip)`, `Keras 3 model`, `safetensors, 3 shards`. */
  title: string;
  /** Size of all files that belong to it. */
  bytes: number;
  tensors: TensorEntry[];
  /** What the reader noticed, as sentences: `2 tensors are views of the same storage.` */
  notes: string[];
  /** The file's own metadata as text: framework version, producer; never code. */
  metadata: Record<string, string>;
  optimizer?: OptimizerFacts;
  architecture?: StoredArchitecture;
  /**
   * The values of a tensor as real numbers (quantized ones dequantized, complex numbers as their magnitudes), row-major
   * whatever the strides in the file are: float32 for what fits into it exactly, float64 for float64, 32- and 64-bit
   * integers and complex128.
   * @throws UserError `WEIGHTS_…` when the bytes are not there or damaged
   */
  pieces(tensor: TensorEntry): AsyncIterable<Piece>;
  close(): Promise<void>;
}

/** Values in one piece at most: 1 MB of float32. */
export const PIECE_LENGTH = 2 ** 18;

export const countOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
