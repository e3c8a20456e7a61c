/** One tensor of a weight file, read in pieces. */
import { TensorAccumulator } from '../../statistics/tensor/accumulator.ts';
import { statisticsOf } from '../../statistics/tensor/statistics.ts';
import { structureOf } from '../../statistics/tensor/structure.ts';
import type { MatrixView } from '../../statistics/tensor/view.ts';
import { damaged } from '../../weights/refusal.ts';
import { countOf, type TensorEntry, type WeightFile } from '../../weights/weightFile.ts';
import type { TensorKind, TensorReport } from './weightsReport.ts';

/** @param onValues told how many values have been read since the last call */
export async function tensorReport(
  file: WeightFile,
  tensor: TensorEntry,
  kind: TensorKind,
  view: MatrixView | null,
  onValues: (count: number) => void,
): Promise<TensorReport> {
  const count = countOf(tensor.shape);
  const accumulator = new TensorAccumulator(count, view);
  await eachPiece(file, tensor, (piece) => {
    accumulator.add(piece);
    onValues(piece.length);
  });
  const counts = accumulator.end();
  const { name, shape, dtype, quantization, sharedWith } = tensor;
  return {
    name,
    kind,
    shape,
    dtype,
    ...(quantization && { quantization }),
    ...statisticsOf(counts),
    structure: view && structureOf(counts, view),
    ...(sharedWith !== undefined && { sharedWith }),
  };
}

type Piece = Float32Array | Float64Array;

/** Text has no values. @throws UserError when there are more or fewer values than the shape says */
export async function eachPiece(
  file: WeightFile,
  tensor: TensorEntry,
  use: (piece: Piece) => void,
): Promise<void> {
  if (tensor.dtype === 'string') return;
  const count = countOf(tensor.shape);
  let read = 0;
  for await (const piece of file.pieces(tensor)) {
    read += piece.length;
    if (read > count) break;
    use(piece);
  }
  if (read !== count)
    throw damaged(
      file.path,
      file.title,
      `“${tensor.name}” has ${read > count ? 'more values than its shape says' : `${read} values`}.`,
      `Expected ${count}.`,
    );
}
