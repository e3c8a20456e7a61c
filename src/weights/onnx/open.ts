/** ONNX models: the weights are the graph's initializers and constants. */
import { byChannel, type ChannelScales, channelQuantization, MOST_SCALES } from '../channels.ts';
import { type FileSource, openSource } from '../fileSource.ts';
import { unsupported } from '../refusal.ts';
import { countOf, type Piece, type Quantization, type TensorEntry, type WeightFile } from '../weightFile.ts';
import { architectureOf, MOST_ARCHITECTURE_NODES } from './architecture.ts';
import { type Data, dataPieces, locate } from './data.ts';
import type { OnnxModel, OnnxTensor } from './model.ts';
import { ONNX_FORMAT, parseModel } from './parse.ts';
import { numberType, typeName } from './types.ts';
import { purposeOf, quantizedBy, type Use, useOf, usesOf } from './uses.ts';

interface Held {
  entry: TensorEntry;
  data: Data;
  /** Scales of a tensor that is quantized by channel. */
  channels?: ChannelScales;
}

/** Values of a constant that are given with the graph: a shape, an exponent. */
const SMALL_CONSTANT = 64;
const EXAMPLES = 3;

/**
 * Opens an ONNX model; values stay in the file, or in those beside it, until they are asked for.
 * @throws UserError `WEIGHTS_…` when it is none, damaged, or a file that belongs to it is missing
 */
export async function openOnnx(path: string): Promise<WeightFile> {
  const source = await openSource(path);
  try {
    return await new Reader(path, source, await parseModel(source)).read();
  } catch (error) {
    await source.close();
    throw error;
  }
}

class Reader {
  readonly #path: string;
  readonly #source: FileSource;
  readonly #model: OnnxModel;
  readonly #held = new Map<string, Held>();
  readonly #uses: ReturnType<typeof usesOf>;
  readonly #constants = new Map<string, unknown>();
  readonly #notRead: string[] = [];
  readonly #byChannel: string[] = [];
  /** Number of scales that were read. */
  #scales = 0;

  constructor(path: string, source: FileSource, model: OnnxModel) {
    this.#path = path;
    this.#source = source;
    this.#model = model;
    this.#uses = usesOf([...model.nodes, ...model.inner]);
  }

