/** The graph as plain data: operators, their attributes, what flows between them. */
import type { StoredArchitecture } from '../weightFile.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxValue } from './model.ts';
import { typeName } from './types.ts';

export const MOST_ARCHITECTURE_NODES = 50_000;

/** Undefined for a graph of more than 50,000 nodes. */
export function architectureOf(
  model: OnnxModel,
  constants: ReadonlyMap<string, unknown>,
): StoredArchitecture | undefined {
  if (model.nodes.length > MOST_ARCHITECTURE_NODES) return undefined;
  const weights = new Set(model.initializers.map(({ name }) => name));
  return {
    kind: 'onnx',
    config: {
      // Before version 4 of the format the weights were among the inputs.
      inputs: model.inputs.filter(({ name }) => !weights.has(name)).map(portOf),
      outputs: model.outputs.map(portOf),
      nodes: model.nodes.map((node) => nodeOf(node, constants)),
    },
  };
}

const portOf = ({ name, type, shape }: OnnxValue) => ({
  name,
  dtype: type === null ? null : typeName(type),
  shape,
});

const nodeOf = (node: OnnxNode, constants: ReadonlyMap<string, unknown>) => ({
  op: node.op,
  name: node.name,
  inputs: node.inputs,
  outputs: node.outputs,
  attributes: Object.fromEntries(
    [...node.attributes].map(([name, value]) => [
      name,
      attributeOf(value, constants.get(node.outputs[0] ?? '')),
    ]),
  ),
});

/** A tensor by its name among the file's, or, where it is a small constant, by its values. */
function attributeOf(value: OnnxAttribute, constant: unknown): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return constant ?? { tensor: value.name };
}
