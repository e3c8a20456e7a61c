/** The tensors of a weight file as the parameters of the network that its description builds. */
import { layoutOf } from '../../engine/layout.ts';
import type { Network } from '../../engine/network.ts';
import { UserError } from '../../errors.ts';
import { countOf, type TensorEntry, type WeightFile } from '../../weights/weightFile.ts';
import type { TensorSource } from './graph.ts';

/**
 * One array for each parameter of the network's layout. Without sources the file's tensors belong to a layer by a part of
 * their path, and within the layer to the parameter that comes in the same order with the same size.
 * @param sources the tensor of each parameter, where the file says it
 * @throws UserError `EVALUATION_WEIGHTS` where a parameter has no tensor
 */
export async function storedValues(
  file: WeightFile,
  network: Network,
  sources?: ReadonlyMap<string, TensorSource>,
): Promise<Float32Array[]> {
  const left = file.tensors.filter(({ role }) => role === 'weight' || role === 'buffer');
  const values: Float32Array[] = [];
  for (const { name, shape } of layoutOf(network).parameters) {
    const source = sources?.get(name);
    const tensor = source
      ? file.tensors.find((each) => each.name === source.tensor)
      : tensorFor(left, name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1), shape);
    if (!tensor) throw missing(file.path, name, shape);
    if (!source) left.splice(left.indexOf(tensor), 1);
    const stored = await wholeTensor(file, tensor);
    values.push(source?.transposed ? transposed(stored, tensor.shape) : stored);
  }
  return values;
}

/** `[rows, columns]` as `[columns, rows]`. */
function transposed(values: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  const other = new Float32Array(values.length);
  for (let row = 0; row < rows!; row++)
    for (let column = 0; column < columns!; column++)
      other[column * rows! + row] = values[row * columns! + column]!;
  return other;
}

function tensorFor(
  tensors: TensorEntry[],
  layer: string,
  parameter: string,
  shape: readonly number[],
): TensorEntry | undefined {
  const fitting = tensors.filter((tensor) => countOf(tensor.shape) === countOf(shape) && isOf(tensor, layer));
  return fitting.find(({ name }) => last(name) === last(parameter)) ?? fitting[0];
}

const isOf = ({ name }: TensorEntry, layer: string): boolean => name.split(/[/:.]/).includes(layer);

/** `dense/kernel:0` and `kernel` end alike. */
const last = (name: string): string => name.replace(/:\d+$/, '').split(/[/.]/).at(-1)!;

async function wholeTensor(file: WeightFile, tensor: TensorEntry): Promise<Float32Array> {
  const values = new Float32Array(countOf(tensor.shape));
  let at = 0;
  for await (const piece of file.pieces(tensor)) {
    values.set(piece, at);
    at += piece.length;
  }
  return values;
}

function missing(path: string, name: string, shape: readonly number[]): UserError {
  return new UserError({
    code: 'EVALUATION_WEIGHTS',
    title: `The file has no weights for ${name}`,
    explanation: `Its description of the layers asks for a tensor of shape [${shape.join(', ')}] there, and no tensor of that layer has this size.`,
    remedy: 'Save the whole model again (model.save), so that layers and weights belong together.',
    technical: [path],
  });
}
