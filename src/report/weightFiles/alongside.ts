/** Two tensors read side by side. */
import { TensorAccumulator, type TensorCounts } from '../../statistics/tensor/accumulator.ts';
import { addDifference, distancesOf, noDifference } from '../../statistics/tensor/difference.ts';
import { deadAmong, outputMaxima } from '../../statistics/tensor/structure.ts';
import { momentsOf } from '../../statistics/tensor/sums.ts';
import type { MatrixView } from '../../statistics/tensor/view.ts';
import { countOf, type Piece } from '../../weights/weightFile.ts';
import { Cursor, type Place } from './cursor.ts';
import type { TensorChange } from './weightsComparison.ts';

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
  const notFinite = { before: notFiniteIn(first), after: notFiniteIn(second) };
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
    ...(notFinite.before + notFinite.after > 0 && { notFinite }),
  };
}

const notFiniteIn = ({ sums }: TensorCounts): number => sums.nan + sums.inf;

const deadUnitsOf = (counts: TensorCounts, view: MatrixView): number =>
  deadAmong(outputMaxima(counts, view), counts.sums.largest).near;

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
