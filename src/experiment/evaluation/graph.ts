/** An ONNX graph of dense layers as the source of a Keras model, and which tensor of the file is which parameter. */
import { basename } from 'node:path';
import { UserError } from '../../errors.ts';
import { countOf, type TensorEntry } from '../../weights/weightFile.ts';

/** The graph as the reader of ONNX files describes it. */
export interface Graph {
  inputs: { name: string; shape?: (number | string | null)[] }[];
  outputs: { name: string }[];
  nodes: GraphNode[];
}

export interface GraphNode {
  op: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, unknown>;
}

/** Where a parameter of the network comes from. */
export interface TensorSource {
  tensor: string;
  /** Stored as `[outputs, inputs]`. */
  transposed: boolean;
}

export interface GraphModel {
  /** Python source of a `keras.Sequential`. */
  source: string;
  /** By the parameter's name in the network: `layer_1/kernel`. */
  tensors: Map<string, TensorSource>;
}

const ACTIVATIONS: Record<string, string> = {
  Relu: 'relu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softmax: 'softmax',
  // Its exponentials are the softmax, and so is the softmax of it.
  LogSoftmax: 'softmax',
  Elu: 'elu',
  Selu: 'selu',
  Softplus: 'softplus',
};
/** Of rows that are vectors they change nothing. */
const NOTHING = new Set(['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Cast']);

/** @throws UserError `ARCHITECTURE_UNREADABLE` for a graph that is no chain of dense layers */
export function graphModel(graph: Graph, tensors: TensorEntry[], path: string): GraphModel {
  const builder = new ChainBuilder(tensors, path);
  const input = graph.inputs.find(({ name }) => !tensors.some((tensor) => tensor.name === name));
  let value = input?.name;
  const left = new Set(graph.nodes);
  while (value !== undefined && !graph.outputs.some(({ name }) => name === value)) {
    const users = [...left].filter(({ inputs }) => inputs.includes(value!));
    const [node] = users;
    if (users.length !== 1 || !node) {
      throw unreadable(
        path,
        users.length === 0 ? `nothing takes “${value}”` : `“${value}” goes to ${users.length} operations`,
      );
    }
    builder.add(node, value);
    left.delete(node);
    value = node.outputs[0];
  }
  return builder.finish();
}

class ChainBuilder {
  readonly #tensors: Map<string, TensorEntry>;
  readonly #path: string;
  readonly #lines: string[] = [];
  readonly #sources = new Map<string, TensorSource>();
  #width: number | undefined;
  #inputs: number | undefined;
  /** A product without a bias, which an addition may follow. */
  #open: { layer: string; units: number; line: number } | undefined;

  constructor(tensors: TensorEntry[], path: string) {
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.#path = path;
  }

