import type { SegmentKernels } from '../ops/segmentSum.ts';
import { firstDifference, guarded, someNumbers } from './comparison.ts';
import type { Kernels } from './module.ts';

const ROWS = 4;
/** A whole vector and a ragged end. */
const WIDTH = 7;
const INDICES = [3, 0, 3, 3, 1];

/** Compares picked rows and their sums with sums in float64. @returns what differs */
export function checkSegments(kernels: Kernels<SegmentKernels>): string | undefined {
  const { exports } = kernels;
  const table = someNumbers(ROWS * WIDTH, 1);
  const values = someNumbers(INDICES.length * WIDTH, 2);
  // The memory holds int32 and float32 alike: these are the bits of the indices.
  const places = guarded(kernels, new Float32Array(Int32Array.from([...INDICES, ROWS]).buffer)).address;
  const picked = guarded(kernels, new Float32Array(values.length));
  const sums = guarded(kernels, new Float32Array(table.length).fill(5));
  const [from, summed] = [table, values].map((array) => guarded(kernels, array).address);
  const wrong = exports.gatherRows(picked.address, from!, places, INDICES.length, ROWS, WIDTH);
  if (wrong !== -1) return `picked rows: index ${wrong} is said to be out of range`;
  const beyond = exports.gatherRows(picked.address, from!, places + 4 * INDICES.length, 1, ROWS, WIDTH);
  if (beyond !== 0) return 'picked rows: an index out of range is not found';
  exports.sumSegments(sums.address, summed!, places, INDICES.length, ROWS, WIDTH);
  const rows = INDICES.flatMap((index) => [...table.subarray(index * WIDTH, (index + 1) * WIDTH)]);
  const expected = new Float64Array(table.length);
  values.forEach((value, at) => {
    expected[INDICES[Math.floor(at / WIDTH)]! * WIDTH + (at % WIDTH)]! += value;
  });
  return (
    firstDifference('picked rows', picked, rows, 0) ??
    firstDifference('sums of segments', sums, expected, 1e-5)
  );
}
