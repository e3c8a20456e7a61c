/** Singular values of the kernels of a file. */
import { spectrumOfMatrix } from '../../statistics/spectrum/spectrum.ts';
import type { MatrixView } from '../../statistics/tensor/view.ts';
import { countOf, type TensorEntry, type WeightFile } from '../../weights/weightFile.ts';
import { kindsOf } from './kinds.ts';
import { withMasks } from './masked.ts';
import { eachPiece } from './tensorReport.ts';
import { viewOf } from './views.ts';
import type { Spectrum } from './weightsReport.ts';

/** What comes with the report: a few milliseconds a kernel, and a second or two for all of them. */
const SMALL = { weights: 1e5, side: 128 };
const MOST_WORK = 2e9;

/**
 * Makes the spectra of small kernels and embeddings at once, the first ones of a file that has very many.
 * @returns a function: null for what is no matrix, undefined for what is made on request
 */
export function smallSpectra(
  file: WeightFile,
): (tensor: TensorEntry, view: MatrixView | null) => Promise<Spectrum | null | undefined> {
  let work = 0;
  return async (tensor, view) => {
    if (!view) return null;
    const side = Math.min(view.rows, view.columns);
    if (countOf(tensor.shape) > SMALL.weights || side > SMALL.side) return undefined;
    work += side * countOf(tensor.shape);
    return work > MOST_WORK ? undefined : spectrumOf(file, tensor, view);
  };
}

/**
 * The singular values of a tensor as a matrix of outputs × inputs, read as often as it takes.
 * @returns null for what is no matrix, or has NaN or infinities
 * @throws UserError as the file's `pieces` does; Error when there is no tensor of that name
 */
export async function tensorSpectrum(
  stored: WeightFile,
  name: string,
  signal?: AbortSignal,
): Promise<Spectrum | null> {
  const file = withMasks(stored);
  const kinds = kindsOf(file.tensors);
  const index = file.tensors.findIndex((tensor) => tensor.name === name);
  const tensor = file.tensors[index];
  if (!tensor) throw new Error(`${file.path} has no tensor “${name}”`);
  const view = viewOf(tensor, kinds[index]!, new Map(file.tensors.map((each) => [each.name, each])));
  return view && spectrumOf(file, tensor, view, signal);
}

async function spectrumOf(
  file: WeightFile,
  tensor: TensorEntry,
  { rows, columns }: MatrixView,
  signal?: AbortSignal,
): Promise<Spectrum | null> {
  const spectrum = await spectrumOfMatrix({ rows, columns }, (use) =>
    eachPiece(file, tensor, (piece) => {
      signal?.throwIfAborted();
      use(piece);
    }),
  );
  const isComplex = tensor.dtype.startsWith('complex');
  return spectrum && isComplex
    ? {
        ...spectrum,
        note: `${spectrum.note} They are those of the magnitudes |w|, not of the complex matrix.`,
      }
    : spectrum;
}
