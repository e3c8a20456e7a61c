/** What is read of an ONNX model: its graph, and where its tensors are. */
import type { WireType } from '@bufbuild/protobuf/wire';

/** A part of a tensor's data in the file. */
export interface Segment {
  /** Field of TensorProto: 4 float_data, 5 int32_data, 7 int64_data, 9 raw_data, 10 double_data, 11 uint64_data. */
  field: number;
  type: WireType;
  value: bigint;
  at: number;
  length: number;
}

export interface OnnxTensor {
  name: string;
  /** Number of `TensorProto.DataType`. */
  type: number;
  dims: number[];
  segments: Segment[];
  /** `location`, `offset`, `length` of data in another file. */
  external: Map<string, string> | null;
}

export type OnnxAttribute = number | string | number[] | string[] | OnnxTensor;

export interface OnnxNode {
  op: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, OnnxAttribute>;
}

/** An input or output of the graph; `null` for a size that is not fixed. */
export interface OnnxValue {
  name: string;
  type: number | null;
  shape: (number | null)[] | null;
}

export interface OnnxGraph {
  nodes: OnnxNode[];
  /** Nodes of the graphs in its nodes: branches, bodies of loops. */
  inner: OnnxNode[];
  initializers: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** Number of sparse initializers, which are not read. */
  sparse: number;
}

export interface OnnxModel extends OnnxGraph {
  metadata: Record<string, string>;
  /** Of the standard operators. */
  opset: number | null;
}
