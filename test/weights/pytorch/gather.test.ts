import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../../src/weights/fileSource.ts';
import { viewPieces } from '../../../src/weights/pytorch/gather.ts';
import type { StoredTensor } from '../../../src/weights/pytorch/stored.ts';
import { PIECE_LENGTH } from '../../../src/weights/weightFile.ts';

/** Byte `index` of a storage that is never in memory; 251 is prime, so that neighbours in any direction differ. */
const byteAt = (index: number): number => index % 251;

function storage(size: number): { source: ByteSource; reads: () => number; largest: () => number } {
  let reads = 0;
  let largest = 0;
  const source: ByteSource = {
    path: 'model.pt',
    size,
    async read(offset, into) {
      if (offset < 0 || offset + into.length > size) throw new RangeError('outside');
      reads++;
      largest = Math.max(largest, into.length);
      for (let at = 0; at < into.length; at++) into[at] = byteAt(offset + at);
    },
  };
  return { source, reads: () => reads, largest: () => largest };
}

const view = (shape: number[], strides: number[], offset = 0): StoredTensor => ({
  dtype: 'uint8',
  shape,
  strides,
  offset,
  storage: '0',
});

/** Number of values that are not those of the view's own definition, and of all. */
async function compare(tensor: StoredTensor, source: ByteSource): Promise<{ wrong: number; count: number }> {
  const { shape, strides, offset, dtype } = tensor;
  const [columns, rowStride, columnStride] = [shape[1]!, strides[0]!, strides[1]!];
  let count = 0;
  let wrong = 0;
  const entry = { name: 'w', dtype, shape, role: 'weight', order: 'outputs-first' } as const;
  for await (const piece of viewPieces(tensor, { ...entry, shape }, { source, offset: 0 }, 'PyTorch')) {
    expect(piece.length).toBeLessThanOrEqual(PIECE_LENGTH);
    for (const value of piece) {
      const right = byteAt(
        offset + Math.floor(count / columns) * rowStride + (count % columns) * columnStride,
      );
      if (value !== right) wrong++;
      count++;
    }
  }
  return { wrong, count };
}

const MEGABYTES_64 = 2 ** 26;

describe('views of storages that are larger than what is held at once', () => {
  test.each<[string, StoredTensor, number]>([
    ['a transposed matrix of 72 MB, in two blocks', view([9000, 8000], [1, 9000]), 16_000],
    ['most columns of a matrix, in two blocks', view([9000, 7900], [8000, 1], 50), 9000],
    ['some columns of a wide matrix', view([9000, 100], [8000, 1], 50), 9000],
    ['two numbers at both ends', view([1, 2], [1, 70_000_000]), 2],
    ['rows far from each other, repeated', view([2, 3], [70_000_000, 0]), 6],
  ])('%s', async (_, tensor, mostReads) => {
    const { source, reads, largest } = storage(72_000_000);
    const count = tensor.shape[0]! * tensor.shape[1]!;
    expect(await compare(tensor, source)).toEqual({ wrong: 0, count });
    expect(reads()).toBeLessThanOrEqual(mostReads);
    expect(largest()).toBeLessThanOrEqual(MEGABYTES_64);
  });
});
