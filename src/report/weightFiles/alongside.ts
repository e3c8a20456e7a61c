/** Two tensors read side by side. */
import { TensorAccumulator, type TensorCounts } from '../../statistics/tensor/accumulator.ts';
import { addDifference, distancesOf, noDifference } from '../../statistics/tensor/difference.ts';
import { deadAmong } from '../../statistics/tensor/structure.ts';
import { momentsOf } from '../../statistics/tensor/sums.ts';
import type { MatrixView } from '../../statistics/tensor/view.ts';
import { damaged } from '../../weights/refusal.ts';
import { countOf, type Piece, type TensorEntry, type WeightFile } from '../../weights/weightFile.ts';
import type { TensorChange } from './weightsComparison.ts';

/** A tensor in its file. */
export interface Place {
  file: WeightFile;
  tensor: TensorEntry;
}

export type Measured = Omit<TensorChange, 'name' | 'renamed' | 'kind' | 'shape'>;

/**
 * One pass over both; their pieces may have different lengths.
 * @throws UserError when a file cannot be read, or ends before the other
 */
export async function changeOf(
  before: Place,
  after: Place,
  view: MatrixView | null,
  onValues: (count: number) => void,
): Promise<Measured> {
  const count = countOf(before.tensor.shape);
  const [here, there] = [new TensorAccumulator(count, view), new TensorAccumulator(count, view)];
  const difference = noDifference();
  await eachPair(before, after, (a, b) => {
    here.add(a);
    there.add(b);
    addDifference(difference, a, b);
    onValues(a.length);
  });
  const [first, second] = [here.end(), there.end()];
  return {
    count,
    l2: { before: momentsOf(first.sums).l2, after: momentsOf(second.sums).l2 },
    exactZeros: { before: first.sums.zeros, after: second.sums.zeros },
    nearZeros: { before: first.sums.near, after: second.sums.near },
    deadUnits: view && {
      before: deadUnitsOf(first, view),
      after: deadUnitsOf(second, view),
    },
    ...distancesOf(difference),
    died: difference.died,
    revived: difference.revived,
  };
}

const deadUnitsOf = ({ rowMaxima, columnMaxima }: TensorCounts, { outputs }: MatrixView): number =>
  deadAmong(outputs === 'rows' ? rowMaxima : columnMaxima).near;

/** Calls `use` with parts of both tensors that are at the same place and of the same length. */
async function eachPair(before: Place, after: Place, use: (a: Piece, b: Piece) => void): Promise<void> {
  const [first, second] = [new Cursor(before), new Cursor(after)];
  try {
    const count = countOf(before.tensor.shape);
    for (let done = 0; done < count; ) {
      const length = Math.min(await first.available(), await second.available(), count - done);
      use(first.take(length), second.take(length));
      done += length;
    }
  } finally {
    await first.close();
    await second.close();
  }
}

/** The values of a tensor, as many at a time as are wanted. */
class Cursor {
  readonly #place: Place;
  readonly #pieces: AsyncIterator<Piece>;
  #piece: Piece = new Float32Array(0);
  #at = 0;

  constructor(place: Place) {
    this.#place = place;
    this.#pieces = place.file.pieces(place.tensor)[Symbol.asyncIterator]();
  }

  /** Values that can be taken now, at least 1. */
  async available(): Promise<number> {
    while (this.#at === this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done) {
        const { file, tensor } = this.#place;
        throw damaged(
          file.path,
          file.title,
          `“${tensor.name}” ends early.`,
          `Expected ${countOf(tensor.shape)} values.`,
        );
      }
      this.#piece = value;
      this.#at = 0;
    }
    return this.#piece.length - this.#at;
  }

  take(length: number): Piece {
    this.#at += length;
    return this.#piece.subarray(this.#at - length, this.#at);
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