  /** @param value the input that comes from the chain */
  add(node: GraphNode, value: string): void {
    const { op, attributes } = node;
    const open = this.#open;
    this.#open = undefined;
    if (op === 'Gemm') this.#gemm(node);
    else if (op === 'MatMul') this.#dense(node.inputs[1], undefined, false, node);
    else if (op === 'Add' && open) this.#bias(open, node, value);
    else if (op === 'BatchNormalization') this.#batchNormalization(node);
    else if (op === 'Dropout') this.#line('Dropout', `rate=${numberOf(attributes.ratio, 0.5)}`);
    else if (op === 'LeakyRelu')
      this.#line('LeakyReLU', `negative_slope=${numberOf(attributes.alpha, 0.01)}`);
    else if (Object.hasOwn(ACTIVATIONS, op)) this.#line('Activation', `"${ACTIVATIONS[op]}"`);
    else if (!NOTHING.has(op)) throw unreadable(this.#path, `it has the operation ${op}`);
  }

  finish(): GraphModel {
    if (this.#inputs === undefined) throw unreadable(this.#path, 'it has no product with weights');
    const lines = [`    keras.Input(shape=(${this.#inputs},)),`, ...this.#lines];
    return {
      source: ['import keras', '', 'model = keras.Sequential([', ...lines, '])', ''].join('\n'),
      tensors: this.#sources,
    };
  }

  #gemm(node: GraphNode): void {
    const { alpha, beta, transA, transB } = node.attributes;
    const isPlain = numberOf(alpha, 1) === 1 && numberOf(beta, 1) === 1 && numberOf(transA, 0) === 0;
    if (!isPlain) throw unreadable(this.#path, `${node.name || 'a Gemm'} scales or transposes its input`);
    this.#dense(node.inputs[1], node.inputs[2], numberOf(transB, 0) === 1, node);
  }

  #dense(weights: string | undefined, bias: string | undefined, transposed: boolean, node: GraphNode): void {
    const kernel = this.#tensor(weights, node, 2);
    const [inputs, units] = transposed
      ? [kernel.shape[1]!, kernel.shape[0]!]
      : [kernel.shape[0]!, kernel.shape[1]!];
    if (this.#width !== undefined && this.#width !== inputs)
      throw unreadable(this.#path, `${kernel.name} takes ${inputs} inputs and gets ${this.#width}`);
    this.#inputs ??= inputs;
    this.#width = units;
    const layer = this.#name();
    this.#sources.set(`${layer}/kernel`, { tensor: kernel.name, transposed });
    if (bias)
      this.#sources.set(`${layer}/bias`, { tensor: this.#vector(bias, units, node).name, transposed: false });
    else this.#open = { layer, units, line: this.#lines.length };
    this.#lines.push(denseLine(layer, units, bias !== undefined));
  }

  #bias(
    { layer, units, line }: { layer: string; units: number; line: number },
    node: GraphNode,
    value: string,
  ): void {
    const name = node.inputs.find((input) => input !== value);
    this.#sources.set(`${layer}/bias`, { tensor: this.#vector(name, units, node).name, transposed: false });
    this.#lines[line] = denseLine(layer, units, true);
  }

  #batchNormalization(node: GraphNode): void {
    const layer = this.#name();
    const parameters = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
    parameters.forEach((parameter, index) => {
      const { name, shape } = this.#tensor(node.inputs[index + 1], node, 1);
      if (shape[0] !== this.#width)
        throw unreadable(this.#path, `${name} has ${shape[0]} numbers for ${this.#width} units`);
      this.#sources.set(`${layer}/${parameter}`, { tensor: name, transposed: false });
    });
    this.#line('BatchNormalization', `name="${layer}", epsilon=${numberOf(node.attributes.epsilon, 1e-5)}`);
  }

  #tensor(name: string | undefined, { op }: GraphNode, axes: number): TensorEntry {
    const tensor = name === undefined ? undefined : this.#tensors.get(name);
    if (!tensor)
      throw unreadable(this.#path, `${op} takes “${name ?? 'nothing'}”, which is no stored tensor`);
    if (tensor.shape.length !== axes)
      throw unreadable(
        this.#path,
        `${tensor.name} has the shape [${tensor.shape.join(', ')}]; expected ${axes === 1 ? 'one axis' : `${axes} axes`}`,
      );
    return tensor;
  }

  #vector(name: string | undefined, units: number, node: GraphNode): TensorEntry {
    const tensor = name === undefined ? undefined : this.#tensors.get(name);
    if (tensor && countOf(tensor.shape) === units) return tensor;
    throw unreadable(
      this.#path,
      `${node.op} adds “${name ?? 'nothing'}”, which is no bias of ${units} units`,
    );
  }

  #line(kind: string, given: string): void {
    this.#lines.push(`    keras.layers.${kind}(${given}),`);
  }

  #name = (): string => `layer_${this.#lines.length + 1}`;
}

const denseLine = (layer: string, units: number, bias: boolean): string =>
  `    keras.layers.Dense(${units}, name="${layer}"${bias ? '' : ', use_bias=False'}),`;

const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

function unreadable(path: string, why: string): UserError {
  return new UserError({
    code: 'ARCHITECTURE_UNREADABLE',
    title: `${basename(path)} cannot be evaluated here`,
    explanation: `Evaluated are ONNX graphs in which dense layers follow one after another; ${why}.`,
    remedy: 'Its weights, their statistics and spectra are shown all the same.',
  });
}
