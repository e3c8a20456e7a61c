/**
 * The graph of an ONNX model. Source: ONNX, onnx/onnx.proto: the numbers of its fields stand here.
 */
import { WireType } from '@bufbuild/protobuf/wire';
import type { ByteSource } from '../fileSource.ts';
import { beyondLimits, damaged, MOST_AXES, MOST_TENSORS } from '../refusal.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './model.ts';
import { type Field, plainNumber, Wire } from './wire.ts';

export const ONNX_FORMAT = 'ONNX';

/** Graphs in graphs: branches of If, bodies of Loop and Scan. */
const DEEPEST_GRAPH = 16;
const MOST_NODES = 200_000;
const MOST_METADATA = 200;
/** Of a list in an attribute; a longer one keeps its start. */
const LONGEST_LIST = 10_000;
/** Bytes of a list of numbers that is packed into one field. */
const LARGEST_LIST = 2 ** 20;

/** @throws UserError `WEIGHTS_DAMAGED` when it is no ONNX model; `WEIGHTS_LIMIT` */
export async function parseModel(source: ByteSource): Promise<OnnxModel> {
  const parser = new Parser(source);
  return parser.model();
}

class Parser {
  readonly #wire: Wire;
  readonly #path: string;
  readonly #size: number;
  #nodes = 0;
  #tensors = 0;

  constructor(source: ByteSource) {
    this.#wire = new Wire(source, ONNX_FORMAT);
    this.#path = source.path;
    this.#size = source.size;
  }

