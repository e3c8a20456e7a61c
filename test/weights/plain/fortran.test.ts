import { describe, expect, test } from 'vitest';
import { openWeights } from '../../../src/weights/open.ts';
import { PIECE_LENGTH, type WeightFile } from '../../../src/weights/weightFile.ts';
import { refusalOf, written } from './reading.ts';

/** A column-major array of bytes whose number at each place is a function of its row-major position. */
function fortran(name: string, shape: number[], valueAt: (position: number) => number): string {
  const header = `{'descr': '|u1', 'fortran_order': True, 'shape': (${shape.join(', ')},), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`, 'latin1');
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = Buffer.alloc(start.length + count);
  start.copy(bytes);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  let position = 0;
  for (let at = 0; at < count; at++) {
    bytes[start.length + at] = valueAt(position);
    for (let axis = 0; axis < shape.length; axis++) {
      position += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return written(name, bytes);
}

async function differences(file: WeightFile, valueAt: (position: number) => number) {
  let position = 0;
  let wrong = 0;
  let longest = 0;
  for await (const piece of file.pieces(file.tensors[0]!)) {
    longest = Math.max(longest, piece.length);
    for (const value of piece) if (value !== valueAt(position++)) wrong++;
  }
  return { numbers: position, wrong, pieces: longest <= PIECE_LENGTH };
}

/** No period that an axis could have. */
const pattern = (position: number): number => (position % 251) ^ ((position >>> 10) & 0xff);

describe('an array in Fortran order comes out row by row', () => {
  test.each([
    ['blocks of rows that are put together', [33_000, 7, 300]],
    ['a matrix of two long rows', [2, 34_000_000]],
    ['rows longer than a piece', [5, 300_001]],
  ])('%s', async (name, shape) => {
    const file = await openWeights(fortran(`${name}.npy`, shape, pattern));
    const numbers = shape.reduce((product, size) => product * size, 1);
    expect(await differences(file, pattern)).toEqual({ numbers, wrong: 0, pieces: true });
    await file.close();
  });

  test('unless its rows are too long', async () => {
    const header = `{'descr': '<f8', 'fortran_order': True, 'shape': (8, 3, 400000), }\n`;
    const start = Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`, 'latin1');
    const bytes = Buffer.alloc(start.length + 8 * 8 * 3 * 400_000);
    start.copy(bytes);
    const file = await openWeights(written('long.npy', bytes));
    const reading = (async () => {
      for await (const _ of file.pieces(file.tensors[0]!));
    })();
    expect(await refusalOf(reading)).toEqual([
      'WEIGHTS_UNSUPPORTED',
      'long.npy holds something that is not read',
      '“long” has 77 MB in Fortran order and rows too long to be put together in memory.',
    ]);
    await file.close();
  });
});