  async read(): Promise<WeightFile> {
    for (const tensor of this.#model.initializers) await this.#add(tensor);
    for (const node of [...this.#model.nodes, ...this.#model.inner]) {
      const value = node.op === 'Constant' ? node.attributes.get('value') : undefined;
      if (typeof value === 'object' && !Array.isArray(value))
        await this.#constant({ ...value, name: node.outputs[0] ?? value.name });
    }
    if (this.#held.size === 0) throw this.#noWeights();
    for (const held of this.#held.values()) await this.#quantize(held);
    return this.#file();
  }

  #file(): WeightFile {
    const { opset, metadata } = this.#model;
    const held = [...this.#held.values()];
    const files = new Set(held.flatMap(({ data }) => (data.kind === 'external' ? [data.path] : [])));
    return {
      path: this.#path,
      format: 'onnx',
      title: `ONNX model${opset === null ? '' : `, opset ${opset}`}`,
      bytes: this.#source.size + this.#externalBytes(),
      tensors: held.map(({ entry }) => entry),
      notes: this.#notes(files.size),
      metadata,
      architecture: architectureOf(this.#model, this.#constants),
      pieces: (entry) => this.#pieces(entry),
      close: () => this.#source.close(),
    };
  }

  #pieces(entry: TensorEntry): AsyncIterable<Piece> {
    const { data, channels } = this.#held.get(entry.name)!;
    if (!channels) return dataPieces(data, entry, this.#source);
    const integers = dataPieces(data, { ...entry, quantization: undefined }, this.#source);
    return byChannel(integers, entry.shape, channels);
  }

  #externalBytes(): number {
    const sizes = new Map<string, number>();
    for (const { data } of this.#held.values()) if (data.kind === 'external') sizes.set(data.path, data.size);
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  async #add(tensor: OnnxTensor): Promise<void> {
    const dtype = numberType(tensor.type);
    const { name } = tensor;
    if (dtype === undefined) {
      this.#notRead.push(`“${name.slice(0, 200)}” is ${typeName(tensor.type)}`);
      return;
    }
    const data = await locate(tensor, this.#path);
    const use = useOf(name, this.#uses);
    const isWhole = /^(u?int|bool)/.test(dtype) && !quantizedBy(use) && !isIntegerKernel(use);
    this.#held.set(name, { entry: { name, dtype, shape: tensor.dims, ...purposeOf(use, isWhole) }, data });
  }

  /** Small ones are arithmetic, not weights: their values stand in the graph. */
  async #constant(tensor: OnnxTensor): Promise<void> {
    const dtype = numberType(tensor.type);
    const isSmall = countOf(tensor.dims) <= 1 || (dtype !== undefined && /^(u?int|bool)/.test(dtype));
    if (dtype === undefined || !isSmall || countOf(tensor.dims) > SMALL_CONSTANT) {
      await this.#add(tensor);
      this.#constants.set(tensor.name, { tensor: tensor.name });
      return;
    }
    const data = await locate(tensor, this.#path);
    this.#constants.set(tensor.name, { dtype, shape: tensor.dims, values: await this.#values(tensor, data) });
  }

  async #values(tensor: OnnxTensor, data: Data): Promise<number[]> {
    const entry: TensorEntry = {
      name: tensor.name,
      dtype: numberType(tensor.type)!,
      shape: tensor.dims,
      role: 'buffer',
      order: 'outputs-first',
    };
    const values: number[] = [];
    for await (const piece of dataPieces(data, entry, this.#source)) values.push(...piece);
    return values;
  }

  /** One scale for the whole tensor, or one for each index of an axis; others (by block) are not applied, and that is said. */
  async #quantize(held: Held): Promise<void> {
    const { entry } = held;
    const by = quantizedBy(useOf(entry.name, this.#uses));
    if (!by || !/^u?int/.test(entry.dtype)) return;
    const scales = await this.#vector(by.scale);
    const zeroPoints = by.zeroPoint ? await this.#vector(by.zeroPoint) : scales?.map(() => 0);
    if (scales?.length === 1 && zeroPoints?.length === 1) {
      entry.quantization = { scale: scales[0]!, zeroPoint: zeroPoints[0]! } satisfies Quantization;
      return;
    }
    const rank = entry.shape.length;
    const axis = by.axis === undefined ? rank : by.axis < 0 ? by.axis + rank : by.axis;
    const channels = scales && zeroPoints && { axis, scales, zeroPoints };
    const quantization = channels && channelQuantization(entry.shape, channels);
    if (quantization) {
      entry.quantization = quantization;
      held.channels = channels;
    } else this.#byChannel.push(`“${entry.name}”`);
  }

  /** The values of a tensor of one axis at most; undefined when it has more, is computed or is beyond a limit. */
  async #vector(name: string): Promise<number[] | undefined> {
    const constant = this.#constants.get(name) as { values?: number[] } | undefined;
    if (constant?.values) return constant.values;
    const held = this.#held.get(name);
    if (!held || (held.entry.shape.length > 1 && countOf(held.entry.shape) !== 1)) return undefined;
    this.#scales += countOf(held.entry.shape);
    if (this.#scales > MOST_SCALES) return undefined;
    const values: number[] = [];
    for await (const piece of dataPieces(held.data, held.entry, this.#source))
      for (const value of piece) values.push(value);
    return values;
  }

  #notes(externalFiles: number): string[] {
    const notes: string[] = [];
    if (externalFiles > 0)
      notes.push(`The values are in ${externalFiles === 1 ? 'a file' : `${externalFiles} files`} beside it.`);
    if (this.#byChannel.length > 0)
      notes.push(`Quantized by channel, shown as the integers that are stored: ${some(this.#byChannel)}.`);
    if (this.#notRead.length > 0) notes.push(`Not read: ${some(this.#notRead)}.`);
    if (this.#model.sparse > 0) notes.push('Its sparse initializers were not read.');
    if (this.#model.nodes.length > MOST_ARCHITECTURE_NODES)
      notes.push('Its graph is too large to be evaluated here.');
    return notes;
  }

  #noWeights = (): Error =>
    unsupported(
      this.#path,
      `It has no weights that could be read${this.#notRead[0] ? `: ${this.#notRead[0]}` : ''}.`,
      `Open an ${ONNX_FORMAT} model with initializers of numbers.`,
    );
}

/** Whole numbers that are a layer's kernel, with a scale that is applied elsewhere. */
const isIntegerKernel = (use: Use | undefined): boolean =>
  (use?.node.op === 'MatMulInteger' || use?.node.op === 'ConvInteger') && use.input < 2;

function some(names: readonly string[]): string {
  const shown = names.slice(0, EXAMPLES).join(', ');
  return names.length > EXAMPLES ? `${shown} and ${names.length - EXAMPLES} more` : shown;
}