  async model(): Promise<OnnxModel> {
    const metadata = new Map<string, string>();
    let graph: OnnxGraph | undefined;
    let opset: number | null = null;
    for await (const field of this.#wire.fields(0, this.#size)) {
      if (field.number === 1 && field.type === WireType.Varint)
        metadata.set('ir_version', String(field.value));
      else if (field.number === 2) metadata.set('producer_name', await this.#wire.text(field));
      else if (field.number === 3) metadata.set('producer_version', await this.#wire.text(field));
      else if (field.number === 7) graph = await this.#graph(field, 0);
      else if (field.number === 8) opset = (await this.#opset(field)) ?? opset;
      else if (field.number === 14 && metadata.size < MOST_METADATA) {
        const [key, value] = await this.#pair(field);
        metadata.set(key, value);
      }
    }
    if (!graph) throw damaged(this.#path, ONNX_FORMAT, 'It has no graph.', 'Expected one.');
    if (opset !== null) metadata.set('opset', String(opset));
    return { ...graph, opset, metadata: Object.fromEntries(metadata) };
  }

  #content = ({ at, length, type }: Field): AsyncGenerator<Field> => {
    if (type !== WireType.LengthDelimited)
      throw damaged(this.#path, ONNX_FORMAT, `At byte ${at} stands a number.`, 'Expected a message.');
    return this.#wire.fields(at, at + length);
  };

  /** Version of the operators of the domain without a name. */
  async #opset(message: Field): Promise<number | null> {
    let domain = '';
    let version: number | null = null;
    for await (const field of this.#content(message)) {
      if (field.number === 1) domain = await this.#wire.text(field);
      else if (field.number === 2) version = plainNumber(field);
    }
    return domain === '' || domain === 'ai.onnx' ? version : null;
  }

  async #pair(message: Field): Promise<[string, string]> {
    const pair: [string, string] = ['', ''];
    for await (const field of this.#content(message))
      if (field.number === 1 || field.number === 2)
        pair[field.number - 1] = (await this.#wire.text(field)).slice(0, 1000);
    return pair;
  }

  async #graph(message: Field, depth: number): Promise<OnnxGraph> {
    if (depth > DEEPEST_GRAPH)
      throw beyondLimits(this.#path, `It nests over ${DEEPEST_GRAPH} graphs.`, 'A model needs few.');
    const graph: OnnxGraph = { nodes: [], inner: [], initializers: [], inputs: [], outputs: [], sparse: 0 };
    for await (const field of this.#content(message)) {
      if (field.number === 1) graph.nodes.push(await this.#node(field, graph, depth));
      else if (field.number === 5) graph.initializers.push(await this.#tensor(field));
      else if (field.number === 11) graph.inputs.push(await this.#value(field));
      else if (field.number === 12) graph.outputs.push(await this.#value(field));
      else if (field.number === 15) graph.sparse++;
    }
    return graph;
  }

  /** Weights of graphs in attributes are added to `around`. */
  async #node(message: Field, around: OnnxGraph, depth: number): Promise<OnnxNode> {
    if (++this.#nodes > MOST_NODES)
      throw beyondLimits(
        this.#path,
        `Its graph has over ${MOST_NODES.toLocaleString('en-US')} nodes.`,
        'A model has fewer.',
      );
    const node: OnnxNode = { op: '', name: '', inputs: [], outputs: [], attributes: new Map() };
    for await (const field of this.#content(message)) {
      if (field.number === 1) node.inputs.push(await this.#wire.text(field));
      else if (field.number === 2) node.outputs.push(await this.#wire.text(field));
      else if (field.number === 3) node.name = await this.#wire.text(field);
      else if (field.number === 4) node.op = await this.#wire.text(field);
      else if (field.number === 5) await this.#attribute(field, node, around, depth);
    }
    return node;
  }

  async #attribute(message: Field, node: OnnxNode, around: OnnxGraph, depth: number): Promise<void> {
    let name = '';
    let value: OnnxAttribute | undefined;
    const numbers: number[] = [];
    const texts: string[] = [];
    for await (const field of this.#content(message)) {
      if (field.number === 1) name = await this.#wire.text(field);
      else if (field.number === 2) value = (await this.#floats(field))[0];
      else if (field.number === 3) value = plainNumber(field);
      else if (field.number === 4)
        value = await this.#wire.text({ ...field, length: Math.min(field.length, 1000) });
      else if (field.number === 5) value = await this.#tensor(field);
      else if (field.number === 6 || field.number === 11) await this.#inner(field, around, depth);
      else if (field.number === 7) push(numbers, await this.#floats(field));
      else if (field.number === 8) push(numbers, await this.#integers(field));
      else if (field.number === 9 && texts.length < LONGEST_LIST) texts.push(await this.#wire.text(field));
    }
    value ??= texts.length > 0 ? texts : numbers;
    node.attributes.set(name, value);
  }

  async #inner(field: Field, around: OnnxGraph, depth: number): Promise<void> {
    const graph = await this.#graph(field, depth + 1);
    for (const tensor of graph.initializers) around.initializers.push(tensor);
    for (const nodes of [graph.nodes, graph.inner]) for (const node of nodes) around.inner.push(node);
  }

  async #tensor(message: Field): Promise<OnnxTensor> {
    if (++this.#tensors > MOST_TENSORS)
      throw beyondLimits(
        this.#path,
        `It has over ${MOST_TENSORS.toLocaleString('en-US')} tensors.`,
        'A model has fewer.',
      );
    const tensor: OnnxTensor = { name: '', type: 0, dims: [], segments: [], external: null };
    let isExternal = false;
    for await (const field of this.#content(message)) {
      if (field.number === 1) push(tensor.dims, await this.#integers(field));
      else if (field.number === 2) tensor.type = plainNumber(field);
      else if (field.number === 8) tensor.name = await this.#wire.text(field);
      else if ([4, 5, 7, 9, 10, 11].includes(field.number)) {
        const { number, ...rest } = field;
        tensor.segments.push({ field: number, ...rest });
      } else if (field.number === 13) {
        tensor.external ??= new Map();
        if (tensor.external.size < MOST_METADATA) tensor.external.set(...(await this.#pair(field)));
      } else if (field.number === 14) isExternal = field.value === 1n;
      if (tensor.dims.length > MOST_AXES)
        throw damaged(this.#path, ONNX_FORMAT, `A tensor has over ${MOST_AXES} axes.`, 'Expected fewer.');
    }
    return isExternal ? { ...tensor, external: tensor.external ?? new Map() } : { ...tensor, external: null };
  }

  /** `ValueInfoProto`: a name, and in a tensor's type its number type and its axes. */
  async #value(message: Field): Promise<OnnxValue> {
    const value: OnnxValue = { name: '', type: null, shape: null };
    for await (const field of this.#content(message)) {
      if (field.number === 1) value.name = await this.#wire.text(field);
      else if (field.number === 2)
        for await (const type of this.#content(field))
          if (type.number === 1) await this.#tensorType(type, value);
    }
    return value;
  }

  async #tensorType(message: Field, value: OnnxValue): Promise<void> {
    for await (const field of this.#content(message)) {
      if (field.number === 1) value.type = plainNumber(field);
      else if (field.number === 2) {
        value.shape = [];
        for await (const dim of this.#content(field))
          if (dim.number === 1 && value.shape.length < MOST_AXES) value.shape.push(await this.#axis(dim));
      }
    }
  }

  async #axis(message: Field): Promise<number | null> {
    for await (const field of this.#content(message)) if (field.number === 1) return plainNumber(field);
    return null;
  }

  /** One number, or a packed list of them. */
  async #integers(field: Field): Promise<number[]> {
    if (field.type === WireType.Varint) return [plainNumber(field)];
    return packedIntegers(await this.#wire.bytes(field, LARGEST_LIST));
  }

  async #floats(field: Field): Promise<number[]> {
    if (field.length % 4 !== 0) return [];
    const bytes = await this.#wire.bytes(field, LARGEST_LIST);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
  }
}

/** Signed 64-bit varints; what is broken at the end is left out. */
function packedIntegers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80 && shift < 70n) continue;
    numbers.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  return numbers;
}

function push(into: number[], numbers: readonly number[]): void {
  for (const number of numbers) if (into.length < LONGEST_LIST) into.push(number);
}
