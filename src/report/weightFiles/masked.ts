/** Tensors that are stored with a mask beside them: what the model computes with is their product. */
import { countOf, type Piece, type TensorEntry, type WeightFile } from '../../weights/weightFile.ts';
import { formatCount } from '../../words.ts';
import { Cursor } from './cursor.ts';
import { named } from './names.ts';

/**
 * The file with the values of `weight_orig` times `weight_mask`, as PyTorch's pruning stores what it has not yet made
 * permanent (torch/nn/utils/prune.py); any other file as it is.
 */
export function withMasks(file: WeightFile): WeightFile {
  const beside = new Map(file.tensors.map((tensor) => [tensor.name, tensor]));
  const masks = new Map(
    file.tensors.flatMap((tensor) => {
      const mask = maskOf(tensor, beside);
      return mask ? [[tensor.name, mask] as const] : [];
    }),
  );
  if (masks.size === 0) return file;
  const tensors = file.tensors.filter(({ name }) => masks.has(name));
  return {
    ...file,
    notes: [
      ...file.notes,
      `${formatCount(tensors.length, 'tensor')} with a pruning mask beside ${tensors.length === 1 ? 'it is' : 'them are'} shown times the mask, as the model computes: ${named(tensors)}.`,
    ],
    pieces(tensor) {
      const mask = masks.get(tensor.name);
      return mask ? product(file, tensor, mask) : file.pieces(tensor);
    },
    close: () => file.close(),
  };
}

function maskOf(
  { name, shape }: TensorEntry,
  beside: ReadonlyMap<string, TensorEntry>,
): TensorEntry | undefined {
  if (!name.endsWith('_orig')) return undefined;
  const mask = beside.get(name.replace(/orig$/, 'mask'));
  return mask?.shape.join() === shape.join() ? mask : undefined;
}

async function* product(file: WeightFile, tensor: TensorEntry, mask: TensorEntry): AsyncGenerator<Piece> {
  const factors = new Cursor({ file, tensor: mask });
  try {
    let left = countOf(mask.shape);
    for await (const piece of file.pieces(tensor)) {
      const values = piece.slice();
      for (let at = 0; at < values.length && left > 0; ) {
        const some = factors.take(Math.min(await factors.available(), values.length - at));
        for (const [index, factor] of some.entries()) values[at + index]! *= factor;
        at += some.length;
        left -= some.length;
      }
      yield values;
    }
  } finally {
    await factors.close();
  }
}
